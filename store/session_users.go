package store

import (
	"context"
	"encoding/hex"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/account"
)

// SessionUsers does for several tokens at once what SessionUser does for one. What
// it returns is by token; it has no entry for one that is unknown, whose session has
// ended or whose account is disabled.
func (s *Store) SessionUsers(ctx context.Context, tokens []string) (map[string]account.User, error) {
	hashes, byHash := make([][]byte, len(tokens)), make(map[string]string, len(tokens))
	for i, token := range tokens {
		hashes[i] = digest(token)
		byHash[hex.EncodeToString(hashes[i])] = token
	}
	rows, err := s.pool.Query(ctx, useSessions, pgx.NamedArgs{"tokens": hashes, "idle": account.SessionIdle})
	if err != nil {
		return nil, fmt.Errorf("resolve sessions: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[sessionOfUser])
	if err != nil {
		return nil, fmt.Errorf("resolve sessions: %w", err)
	}
	users := make(map[string]account.User, len(found))
	for _, f := range found {
		users[byHash[f.TokenHash]] = f.user()
	}
	return users, nil
}

type sessionOfUser struct {
	// TokenHash in hexadecimal.
	TokenHash string
	userRow
}

// useSessions waits for no other statement that has one of the sessions: of two that
// each have several, one would have to give up.
const useSessions = `
WITH unseen AS (
	SELECT token_hash FROM sessions
	WHERE token_hash = ANY (@tokens::bytea[]) AND expires_at > now()
	  AND seen_at < now() - interval '1 minute' AND seen_at > now() - @idle::interval
	FOR UPDATE SKIP LOCKED
), touched AS (
	UPDATE sessions s SET seen_at = now() FROM unseen WHERE s.token_hash = unseen.token_hash
)
SELECT encode(s.token_hash, 'hex') AS token_hash, u.id, u.email, u.name, u.roles, u.password_hash, u.disabled_at, u.created_at
FROM sessions s JOIN users u ON u.id = s.user_id
WHERE s.token_hash = ANY (@tokens::bytea[]) AND s.expires_at > now() AND s.seen_at > now() - @idle::interval
  AND u.disabled_at IS NULL`

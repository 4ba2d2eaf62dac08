package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/account"
)

// CreateSession logs a user in who has shown their password. It fails with
// account.ErrNotFound if there is no such user or the account is disabled.
func (s *Store) CreateSession(ctx context.Context, userID string) (account.Session, error) {
	session, err := createSession(ctx, s.pool, userID, account.ByPassword)
	if err != nil {
		return account.Session{}, fmt.Errorf("create session: %w", err)
	}
	return session, nil
}

func createSession(ctx context.Context, q querier, userID string, by account.Method) (account.Session, error) {
	token := newSecret("")
	session := account.Session{Token: token}
	origin := account.OriginOf(ctx)
	err := q.QueryRow(ctx, insertSession, pgx.NamedArgs{
		"token": digest(token), "user": userID, "life": account.SessionLife,
		"method": by, "peer": origin.Peer, "user_agent": origin.UserAgent,
	}).Scan(&session.ExpiresAt)
	if errors.Is(err, pgx.ErrNoRows) {
		return account.Session{}, account.ErrNotFound
	}
	return session, err
}

// insertSession locks the user, so that a login cannot slip past the statement
// that disables the account and ends its sessions.
const insertSession = `
INSERT INTO sessions (token_hash, user_id, expires_at, method, peer, user_agent)
SELECT @token, id, now() + @life, @method, @peer, @user_agent FROM users WHERE id = @user AND disabled_at IS NULL FOR SHARE
RETURNING expires_at`

// SessionUser returns whose session a token is, and keeps the session alive. It
// fails with account.ErrNotFound if the token is unknown, the session has ended
// or the account is disabled.
func (s *Store) SessionUser(ctx context.Context, token string) (account.User, error) {
	user, err := s.user(ctx, useSession, pgx.NamedArgs{"token": digest(token), "idle": account.SessionIdle})
	if err != nil {
		return account.User{}, fmt.Errorf("resolve session: %w", err)
	}
	return user, nil
}

// useSession writes at most once a minute, not on every request.
const useSession = `
WITH touched AS (
	UPDATE sessions SET seen_at = now()
	WHERE token_hash = @token AND expires_at > now()
	  AND seen_at < now() - interval '1 minute' AND seen_at > now() - @idle::interval
)
SELECT u.id, u.email, u.name, u.roles, u.password_hash, u.disabled_at, u.created_at
FROM sessions s JOIN users u ON u.id = s.user_id
WHERE s.token_hash = @token AND s.expires_at > now() AND s.seen_at > now() - @idle::interval
  AND u.disabled_at IS NULL`

// DeleteSession logs one session out; an unknown token is no error.
func (s *Store) DeleteSession(ctx context.Context, token string) error {
	if _, err := s.pool.Exec(ctx, deleteSession, pgx.NamedArgs{"token": digest(token)}); err != nil {
		return fmt.Errorf("delete session: %w", err)
	}
	return nil
}

const deleteSession = `DELETE FROM sessions WHERE token_hash = @token`

// DeleteSessionsOf logs a user out everywhere.
func (s *Store) DeleteSessionsOf(ctx context.Context, userID string) error {
	if _, err := s.pool.Exec(ctx, deleteSessionsOfUser, pgx.NamedArgs{"user": userID}); err != nil {
		return fmt.Errorf("delete sessions: %w", err)
	}
	return nil
}

const deleteSessionsOfUser = `DELETE FROM sessions WHERE user_id = @user`

// PruneSessions deletes sessions that have ended and returns how many.
func (s *Store) PruneSessions(ctx context.Context) (int64, error) {
	tag, err := s.pool.Exec(ctx, pruneSessions, pgx.NamedArgs{"idle": account.SessionIdle})
	if err != nil {
		return 0, fmt.Errorf("prune sessions: %w", err)
	}
	return tag.RowsAffected(), nil
}

const pruneSessions = `
DELETE FROM sessions WHERE expires_at <= now() OR seen_at <= now() - @idle::interval`

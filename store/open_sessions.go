package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/account"
)

// ListSessions returns a user's open sessions, last used first. token is the
// session that asks.
func (s *Store) ListSessions(ctx context.Context, userID, token string) ([]account.OpenSession, error) {
	rows, err := s.pool.Query(ctx, listSessions, pgx.NamedArgs{
		"user": userID, "token": digest(token), "idle": account.SessionIdle,
	})
	if err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (account.OpenSession, error) {
		r, err := pgx.RowToStructByName[sessionRow](row)
		open := account.OpenSession(r)
		open.CreatedAt, open.SeenAt, open.ExpiresAt = r.CreatedAt.UTC(), r.SeenAt.UTC(), r.ExpiresAt.UTC()
		return open, err
	})
	if err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	return list, nil
}

type sessionRow struct {
	ID        string
	Method    account.Method
	CreatedAt time.Time
	SeenAt    time.Time
	ExpiresAt time.Time
	Peer      string
	UserAgent string
	Current   bool
}

const listSessions = `
SELECT id, method, created_at, seen_at, least(expires_at, seen_at + @idle::interval) AS expires_at, peer, user_agent,
       token_hash = @token AS current
FROM sessions WHERE user_id = @user AND expires_at > now() AND seen_at > now() - @idle::interval
ORDER BY seen_at DESC, id`

// EndSession ends one of a user's sessions. It fails with account.ErrNotFound if
// they have none with this id.
func (s *Store) EndSession(ctx context.Context, userID, id string) error {
	tag, err := s.pool.Exec(ctx, endSession, pgx.NamedArgs{"user": userID, "id": id})
	if err == nil && tag.RowsAffected() == 0 {
		err = account.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	return nil
}

const endSession = `DELETE FROM sessions WHERE user_id = @user AND id = @id`

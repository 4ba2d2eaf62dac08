package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// LastLogins returns when users logged in last, by id; who never did is left out.
// Sessions are gone when they end: the audit log remembers.
func (s *Store) LastLogins(ctx context.Context, ids []string) (map[string]time.Time, error) {
	rows, err := s.pool.Query(ctx, selectLastLogins, pgx.NamedArgs{"ids": ids})
	if err != nil {
		return nil, fmt.Errorf("look up last logins: %w", err)
	}
	logins := make(map[string]time.Time, len(ids))
	var id string
	var at time.Time
	if _, err := pgx.ForEachRow(rows, []any{&id, &at}, func() error {
		logins[id] = at.UTC()
		return nil
	}); err != nil {
		return nil, fmt.Errorf("look up last logins: %w", err)
	}
	return logins, nil
}

const selectLastLogins = `
SELECT u.id, l.at FROM unnest(@ids::uuid[]) AS u (id)
CROSS JOIN LATERAL (
	SELECT at FROM audit_log WHERE actor = 'user/' || u.id AND action = 'session.started' ORDER BY id DESC LIMIT 1
) l`

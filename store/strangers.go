package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Strangers returns those of ids who are no enabled user with a role that may
// take conversations.
func (s *Store) Strangers(ctx context.Context, ids []string) ([]string, error) {
	rows, err := s.pool.Query(ctx, strangers, ids)
	if err != nil {
		return nil, fmt.Errorf("find strangers: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("find strangers: %w", err)
	}
	return found, nil
}

const strangers = `
SELECT DISTINCT asked.id::text FROM unnest($1::uuid[]) AS asked (id)
WHERE NOT EXISTS (
	SELECT 1 FROM users u
	WHERE u.id = asked.id AND u.disabled_at IS NULL AND u.roles && ARRAY['admin', 'agent']
)`

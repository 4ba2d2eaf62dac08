package main

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"
)

// generate fills the database past the store. Rows are random, from a seed; one
// message in ten thousand says something rare, half of them something common.
func generate(ctx context.Context, raw *pgxpool.Pool, conversations int) error {
	connection, err := raw.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer connection.Release()
	for _, s := range []struct {
		sql  string
		args []any
	}{
		// Triggers tell of changes, which nobody follows here.
		{sql: `SET session_replication_role = replica`},
		{sql: `SELECT setseed(0.5)`},
		{sql: `INSERT INTO inboxes (id, name, channel, secrets) VALUES (md5('inbox')::uuid, 'Support', 'webhook', '{x}')`},
		{`INSERT INTO contacts (id, name) SELECT md5('k' || n)::uuid, 'Person ' || md5(n::text) FROM generate_series(1, $1::int) n`, []any{conversations}},
		{`INSERT INTO conversations (id, inbox_id, contact_id, status, ticket, labels, last_text, last_direction, last_at, waiting_since)
			SELECT md5('c' || n)::uuid, md5('inbox')::uuid, md5('k' || n)::uuid,
			       (ARRAY['new', 'active', 'pending', 'resolved', 'inactive'])[1 + n % 5], 1,
			       CASE WHEN n % 20 = 0 THEN '{refund}' ELSE '{}' END::text[], 'thanks ' || md5('m5-' || n), 'in',
			       now() - random() * interval '90 days', CASE WHEN n % 5 IN (0, 2) THEN now() - random() * interval '1 day' END
			FROM generate_series(1, $1::int) n`, []any{conversations}},
		{`INSERT INTO messages (id, conversation_id, inbox_id, direction, author, text, state)
			SELECT md5('m' || i || '-' || n)::uuid, md5('c' || n)::uuid, md5('inbox')::uuid, 'in', 'contact',
			       CASE WHEN i % 2 = 0 THEN 'where is my order ' ELSE 'thanks ' END || md5('m' || i || '-' || n)
			       || CASE WHEN (n * 5 + i) % 10000 = 7 THEN ' Käseküchle' ELSE '' END, 'received'
			FROM generate_series(1, $1::int) n, generate_series(1, 5) i`, []any{conversations}},
		{sql: `SET session_replication_role = DEFAULT`},
		{sql: `VACUUM (ANALYZE) conversations`},
		{sql: `VACUUM (ANALYZE) messages`},
		{sql: `VACUUM (ANALYZE) contacts`},
	} {
		if _, err := connection.Exec(ctx, s.sql, s.args...); err != nil {
			return fmt.Errorf("generate: %w", err)
		}
	}
	return nil
}

package main

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"
)

// generate writes what the conversations would have led to, unless an earlier run
// has: each has a ticket that an agent took, answered after half a minute to some
// hours, and resolved or not; a decision of the autoresponder, which answered two of
// five; one in ten replied to one of twenty campaigns.
func generate(ctx context.Context, raw *pgxpool.Pool) error {
	var there bool
	if err := raw.QueryRow(ctx, `SELECT EXISTS (SELECT FROM events)`).Scan(&there); err != nil || there {
		return err
	}
	connection, err := raw.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer connection.Release()
	for _, statement := range []string{
		// Triggers tell of changes, which nobody follows here.
		`SET session_replication_role = replica`,
		`SELECT setseed(0.5)`,
		`INSERT INTO faqs (id, type, status, answer)
			SELECT md5('faq' || n)::uuid, 'general', 'active', 'Answer ' || n FROM generate_series(0, 299) n`,
		`INSERT INTO campaigns (id, name, inbox_id, template)
			SELECT md5('campaign' || n)::uuid, 'Campaign ' || n, (SELECT id FROM inboxes LIMIT 1), '{"text":"Hello"}' FROM generate_series(0, 19) n`,
		`CREATE TEMP TABLE drawn AS
			SELECT c.id, c.status, coalesce(c.owner_id, c.previous_owner_id)::text AS agent, c.last_at - interval '28 minutes' AS opened,
			       30 * exp(random() * 6.5) AS answered, 60 * exp(random() * 7) AS resolved,
			       CASE WHEN random() < 0.1 THEN md5('campaign' || floor(random() * 20)::int)::uuid::text ELSE '' END AS campaign,
			       CASE WHEN random() < 0.4 THEN md5('faq' || floor(300 * random() ^ 2)::int)::uuid END AS faq
			FROM conversations c`,
		`INSERT INTO events (conversation_id, version, ticket, type, data, at)
			SELECT id, 1, 1, 'ticket_opened', jsonb_build_object('to', 'new', 'cause', 'user_message', 'campaign_id', campaign), opened FROM drawn`,
		`INSERT INTO events (conversation_id, version, ticket, type, actor_id, data, at)
			SELECT id, 2, 1, 'claimed', agent, jsonb_build_object('owner_id', agent), opened + make_interval(secs => answered) FROM drawn WHERE status <> 'new'`,
		`INSERT INTO events (conversation_id, version, ticket, type, actor_id, data, at)
			SELECT id, 3, 1, 'status_changed', agent, '{"from":"new","to":"active","cause":"agent_message"}', opened + make_interval(secs => answered)
			FROM drawn WHERE status <> 'new'`,
		`INSERT INTO events (conversation_id, version, ticket, type, actor_id, data, at)
			SELECT id, 4, 1, 'status_changed', CASE status WHEN 'resolved' THEN agent ELSE '' END, jsonb_build_object('from', 'active', 'to', status, 'cause', 'close'),
			       opened + make_interval(secs => answered + resolved)
			FROM drawn WHERE status IN ('resolved', 'inactive')`,
		`INSERT INTO decisions (id, conversation_id, ticket, from_seq, upto_seq, answered, faq_id, created_at)
			SELECT gen_random_uuid(), id, 1, 1, 1, faq IS NOT NULL, faq, opened FROM drawn`,
		`DROP TABLE drawn`,
		`SET session_replication_role = DEFAULT`,
		`VACUUM (ANALYZE) events, decisions`,
	} {
		if _, err := connection.Exec(ctx, statement); err != nil {
			return fmt.Errorf("generate: %w", err)
		}
	}
	return nil
}

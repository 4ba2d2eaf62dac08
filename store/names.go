package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

// namesOnDemand reports whether a message's channel never says what its sender is
// called: their provider has to be asked.
func namesOnDemand(m conversation.Inbound) bool { return m.Sender().Kind == provider.MessengerUser }

// TakeNameless returns some contacts who wrote and of whom the provider has not
// said what they are called. Each is given out once a day at most, and only if they
// have written since; whatever becomes of it, no message waits for a name.
func (s *Store) TakeNameless(ctx context.Context, limit int) ([]conversation.Nameless, error) {
	rows, err := s.pool.Query(ctx, takeNameless, limit)
	if err != nil {
		return nil, fmt.Errorf("take nameless: %w", err)
	}
	found, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (conversation.Nameless, error) {
		var n conversation.Nameless
		var kinds, values []string
		err := row.Scan(&n.ContactID, &n.InboxID, &kinds, &values)
		n.Identities = identitiesOf(kinds, values)
		return n, err
	})
	if err != nil {
		return nil, fmt.Errorf("take nameless: %w", err)
	}
	return found, nil
}

const takeNameless = `
WITH due AS (
	SELECT id FROM contacts WHERE name_due_at <= now() ORDER BY name_due_at LIMIT $1 FOR UPDATE SKIP LOCKED
), taken AS (
	UPDATE contacts k SET name_due_at = NULL, name_asked_at = now()
	FROM due WHERE k.id = due.id
	RETURNING k.id
)
SELECT t.id, i.inbox_id, array_agg(i.kind ORDER BY i.created_at, i.kind, i.value),
       array_agg(i.value ORDER BY i.created_at, i.kind, i.value)
FROM taken t JOIN contact_identities i ON i.contact_id = t.id
GROUP BY t.id, i.inbox_id`

// NameContact names somebody who has no name yet.
func (s *Store) NameContact(ctx context.Context, id, name string) error {
	if _, err := s.pool.Exec(ctx, nameContact, id, shortName(name)); err != nil {
		return fmt.Errorf("name contact: %w", err)
	}
	return nil
}

const nameContact = `UPDATE contacts SET name = $2 WHERE id = $1 AND name = ''`

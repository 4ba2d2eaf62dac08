package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

const keepParts = `
INSERT INTO message_parts (inbox_id, external_id, message_id)
SELECT m.inbox_id, part, m.id FROM messages m, unnest($2::text[]) part WHERE m.id = $1 AND m.inbox_id IS NOT NULL
ON CONFLICT DO NOTHING`

// joinParts turns what is said of a part of a message, such as one picture of an
// album that was sent from here, into something that is said of the message.
func (r *reception) joinParts(ctx context.Context, q querier) error {
	var inboxes, externals []string
	for _, h := range r.events {
		if about := h.about(); about != nil && *about != "" {
			inboxes, externals = append(inboxes, h.inboxID), append(externals, *about)
		}
	}
	if len(externals) == 0 {
		return nil
	}
	rows, err := q.Query(ctx, findParts, pgx.NamedArgs{"inboxes": inboxes, "externals": externals})
	if err != nil {
		return fmt.Errorf("find parts of messages: %w", err)
	}
	whole := map[target]string{}
	var part target
	var id string
	_, err = pgx.ForEachRow(rows, []any{&part.inboxID, &part.externalID, &id}, func() error {
		whole[part] = id
		return nil
	})
	if err != nil {
		return fmt.Errorf("find parts of messages: %w", err)
	}
	for _, h := range r.events {
		about := h.about()
		if about == nil {
			continue
		}
		if id, ok := whole[target{h.inboxID, *about}]; ok {
			*about = id
		}
	}
	return nil
}

const findParts = `
SELECT p.inbox_id::text, p.external_id, m.external_id
FROM unnest(@inboxes::uuid[], @externals::text[]) AS asked (inbox_id, external_id)
JOIN message_parts p USING (inbox_id, external_id)
JOIN messages m ON m.id = p.message_id
WHERE m.external_id IS NOT NULL`

// about is where an event names the message that it is about, nil if it cannot.
// Receipts name each message that was sent.
func (h happening) about() *string {
	switch {
	case h.Message != nil:
		return &h.Message.ReplyTo
	case h.Echo != nil:
		return &h.Echo.ReplyTo
	case h.Reaction != nil:
		return &h.Reaction.Target
	case h.Edit != nil:
		return &h.Edit.Target
	case h.Deletion != nil:
		return &h.Deletion.Target
	default:
		return nil
	}
}

package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

// echo takes in that the brand sent a message. One of ours is thereby sent,
// whatever was known of it. One that somebody wrote by hand in the provider's own
// app stands in the history as an agent's of whom nobody knows who it was: it has
// no place in the mailbox, so it takes no ticket and moves no window; but the burst
// that it answers the autoresponder leaves alone. It begins no conversation: those
// begin with a message of the end user.
func (r *reception) echo(ctx context.Context, h happening) error {
	e := h.Echo
	if e.ByUs || e.MessageID != "" {
		r.receipts = append(r.receipts, happening{inboxID: h.inboxID, Event: provider.Event{Receipt: &provider.Receipt{
			ExternalID: e.ExternalID, MessageID: e.MessageID, State: conversation.MessageSent, At: e.SentAt,
		}}})
		return nil
	}
	at := r.people.contactOf(h.inboxID, e.To.Identities).conversationID
	if at == "" {
		r.skipped = append(r.skipped, "echo to somebody who has not written")
		return nil
	}
	m := inboundOf(h.inboxID, e.Message)
	files, err := json.Marshal(awaited(m.Attachments))
	if err != nil {
		return fmt.Errorf("encode attachments: %w", err)
	}
	content, err := json.Marshal(m.Content)
	if err != nil {
		return fmt.Errorf("encode content: %w", err)
	}
	tag, err := r.tx.Exec(ctx, insertEcho, pgx.NamedArgs{
		"id": uuid.Must(uuid.NewV7()).String(), "conversation": at, "inbox": h.inboxID, "external": m.ExternalID,
		"kind": kindOf(m.Kind), "text": m.Text, "attachments": files, "content": content, "reply_to": m.ReplyTo,
		"sent_at": orNow(m.SentAt),
	})
	if err != nil {
		return fmt.Errorf("keep echo: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return nil
	}
	r.look(h.inboxID, m.ExternalID)
	if _, err := r.tx.Exec(ctx, dropForEcho, at, orNow(m.SentAt)); err != nil {
		return fmt.Errorf("drop replies: %w", err)
	}
	return nil
}

const insertEcho = `
WITH added AS (
	INSERT INTO messages (id, conversation_id, inbox_id, direction, author, external_id, kind, text, attachments, content,
	                      reply_to, state, reason, sent_at, created_at)
	SELECT @id, c.id, @inbox, 'out', 'agent', @external, @kind, @text, @attachments, @content,
	       @reply_to, 'sent', 'sent in the provider''s own app', @sent_at, greatest(clock_timestamp(), c.last_received_at)
	FROM conversations c WHERE c.id = @conversation
	ON CONFLICT (inbox_id, external_id) WHERE external_id IS NOT NULL DO NOTHING
	RETURNING conversation_id, text, created_at
)
UPDATE conversations c
SET last_text = left(added.text, 500), last_at = added.created_at, last_direction = 'out',
    version = version + CASE WHEN c.answer_from > 0 THEN 1 ELSE 0 END
FROM added WHERE c.id = added.conversation_id`

// dropForEcho takes back what the autoresponder has queued for a burst that a
// person has answered. A decision on its way fails by the version, and is taken
// anew.
const dropForEcho = `
UPDATE messages a SET state = 'dropped', reason = 'somebody answered in the provider''s own app'
FROM messages asked
WHERE a.conversation_id = $1 AND a.author = 'auto' AND a.state = 'queued'
  AND asked.conversation_id = a.conversation_id AND asked.seq = a.answers_seq
  AND coalesce(asked.sent_at, asked.created_at) <= $2`

// readTaken reports whether somebody has written by hand in the provider's own app
// since a message, by the provider's clock: echoes may come late. It looks at the
// latest only, so that a long conversation costs no more than a short one.
const readTaken = `
SELECT EXISTS (
	SELECT FROM (
		SELECT author, seq, state, coalesce(sent_at, created_at) AS at FROM messages
		WHERE conversation_id = $1 AND direction = 'out' ORDER BY position DESC LIMIT 20
	) o, messages asked
	WHERE asked.conversation_id = $1 AND asked.seq = $2
	  AND o.author = 'agent' AND o.seq IS NULL AND o.at >= coalesce(asked.sent_at, asked.created_at))`

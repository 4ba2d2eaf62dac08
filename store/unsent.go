package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// takeBack makes the list row say what stands after an outbound message has
// ended as state, also where it had ended before: a process may have died in
// between. Its statements lock the conversation and no message, in
// transactions of their own: Commit locks the conversation first and then
// messages.
func (s *Store) takeBack(ctx context.Context, messageID string, state conversation.MessageState) error {
	switch state {
	case conversation.MessageDropped, conversation.MessageFailed, conversation.MessageRefused:
	default:
		return nil
	}
	var conversationID string
	err := s.pool.QueryRow(ctx, conversationOf, messageID).Scan(&conversationID)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("find conversation of unsent message: %w", err)
	}
	if _, err := s.pool.Exec(ctx, restorePreview, conversationID); err != nil {
		return fmt.Errorf("restore preview: %w", err)
	}
	if _, err := s.pool.Exec(ctx, waitAgain, messageID); err != nil {
		return fmt.Errorf("restore waiting: %w", err)
	}
	return nil
}

// conversationOf finds none for a campaign's message, which no list shows.
const conversationOf = `SELECT conversation_id FROM messages WHERE id = $1 AND author <> 'campaign'`

// restorePreview shows the latest message that stands in the list row again, or
// none. An agent's message that failed stands: its author sees that it did.
const restorePreview = `
UPDATE conversations c
SET last_text = coalesce(left(m.text, 500), ''), last_direction = coalesce(m.direction, '')
FROM (VALUES ($1::uuid)) this (id) LEFT JOIN LATERAL (
	SELECT text, direction FROM messages
	WHERE conversation_id = this.id AND NOT private AND author <> 'campaign' AND state NOT IN ('refused', 'dropped')
	  AND NOT (author = 'auto' AND state = 'failed')
	ORDER BY position DESC LIMIT 1
) m ON true WHERE c.id = this.id`

const dropAutomatic = `
WITH unsent AS (
	UPDATE messages SET state = 'dropped', reason = 'an agent was faster'
	WHERE conversation_id = $1 AND direction = 'out' AND author = 'auto' AND state = 'queued'
	RETURNING conversation_id, answers_seq
)` + waitForUnsent

const waitAgain = `
WITH unsent AS (
	SELECT conversation_id, answers_seq FROM messages
	WHERE id = $1 AND author = 'auto' AND state IN ('dropped', 'failed')
)` + waitForUnsent

// waitForUnsent: whom an unsent reply would have answered has waited since they
// asked, unless somebody else answered or the ticket is over. The version tells
// the run to read the row again before it writes.
const waitForUnsent = `, question AS (
	SELECT conversation_id, min(answers_seq) AS seq FROM unsent GROUP BY conversation_id
)
UPDATE conversations c SET waiting_since = asked.created_at, version = version + 1
FROM question q JOIN messages asked ON asked.conversation_id = q.conversation_id AND asked.seq = q.seq
WHERE c.id = q.conversation_id AND c.waiting_since IS NULL AND c.status IN ('new', 'active', 'pending')
  AND NOT EXISTS (
	SELECT FROM messages answer
	WHERE answer.conversation_id = c.id AND answer.seq > q.seq AND answer.seq <= c.applied_seq
	  AND answer.author = 'agent' AND answer.state <> 'refused'
  )`

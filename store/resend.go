package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// ResendMessage queues an agent's message that failed, or of which nobody knows
// whether it went out, for another attempt. It fails with
// conversation.ErrNotFound, conversation.ErrNotHolder and
// conversation.ErrSettled.
func (s *Store) ResendMessage(ctx context.Context, conversationID, messageID, userID string) (conversation.Accepted, error) {
	accepted, err := s.onUnsettled(ctx, conversationID, messageID, userID, conversation.ResentMessage, resendMessage)
	if err != nil {
		return conversation.Accepted{}, fmt.Errorf("resend message: %w", err)
	}
	return accepted, nil
}

// SettleMessage notes that an agent found out whether a message of unknown fate
// went out. It fails as ResendMessage does.
func (s *Store) SettleMessage(ctx context.Context, conversationID, messageID, userID string, sent bool) error {
	statement := settleUnsent
	if sent {
		statement = settleSent
	}
	if _, err := s.onUnsettled(ctx, conversationID, messageID, userID, conversation.SettledMessage, statement); err != nil {
		return fmt.Errorf("settle message: %w", err)
	}
	return nil
}

// onUnsettled changes a message whose fate is not known, for the conversation's
// holder, and puts it into the audit trail. The conversation is locked first, as
// Commit does, and its version goes on: a run then reads its outbox again.
func (s *Store) onUnsettled(
	ctx context.Context, conversationID, messageID, userID string, what conversation.RecordType, change string,
) (conversation.Accepted, error) {
	var a conversation.Accepted
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		a = conversation.Accepted{ConversationID: conversationID, MessageID: messageID, Ring: true}
		var box mailbox
		var holder string
		var version int64
		var ticket int
		err := tx.QueryRow(ctx, lockHeld, conversationID, messageID).Scan(&a.InboxID, &holder, &box.status, &version, &ticket)
		if errors.Is(err, pgx.ErrNoRows) {
			return conversation.ErrNotFound
		}
		if err != nil {
			return fmt.Errorf("lock conversation: %w", err)
		}
		if holder != userID {
			return conversation.ErrNotHolder
		}
		a.Sleeping = box.sleeping()
		err = tx.QueryRow(ctx, change, messageID).Scan(&a.Seq)
		if errors.Is(err, pgx.ErrNoRows) {
			return conversation.ErrSettled
		}
		if err != nil {
			return fmt.Errorf("change message: %w", err)
		}
		if _, err := tx.Exec(ctx, nextVersion, conversationID); err != nil {
			return fmt.Errorf("change conversation: %w", err)
		}
		record := conversation.Record{
			Type: what, At: time.Now().UTC(), Ticket: ticket, ActorID: userID, MessageID: messageID,
		}
		data, err := json.Marshal(record)
		if err != nil {
			return fmt.Errorf("encode event: %w", err)
		}
		_, err = tx.Exec(ctx, insertEvent, pgx.NamedArgs{
			"id": conversationID, "version": version + 1, "ticket": ticket, "type": string(what),
			"actor": userID, "data": data, "at": record.At,
		})
		return err
	})
	return a, err
}

const lockHeld = `
SELECT inbox_id, CASE WHEN lease_until <= clock_timestamp() THEN '' ELSE coalesce(owner_id::text, '') END,
       status, version, ticket
FROM conversations WHERE id = $1 AND EXISTS (SELECT FROM messages WHERE id = $2 AND conversation_id = $1)
FOR UPDATE`

const nextVersion = `UPDATE conversations SET version = version + 1 WHERE id = $1`

const resendMessage = `
UPDATE messages SET state = 'queued', reason = '', failure_code = 0, attempts = 0, not_before = NULL, reserved = false
WHERE id = $1 AND author = 'agent' AND state IN ('unknown', 'failed') AND seq IS NOT NULL
RETURNING seq`

const settleSent = `
UPDATE messages SET state = 'sent', sent_at = coalesce(sent_at, clock_timestamp()), reason = 'an agent found that it went out'
WHERE id = $1 AND author = 'agent' AND state = 'unknown' RETURNING coalesce(seq, 0)`

const settleUnsent = `
UPDATE messages SET state = 'failed', reason = 'an agent found that it did not go out'
WHERE id = $1 AND author = 'agent' AND state = 'unknown' RETURNING coalesce(seq, 0)`

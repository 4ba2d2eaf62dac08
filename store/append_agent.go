package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// AppendAgent puts an agent's message into the mailbox, queued: the workflow
// accepts or refuses it. A repeated MessageID stores nothing and returns the
// first row, as a conflict if it says something else. It fails with
// conversation.ErrNotFound if there is no such conversation, and with
// conversation.ErrNoReply if there is nothing of the kind to reply to.
func (s *Store) AppendAgent(ctx context.Context, m conversation.Outbound) (conversation.Accepted, error) {
	attachments, err := json.Marshal(nonNil(m.Files()))
	if err != nil {
		return conversation.Accepted{}, fmt.Errorf("encode attachments: %w", err)
	}
	fingerprint, err := m.Fingerprint()
	if err != nil {
		return conversation.Accepted{}, err
	}
	template, err := templateColumn(m.Template)
	if err != nil {
		return conversation.Accepted{}, err
	}
	var a conversation.Accepted
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		box, err := scanMailbox(tx.QueryRow(ctx, lockConversation, m.ConversationID))
		if errors.Is(err, pgx.ErrNoRows) {
			return conversation.ErrNotFound
		}
		if err != nil {
			return err
		}
		replyTo, err := repliedTo(ctx, tx, m)
		if err != nil {
			return err
		}
		said, err := words(ctx, tx, box.inboxID, m)
		if err != nil {
			return err
		}
		a = conversation.Accepted{
			ConversationID: box.id, MessageID: m.MessageID, Seq: box.lastSeq + 1,
			InboxID: box.inboxID, Sleeping: box.sleeping(), Ring: box.mayRing(),
		}
		tag, err := tx.Exec(ctx, appendAgent, pgx.NamedArgs{
			"id": m.MessageID, "conversation": m.ConversationID, "agent": m.AgentID, "text": said,
			"fingerprint": fingerprint, "attachments": attachments, "seq": a.Seq, "ring": a.Ring,
			"kind": agentKind(m), "template": template, "reply_to": replyTo, "written_at": null(m.WrittenAt),
		})
		if err != nil {
			return fmt.Errorf("append message: %w", err)
		}
		if tag.RowsAffected() > 0 {
			return nil
		}
		var stored []byte
		var applied bool
		if err := tx.QueryRow(ctx, knownAgentMessage, m.MessageID).Scan(&a.Seq, &stored, &applied); err != nil {
			return fmt.Errorf("find known message: %w", err)
		}
		a.Duplicate = bytes.Equal(stored, fingerprint)
		a.Conflict = !a.Duplicate
		a.Ring = a.Ring && a.Duplicate && !applied
		return nil
	})
	if err != nil {
		return conversation.Accepted{}, fmt.Errorf("append agent message: %w", invalid(err))
	}
	return a, nil
}

const lockConversation = `
SELECT id, inbox_id, last_seq, applied_seq, status,
       coalesce(rung_at > clock_timestamp() - interval '2 seconds', false)
FROM conversations WHERE id = $1 AND merged_into IS NULL FOR UPDATE`

const appendAgent = `
WITH added AS (
	INSERT INTO messages (id, conversation_id, inbox_id, seq, direction, author, agent_id, fingerprint,
	                      kind, text, attachments, template, reply_to, state, created_at)
	SELECT @id, c.id, c.inbox_id, @seq, 'out', 'agent', @agent, @fingerprint, @kind, @text, @attachments, @template,
	       @reply_to, 'queued',
	       coalesce(@written_at::timestamptz, greatest(clock_timestamp(), c.last_received_at))
	FROM conversations c WHERE c.id = @conversation
	ON CONFLICT (id) DO NOTHING
	RETURNING conversation_id, seq, text, created_at
)
UPDATE conversations c
SET last_seq = added.seq, last_received_at = added.created_at,
    last_text = left(added.text, 500), last_at = added.created_at, last_direction = 'out',
    rung_at = CASE WHEN @ring THEN clock_timestamp() ELSE c.rung_at END
FROM added WHERE c.id = added.conversation_id`

const knownAgentMessage = `
SELECT coalesce(m.seq, 0), m.fingerprint, coalesce(m.seq, 0) <= c.applied_seq
FROM messages m JOIN conversations c ON c.id = m.conversation_id WHERE m.id = $1`

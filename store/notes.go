package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// AddNote stores a private note. It is no part of the mailbox: it has no seq,
// moves no window and needs no ownership. Repeating a MessageID returns the
// first note; it fails with conversation.ErrConflict if that is another one, with
// conversation.ErrNotFound if there is no such conversation, and with
// conversation.ErrNoReader if it mentions somebody who may not read it.
func (s *Store) AddNote(ctx context.Context, n conversation.Outbound) (conversation.Message, error) {
	attachments, err := json.Marshal(nonNil(n.Attachments))
	if err != nil {
		return conversation.Message{}, fmt.Errorf("add note: encode attachments: %w", err)
	}
	stored := false
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, insertNote, pgx.NamedArgs{
			"id": n.MessageID, "conversation": n.ConversationID, "agent": n.AgentID, "text": n.Text,
			"attachments": attachments, "written_at": null(n.WrittenAt),
		})
		stored = err == nil && tag.RowsAffected() > 0
		if !stored || len(n.Mentions) == 0 {
			return err
		}
		return mention(ctx, tx, n)
	})
	if err != nil {
		return conversation.Message{}, fmt.Errorf("add note: %w", err)
	}
	note, err := s.GetMessage(ctx, n.ConversationID, n.MessageID)
	if err != nil {
		return conversation.Message{}, fmt.Errorf("add note: %w", err)
	}
	repeated := note.Private && note.AgentID == n.AgentID && note.Text == n.Text
	if !stored && !repeated {
		return conversation.Message{}, fmt.Errorf("add note: %w", conversation.ErrConflict)
	}
	return note, nil
}

func mention(ctx context.Context, tx pgx.Tx, n conversation.Outbound) error {
	named := slices.Clone(n.Mentions)
	slices.Sort(named)
	named = slices.Compact(named)
	tag, err := tx.Exec(ctx, insertMentions, n.MessageID, named)
	if err == nil && int(tag.RowsAffected()) != len(named) {
		err = conversation.ErrNoReader
	}
	return err
}

// insertMentions names only those who may read conversations.
const insertMentions = `
INSERT INTO mentions (user_id, message_id)
SELECT id, $1 FROM users WHERE id = ANY ($2::uuid[]) AND disabled_at IS NULL AND roles && '{admin,agent}'
ORDER BY id`

const insertNote = `
INSERT INTO messages (id, conversation_id, inbox_id, direction, author, agent_id, private, text, attachments,
                      state, created_at)
SELECT @id, c.id, c.inbox_id, 'out', 'agent', @agent, true, @text, @attachments, 'note',
       coalesce(@written_at::timestamptz, clock_timestamp())
FROM conversations c WHERE c.id = @conversation
ON CONFLICT (id) DO NOTHING`

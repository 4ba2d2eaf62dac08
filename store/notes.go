package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// AddNote stores a private note. It is no part of the mailbox: it has no seq,
// moves no window and needs no ownership. Repeating a MessageID returns the
// first note; it fails with conversation.ErrConflict if that is another one,
// and with conversation.ErrNotFound if there is no such conversation.
func (s *Store) AddNote(ctx context.Context, n conversation.Outbound) (conversation.Message, error) {
	attachments, err := json.Marshal(nonNil(n.Attachments))
	if err != nil {
		return conversation.Message{}, fmt.Errorf("add note: encode attachments: %w", err)
	}
	tag, err := s.pool.Exec(ctx, insertNote, pgx.NamedArgs{
		"id": n.MessageID, "conversation": n.ConversationID, "agent": n.AgentID, "text": n.Text,
		"attachments": attachments, "written_at": null(n.WrittenAt),
	})
	if err != nil {
		return conversation.Message{}, fmt.Errorf("add note: %w", err)
	}
	note, err := s.GetMessage(ctx, n.ConversationID, n.MessageID)
	if err != nil {
		return conversation.Message{}, fmt.Errorf("add note: %w", err)
	}
	repeated := note.Private && note.AgentID == n.AgentID && note.Text == n.Text
	if tag.RowsAffected() == 0 && !repeated {
		return conversation.Message{}, fmt.Errorf("add note: %w", conversation.ErrConflict)
	}
	return note, nil
}

const insertNote = `
INSERT INTO messages (id, conversation_id, inbox_id, direction, author, agent_id, private, text, attachments,
                      state, created_at)
SELECT @id, c.id, c.inbox_id, 'out', 'agent', @agent, true, @text, @attachments, 'note',
       coalesce(@written_at::timestamptz, clock_timestamp())
FROM conversations c WHERE c.id = @conversation
ON CONFLICT (id) DO NOTHING`

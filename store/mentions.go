package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// Mentions returns a page of the notes that name a user, latest first: at most
// limit before the one at the position before (0 for the latest).
func (s *Store) Mentions(ctx context.Context, userID string, before int64, limit int) ([]conversation.Mention, error) {
	rows, err := s.pool.Query(ctx, listMentions, pgx.NamedArgs{"user": userID, "before": before, "limit": limit})
	if err != nil {
		return nil, fmt.Errorf("list mentions: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[mentionRow])
	if err != nil {
		return nil, fmt.Errorf("list mentions: %w", err)
	}
	ids := make([]string, len(found))
	for i, r := range found {
		ids[i] = r.MessageID
	}
	notes, err := s.messagesByID(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("list mentions: %w", err)
	}
	mentions := make([]conversation.Mention, 0, len(found))
	for _, r := range found {
		if note, there := notes[r.MessageID]; there {
			mentions = append(mentions, conversation.Mention{
				Position: r.ID, ConversationID: r.ConversationID, Note: note, ReadAt: instant(r.ReadAt),
				Contact: conversation.Person{ID: r.ContactID, Name: r.ContactName},
			})
		}
	}
	return mentions, nil
}

// listMentions leads to the conversation that goes on.
const listMentions = `
SELECT n.id, n.message_id, n.read_at, c.id AS conversation_id, k.id AS contact_id, ` + knownAs + ` AS contact_name
FROM (
	SELECT id, message_id, read_at FROM mentions
	WHERE user_id = @user AND (@before::bigint = 0 OR id < @before)
	ORDER BY id DESC LIMIT @limit
) n
JOIN messages m ON m.id = n.message_id
JOIN conversations w ON w.id = m.conversation_id
JOIN conversations c ON c.id = coalesce(w.merged_into, w.id)
JOIN contacts k ON k.id = c.contact_id
ORDER BY n.id DESC`

type mentionRow struct {
	ID                                                int64
	MessageID, ConversationID, ContactID, ContactName string
	ReadAt                                            *time.Time
}

func (s *Store) messagesByID(ctx context.Context, ids []string) (map[string]conversation.Message, error) {
	rows, err := s.pool.Query(ctx, messagesByID, ids)
	if err != nil {
		return nil, err
	}
	found, err := pgx.CollectRows(rows, scanMessage)
	if err != nil {
		return nil, err
	}
	byID := make(map[string]conversation.Message, len(found))
	for _, m := range found {
		byID[m.ID] = m
	}
	return byID, nil
}

const messagesByID = `
SELECT ` + messageColumns + `
FROM messages m LEFT JOIN users a ON a.id = m.agent_id
WHERE m.id = ANY ($1::uuid[])`

// ReadMentions notes that a user has read all notes that name them.
func (s *Store) ReadMentions(ctx context.Context, userID string) error {
	if _, err := s.pool.Exec(ctx, readMentions, userID); err != nil {
		return fmt.Errorf("read mentions: %w", err)
	}
	return nil
}

const readMentions = `UPDATE mentions SET read_at = now() WHERE user_id = $1 AND read_at IS NULL`

package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// SetRead notes that a user has read what is in a conversation by now. It fails
// with conversation.ErrNotFound.
func (s *Store) SetRead(ctx context.Context, conversationID, userID string) error {
	tag, err := s.pool.Exec(ctx, setRead, pgx.NamedArgs{"conversation": conversationID, "user": userID})
	if err == nil && tag.RowsAffected() == 0 {
		err = conversation.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("set read: %w", err)
	}
	return nil
}

// setRead ends at the latest message that can be seen. Messages of a conversation
// are numbered under its lock, so none before it comes later. Notes that name the
// user count as read with it.
const setRead = `
WITH told AS (
	UPDATE mentions n SET read_at = now() FROM messages m
	WHERE n.user_id = @user AND n.read_at IS NULL AND m.id = n.message_id AND m.conversation_id IN (
		SELECT id FROM conversations WHERE id = @conversation OR merged_into = @conversation)
)
INSERT INTO conversation_reads AS r (user_id, conversation_id, position)
SELECT @user, c.id, coalesce((SELECT max(m.position) FROM messages m WHERE m.conversation_id = c.id), 0)
FROM conversations c WHERE c.id = @conversation
ON CONFLICT (user_id, conversation_id) DO UPDATE
SET position = greatest(r.position, excluded.position), read_at = now()`

// Unread returns for each of the conversations how many messages of the end user
// wait for an answer that the user has not read, at most conversation.MostUnread;
// none for those that have none.
func (s *Store) Unread(ctx context.Context, userID string, conversationIDs []string) (map[string]int, error) {
	rows, err := s.pool.Query(ctx, countUnread, pgx.NamedArgs{
		"user": userID, "conversations": conversationIDs, "most": conversation.MostUnread,
	})
	if err != nil {
		return nil, fmt.Errorf("count unread: %w", err)
	}
	unread := make(map[string]int)
	var id string
	var n int
	_, err = pgx.ForEachRow(rows, []any{&id, &n}, func() error {
		unread[id] = n
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("count unread: %w", err)
	}
	return unread, nil
}

// countUnread looks at the latest messages only, and only where somebody waits.
const countUnread = `
SELECT c.id, count(*) FROM conversations c
LEFT JOIN conversation_reads r ON r.user_id = @user AND r.conversation_id = c.id
CROSS JOIN LATERAL (
	SELECT m.direction, m.created_at FROM messages m
	WHERE m.conversation_id = c.id AND m.position > coalesce(r.position, 0)
	ORDER BY m.position DESC LIMIT @most
) m
WHERE c.id = ANY (@conversations::uuid[]) AND m.direction = 'in' AND m.created_at >= c.waiting_since
GROUP BY c.id`

// CountConversations counts what the places of the inbox hold for a user.
func (s *Store) CountConversations(ctx context.Context, userID string) (conversation.Counts, error) {
	var n conversation.Counts
	err := s.pool.QueryRow(ctx, countPlaces, pgx.NamedArgs{"user": userID, "most": conversation.MostCounted}).
		Scan(&n.All, &n.Mine, &n.Inactive, &n.Unread, &n.Mentions)
	if err != nil {
		return conversation.Counts{}, fmt.Errorf("count conversations: %w", err)
	}
	return n, nil
}

// countPlaces stops counting at most, and every part of it has an index: of what
// waits it passes over no more than the user has read by hand.
const countPlaces = `
SELECT
	(SELECT count(*) FROM (SELECT FROM conversations
		WHERE status IN ('new', 'active', 'pending') AND merged_into IS NULL LIMIT @most) n),
	(SELECT count(*) FROM (SELECT FROM conversations
		WHERE owner_id = @user AND (lease_until IS NULL OR lease_until > now()) AND merged_into IS NULL LIMIT @most) n),
	(SELECT count(*) FROM (SELECT FROM conversations
		WHERE status = 'inactive' AND merged_into IS NULL LIMIT @most) n),
	(SELECT count(*) FROM (SELECT FROM conversations c
		LEFT JOIN conversation_reads r ON r.user_id = @user AND r.conversation_id = c.id
		WHERE c.waiting_since IS NOT NULL AND c.merged_into IS NULL
		  AND (c.owner_id IS NULL OR c.owner_id = @user OR c.lease_until <= now())
		  AND (r.position IS NULL OR EXISTS (
			SELECT FROM messages m
			WHERE m.conversation_id = c.id AND m.position > r.position AND m.direction = 'in'))
		LIMIT @most) n),
	(SELECT count(*) FROM (SELECT FROM mentions WHERE user_id = @user AND read_at IS NULL LIMIT @most) n)`

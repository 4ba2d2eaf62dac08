package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// Audience returns who a conversation's end user is on their channel. It fails
// with conversation.ErrNotFound.
func (s *Store) Audience(ctx context.Context, conversationID string) (conversation.Audience, error) {
	var a conversation.Audience
	var kinds, aliases []string
	err := s.pool.QueryRow(ctx, selectAudience, conversationID).Scan(&a.InboxID, &a.LatestID, &a.Blocked, &kinds, &aliases)
	if errors.Is(err, pgx.ErrNoRows) {
		err = conversation.ErrNotFound
	}
	if err != nil {
		return conversation.Audience{}, fmt.Errorf("find audience: %w", err)
	}
	a.Identities = identitiesOf(kinds, aliases)
	return a, nil
}

const selectAudience = `
SELECT c.inbox_id,
       coalesce((SELECT m.external_id FROM messages m WHERE m.conversation_id = c.id AND m.direction = 'in'
                 ORDER BY m.position DESC LIMIT 1), '') AS latest,
       t.blocked_at IS NOT NULL AS blocked, d.kinds, d.aliases
FROM conversations c
JOIN contacts t ON t.id = c.contact_id
` + aliasesOf + `
WHERE c.id = $1`

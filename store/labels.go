package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// SetLabels replaces the labels of a conversation and of its current ticket. It
// fails with conversation.ErrNotFound.
func (s *Store) SetLabels(ctx context.Context, conversationID string, labels []string) error {
	tag, err := s.pool.Exec(ctx, setLabels, pgx.NamedArgs{"conversation": conversationID, "labels": nonNil(labels)})
	if err != nil {
		return fmt.Errorf("set labels: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return fmt.Errorf("set labels: %w", conversation.ErrNotFound)
	}
	return nil
}

const setLabels = `
WITH ticket AS (
	UPDATE tickets t SET labels = @labels FROM conversations c
	WHERE c.id = @conversation AND t.conversation_id = c.id AND t.number = c.ticket
)
UPDATE conversations SET labels = @labels WHERE id = @conversation`

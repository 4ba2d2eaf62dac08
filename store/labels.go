package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// SetLabels replaces the labels of a conversation's current ticket, which are
// what the conversation shows and is found by. The next ticket starts without
// any. It fails with conversation.ErrNotFound.
func (s *Store) SetLabels(ctx context.Context, conversationID string, labels []string) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		// Locked by a statement of its own, so that the next one sees the ticket that
		// a commit opened meanwhile.
		var ticket int
		err := tx.QueryRow(ctx, lockTicket, conversationID).Scan(&ticket)
		if errors.Is(err, pgx.ErrNoRows) {
			return conversation.ErrNotFound
		}
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, setLabels, pgx.NamedArgs{
			"conversation": conversationID, "ticket": ticket, "labels": nonNil(labels),
		})
		return err
	})
	if err != nil {
		return fmt.Errorf("set labels: %w", err)
	}
	return nil
}

const lockTicket = `SELECT ticket FROM conversations WHERE id = $1 FOR UPDATE`

const setLabels = `
WITH ticket AS (
	UPDATE tickets SET labels = @labels WHERE conversation_id = @conversation AND number = @ticket
)
UPDATE conversations SET labels = @labels WHERE id = @conversation`

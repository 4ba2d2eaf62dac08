package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// GetDraft returns what a user was writing in a conversation, the zero Draft if
// nothing.
func (s *Store) GetDraft(ctx context.Context, conversationID, userID string) (conversation.Draft, error) {
	var d conversation.Draft
	err := s.pool.QueryRow(ctx, selectDraft, draftArgs(conversationID, userID)).Scan(&d.Text, &d.UpdatedAt)
	if errors.Is(err, pgx.ErrNoRows) {
		return conversation.Draft{}, nil
	}
	if err != nil {
		return conversation.Draft{}, fmt.Errorf("get draft: %w", err)
	}
	d.UpdatedAt = d.UpdatedAt.UTC()
	return d, nil
}

const selectDraft = `SELECT text, updated_at FROM drafts WHERE conversation_id = @conversation AND user_id = @user`

// PutDraft replaces what a user was writing. It fails with
// conversation.ErrNotFound if there is no such conversation.
func (s *Store) PutDraft(ctx context.Context, conversationID, userID, text string) (conversation.Draft, error) {
	args := draftArgs(conversationID, userID)
	args["text"] = text
	d := conversation.Draft{Text: text}
	err := s.pool.QueryRow(ctx, upsertDraft, args).Scan(&d.UpdatedAt)
	if violates(err, "drafts_conversation_id_fkey") {
		err = conversation.ErrNotFound
	}
	if err != nil {
		return conversation.Draft{}, fmt.Errorf("put draft: %w", err)
	}
	d.UpdatedAt = d.UpdatedAt.UTC()
	return d, nil
}

const upsertDraft = `
INSERT INTO drafts (conversation_id, user_id, text) VALUES (@conversation, @user, @text)
ON CONFLICT (conversation_id, user_id) DO UPDATE SET text = excluded.text, updated_at = now()
RETURNING updated_at`

// DeleteDraft forgets what a user was writing; no draft is no error.
func (s *Store) DeleteDraft(ctx context.Context, conversationID, userID string) error {
	if _, err := s.pool.Exec(ctx, deleteDraft, draftArgs(conversationID, userID)); err != nil {
		return fmt.Errorf("delete draft: %w", err)
	}
	return nil
}

const deleteDraft = `DELETE FROM drafts WHERE conversation_id = @conversation AND user_id = @user`

func draftArgs(conversationID, userID string) pgx.NamedArgs {
	return pgx.NamedArgs{"conversation": conversationID, "user": userID}
}

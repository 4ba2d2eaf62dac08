package api

import (
	"context"

	"github.com/parleyhq/parley/conversation"
)

// Drafts keeps what users are writing.
type Drafts interface {
	// GetDraft returns the zero Draft if there is none.
	GetDraft(ctx context.Context, conversationID, userID string) (conversation.Draft, error)
	// PutDraft fails with conversation.ErrNotFound.
	PutDraft(ctx context.Context, conversationID, userID, text string) (conversation.Draft, error)
	DeleteDraft(ctx context.Context, conversationID, userID string) error
}

type draftHandlers struct {
	conversations Conversations
	drafts        Drafts
}

// GetDraft returns what the caller was writing.
func (h draftHandlers) GetDraft(ctx context.Context, r GetDraftRequestObject) (GetDraftResponseObject, error) {
	user, err := userOf(ctx)
	if err != nil {
		return nil, err
	}
	draft, err := h.drafts.GetDraft(ctx, r.ID, user.ID)
	if err != nil {
		return nil, err
	}
	if draft == (conversation.Draft{}) {
		if _, err := h.conversations.GetConversation(ctx, r.ID); err != nil {
			return nil, err
		}
	}
	return GetDraft200JSONResponse{Text: draft.Text, UpdatedAt: instant(draft.UpdatedAt)}, nil
}

// PutDraft keeps what the caller is writing.
func (h draftHandlers) PutDraft(ctx context.Context, r PutDraftRequestObject) (PutDraftResponseObject, error) {
	user, err := userOf(ctx)
	if err != nil {
		return nil, err
	}
	var f fields
	f.text(r.Body.Text)
	if err := f.err(); err != nil {
		return nil, err
	}
	draft, err := h.drafts.PutDraft(ctx, r.ID, user.ID, r.Body.Text)
	if err != nil {
		return nil, err
	}
	return PutDraft200JSONResponse{Text: draft.Text, UpdatedAt: instant(draft.UpdatedAt)}, nil
}

// DeleteDraft forgets what the caller was writing.
func (h draftHandlers) DeleteDraft(ctx context.Context, r DeleteDraftRequestObject) (DeleteDraftResponseObject, error) {
	user, err := userOf(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := h.conversations.GetConversation(ctx, r.ID); err != nil {
		return nil, err
	}
	if err := h.drafts.DeleteDraft(ctx, r.ID, user.ID); err != nil {
		return nil, err
	}
	return DeleteDraft204Response{}, nil
}

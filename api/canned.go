package api

import (
	"context"
	"errors"

	"github.com/parleyhq/parley/conversation"
)

// CannedResponses keeps what agents send often. What names one that is not there
// fails with conversation.ErrNotFound, a shortcut that another has with
// conversation.ErrShortcutTaken.
type CannedResponses interface {
	ListCannedResponses(ctx context.Context) ([]conversation.CannedResponse, error)
	CreateCannedResponse(ctx context.Context, c conversation.CannedResponse) (conversation.CannedResponse, error)
	UpdateCannedResponse(ctx context.Context, c conversation.CannedResponse) (conversation.CannedResponse, error)
	DeleteCannedResponse(ctx context.Context, id string) error
}

type cannedHandlers struct{ responses CannedResponses }

// ListCannedResponses lists all of them.
func (h cannedHandlers) ListCannedResponses(ctx context.Context, _ ListCannedResponsesRequestObject) (ListCannedResponsesResponseObject, error) {
	found, err := h.responses.ListCannedResponses(ctx)
	if err != nil {
		return nil, err
	}
	return ListCannedResponses200JSONResponse{Items: each(found, cannedView)}, nil
}

// CreateCannedResponse creates one.
func (h cannedHandlers) CreateCannedResponse(ctx context.Context, r CreateCannedResponseRequestObject) (CreateCannedResponseResponseObject, error) {
	wanted, err := cannedOf(ctx, *r.Body)
	if err != nil {
		return nil, err
	}
	created, err := h.responses.CreateCannedResponse(ctx, wanted)
	if err != nil {
		return nil, shortcutTaken(err)
	}
	return CreateCannedResponse201JSONResponse(cannedView(created)), nil
}

// UpdateCannedResponse changes one.
func (h cannedHandlers) UpdateCannedResponse(ctx context.Context, r UpdateCannedResponseRequestObject) (UpdateCannedResponseResponseObject, error) {
	wanted, err := cannedOf(ctx, *r.Body)
	if err != nil {
		return nil, err
	}
	wanted.ID = r.ID
	changed, err := h.responses.UpdateCannedResponse(ctx, wanted)
	if err != nil {
		return nil, shortcutTaken(err)
	}
	return UpdateCannedResponse200JSONResponse(cannedView(changed)), nil
}

// DeleteCannedResponse deletes one.
func (h cannedHandlers) DeleteCannedResponse(ctx context.Context, r DeleteCannedResponseRequestObject) (DeleteCannedResponseResponseObject, error) {
	if err := h.responses.DeleteCannedResponse(ctx, r.ID); err != nil {
		return nil, err
	}
	return DeleteCannedResponse204Response{}, nil
}

func cannedOf(ctx context.Context, b CannedResponseContent) (conversation.CannedResponse, error) {
	user, err := userOf(ctx)
	if err != nil {
		return conversation.CannedResponse{}, err
	}
	var f fields
	f.name("text", b.Text)
	return conversation.CannedResponse{Shortcut: b.Shortcut, Text: conversation.Clean(b.Text), EditedBy: user.ID}, f.err()
}

func shortcutTaken(err error) error {
	if errors.Is(err, conversation.ErrShortcutTaken) {
		p := refuse(kindShortcutTaken, "Another canned response has this shortcut.")
		p.fields = []FieldError{{Field: "shortcut", Reason: "is taken"}}
		return p
	}
	return err
}

func cannedView(c conversation.CannedResponse) CannedResponse {
	return CannedResponse{
		ID: c.ID, Shortcut: c.Shortcut, Text: c.Text, EditedBy: orNull(c.EditedBy),
		CreatedAt: c.CreatedAt.UTC(), UpdatedAt: c.UpdatedAt.UTC(),
	}
}

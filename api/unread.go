package api

import (
	"context"

	"github.com/parleyhq/parley/conversation"
)

// Unread knows what each user has read.
type Unread interface {
	// Unread counts, for the conversations that have any, what the user has not
	// read.
	Unread(ctx context.Context, userID string, conversationIDs []string) (map[string]int, error)
	// SetRead fails with conversation.ErrNotFound.
	SetRead(ctx context.Context, conversationID, userID string) error
	CountConversations(ctx context.Context, userID string) (conversation.Counts, error)
}

// CountConversations counts what the places hold for the caller.
func (h conversationHandlers) CountConversations(ctx context.Context, _ CountConversationsRequestObject) (CountConversationsResponseObject, error) {
	user, err := userOf(ctx)
	if err != nil {
		return nil, err
	}
	n, err := h.unread.CountConversations(ctx, user.ID)
	return CountConversations200JSONResponse{All: n.All, Mine: n.Mine, Inactive: n.Inactive, Unread: n.Unread, Mentions: n.Mentions}, err
}

// SetRead marks a conversation read by the caller.
func (h conversationHandlers) SetRead(ctx context.Context, r SetReadRequestObject) (SetReadResponseObject, error) {
	user, err := userOf(ctx)
	if err != nil {
		return nil, err
	}
	if err := h.unread.SetRead(ctx, r.ID, user.ID); err != nil {
		return nil, err
	}
	return SetRead204Response{}, nil
}

// views are conversations as the caller sees them.
func (h conversationHandlers) views(ctx context.Context, found []conversation.Summary) ([]Conversation, error) {
	items := each(found, h.show(ctx))
	user := callOf(ctx).principal.User
	if user == nil || len(found) == 0 {
		return items, nil
	}
	unread, err := h.unread.Unread(ctx, user.ID, each(found, func(c conversation.Summary) string { return c.ID }))
	if err != nil {
		return nil, err
	}
	for i := range items {
		items[i].Unread = unread[items[i].ID]
	}
	return items, nil
}

// view is one.
func (h conversationHandlers) view(ctx context.Context, found conversation.Summary) (Conversation, error) {
	items, err := h.views(ctx, []conversation.Summary{found})
	if err != nil {
		return Conversation{}, err
	}
	return items[0], nil
}

package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/parleyhq/parley/conversation"
)

// Conversations is what reading conversations needs of the store.
type Conversations interface {
	// ListConversations returns a page and the key of the next one, nil on the
	// last.
	ListConversations(ctx context.Context, f conversation.Filter) ([]conversation.Summary, *conversation.ListKey, error)
	// GetConversation fails with conversation.ErrNotFound. The lists below are
	// empty for an unknown conversation.
	GetConversation(ctx context.Context, id string) (conversation.Summary, error)
	Messages(ctx context.Context, conversationID string, before int64, limit int) ([]conversation.Message, error)
	Tickets(ctx context.Context, conversationID string) ([]conversation.Ticket, error)
	Events(ctx context.Context, conversationID string, before int64, limit int) ([]conversation.Logged, error)
	// UserNames returns the names of those ids that are users.
	UserNames(ctx context.Context, ids ...string) (map[string]string, error)
	// SetLabels fails with conversation.ErrNotFound.
	SetLabels(ctx context.Context, conversationID string, labels []string) error
}

// inactiveLimit is how many the first page of Inactive has: the latest ones, which
// are those that somebody may still come back to.
const inactiveLimit = 15

type conversationHandlers struct {
	conversations Conversations
	unread        Unread
	windows       windows
}

// show is a conversation as the caller sees it.
func (h conversationHandlers) show(ctx context.Context) func(conversation.Summary) Conversation {
	var caller string
	if user := callOf(ctx).principal.User; user != nil {
		caller = user.ID
	}
	now := time.Now()
	return func(s conversation.Summary) Conversation {
		policy := h.windows.policy(s.Channel)
		terms := policy.Terms()
		return conversationView(s, s.ReplyBlocked(caller, terms, now), maySendView(s.MaySend(terms, now), policy))
	}
}

// ListConversations lists and searches conversations.
func (h conversationHandlers) ListConversations(ctx context.Context, r ListConversationsRequestObject) (ListConversationsResponseObject, error) {
	p := r.Params
	filter := conversation.Filter{
		Place: conversation.Place(p.View), Status: conversation.Status(p.Status), CampaignID: p.Campaign,
		Label: p.Label, InboxID: p.InboxID, Query: p.Q,
		Scope: conversation.Scope(p.Scope), Whole: p.Match == ListConversationsParamsMatchWord, Sort: conversation.Sort(p.Sort),
	}
	limit := defaultLimit
	switch filter.Place {
	case conversation.PlaceMine:
		user, err := userOf(ctx)
		if err != nil {
			return nil, err
		}
		filter.UserID = user.ID
	case conversation.PlaceInactive:
		limit = inactiveLimit
	case conversation.PlaceAll, "":
		filter.Place = conversation.PlaceAll
	}
	if filter.Sort == "" {
		filter.Sort = conversation.SortLastActivity
	}
	// The filter without the page names the list.
	name, err := json.Marshal(filter)
	if err != nil {
		return nil, fmt.Errorf("name list: %w", err)
	}
	listName := "conversations " + string(name)
	if filter.After, err = decodeCursor[conversation.ListKey](listName, p.Cursor); err != nil {
		return nil, err
	}
	filter.Limit = orDefault(p.Limit, limit)
	found, end, err := h.conversations.ListConversations(ctx, filter)
	if errors.Is(err, conversation.ErrTooBroad) {
		return nil, invalid(FieldError{Field: "q", Reason: "takes too long to search for: add a filter, or search for more of it"})
	}
	if err != nil {
		return nil, err
	}
	items, err := h.views(ctx, found)
	if err != nil {
		return nil, err
	}
	response := ListConversations200JSONResponse{Items: items}
	if end != nil {
		response.NextCursor, err = encodeCursor(listName, end)
	}
	return response, err
}

// GetConversation reads a conversation.
func (h conversationHandlers) GetConversation(ctx context.Context, r GetConversationRequestObject) (GetConversationResponseObject, error) {
	found, err := h.conversations.GetConversation(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	view, err := h.view(ctx, found)
	return GetConversation200JSONResponse(view), err
}

// SetConversationLabels sets the labels of a conversation and its ticket.
func (h conversationHandlers) SetConversationLabels(ctx context.Context, r SetConversationLabelsRequestObject) (SetConversationLabelsResponseObject, error) {
	labels, err := labelsOf("labels", r.Body.Labels)
	if err != nil {
		return nil, err
	}
	if err := h.conversations.SetLabels(ctx, r.ID, labels); err != nil {
		return nil, err
	}
	found, err := h.conversations.GetConversation(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	view, err := h.view(ctx, found)
	return SetConversationLabels200JSONResponse(view), err
}

func labelsOf(field string, labels LabelSet) ([]string, error) {
	var f fields
	names := make([]string, len(labels))
	for i, label := range labels {
		names[i] = f.name(fmt.Sprintf("%s[%d]", field, i), label)
	}
	return names, f.err()
}

package api

import (
	"context"

	"github.com/parleyhq/parley/conversation"
)

// ListMessages reads the history, latest first.
func (h conversationHandlers) ListMessages(ctx context.Context, r ListMessagesRequestObject) (ListMessagesResponseObject, error) {
	listName := "messages " + r.ID
	before, limit, err := pageBefore(listName, r.Params.Cursor, r.Params.Limit)
	if err != nil {
		return nil, err
	}
	messages, err := h.conversations.Messages(ctx, r.ID, before, limit+1)
	if err != nil {
		return nil, err
	}
	if err := h.mustExist(ctx, r.ID, len(messages)); err != nil {
		return nil, err
	}
	messages, next, err := page(messages, limit, listName, func(m conversation.Message) any { return m.Position })
	if err != nil {
		return nil, err
	}
	return ListMessages200JSONResponse{Items: each(messages, messageView), NextCursor: next}, nil
}

// ListTickets lists the tickets, latest first.
func (h conversationHandlers) ListTickets(ctx context.Context, r ListTicketsRequestObject) (ListTicketsResponseObject, error) {
	tickets, err := h.conversations.Tickets(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	if err := h.mustExist(ctx, r.ID, len(tickets)); err != nil {
		return nil, err
	}
	return ListTickets200JSONResponse{Items: each(tickets, ticketView)}, nil
}

// ListEvents reads the audit trail, latest first, and puts names to its users.
func (h conversationHandlers) ListEvents(ctx context.Context, r ListEventsRequestObject) (ListEventsResponseObject, error) {
	listName := "events " + r.ID
	before, limit, err := pageBefore(listName, r.Params.Cursor, r.Params.Limit)
	if err != nil {
		return nil, err
	}
	events, err := h.conversations.Events(ctx, r.ID, before, limit+1)
	if err != nil {
		return nil, err
	}
	if err := h.mustExist(ctx, r.ID, len(events)); err != nil {
		return nil, err
	}
	events, next, err := page(events, limit, listName, func(e conversation.Logged) any { return e.ID })
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, e := range events {
		for _, id := range []string{e.ActorID, e.OwnerID} {
			if conversation.IsUUID(id) {
				ids = append(ids, id)
			}
		}
	}
	names, err := h.conversations.UserNames(ctx, ids...)
	if err != nil {
		return nil, err
	}
	view := func(e conversation.Logged) Event { return eventView(e, names) }
	return ListEvents200JSONResponse{Items: each(events, view), NextCursor: next}, nil
}

// mustExist tells an empty list from one of a conversation that there is not.
func (h conversationHandlers) mustExist(ctx context.Context, id string, found int) error {
	if found > 0 {
		return nil
	}
	_, err := h.conversations.GetConversation(ctx, id)
	return err
}

func pageBefore(listName, cursor string, wanted int) (before int64, limit int, err error) {
	end, err := decodeCursor[int64](listName, cursor)
	if err != nil {
		return 0, 0, err
	}
	if end != nil {
		before = *end
	}
	return before, orDefault(wanted, defaultLimit), nil
}

func eventView(e conversation.Logged, names map[string]string) Event {
	person := func(id string) *Person {
		if id == "" {
			return nil
		}
		return &Person{ID: id, Name: names[id]}
	}
	return Event{
		ID: e.ID, Type: EventType(e.Type), At: e.At.UTC(), Ticket: e.Ticket,
		Actor: person(e.ActorID), Cause: orNull(string(e.Cause)),
		From: orNull(TicketStatus(e.From)), To: orNull(TicketStatus(e.To)), Owner: person(e.OwnerID),
		CampaignID: orNull(e.CampaignID), MessageID: orNull(e.MessageID), Reason: orNull(string(e.Reason)),
		ConversationID: orNull(e.ConversationID),
	}
}

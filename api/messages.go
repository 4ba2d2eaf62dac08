package api

import (
	"context"
	"time"

	"github.com/parleyhq/parley/conversation"
)

// Notes is where private notes are kept.
type Notes interface {
	// AddNote stores a note once per MessageID. It fails with
	// conversation.ErrNotFound and conversation.ErrConflict.
	AddNote(ctx context.Context, n conversation.Outbound) (conversation.Message, error)
}

type messageHandlers struct {
	conversations Conversations
	windows       windows
	mailbox       Mailbox
	notes         Notes
	bell          Bell
}

// SendMessage queues an agent's message. What the row says already is refused
// early; the workflow has the last word. The message's id comes from its sender
// and key, so that a repeated request cannot send twice, even after a crash
// between storing and answering.
func (h messageHandlers) SendMessage(ctx context.Context, r SendMessageRequestObject) (SendMessageResponseObject, error) {
	message, err := outbound(ctx, r.ID, "", *r.Body)
	if err != nil {
		return nil, err
	}
	if err := h.maySend(ctx, message); err != nil {
		return nil, err
	}
	accepted, err := h.mailbox.AppendAgent(ctx, message)
	if err != nil {
		return nil, err
	}
	if accepted.Conflict {
		return nil, messageIDTaken(headerIdempotencyKey)
	}
	if accepted.Ring {
		h.bell.Ring(accepted, conversation.SignalAgentMessage)
	}
	return SendMessage202JSONResponse{MessageID: accepted.MessageID}, nil
}

// maySend refuses early what the workflow would refuse.
func (h messageHandlers) maySend(ctx context.Context, m conversation.Outbound) error {
	c, err := h.conversations.GetConversation(ctx, m.ConversationID)
	if err != nil {
		return err
	}
	blocked := c.ReplyBlocked(m.AgentID, h.windows.terms(c.Channel), time.Now())
	if blocked == "" {
		return nil
	}
	return refusal(blocked, personView(c.Owner))
}

// AddNote stores a private note.
func (h messageHandlers) AddNote(ctx context.Context, r AddNoteRequestObject) (AddNoteResponseObject, error) {
	note, err := outbound(ctx, r.ID, "/note", *r.Body)
	if err != nil {
		return nil, err
	}
	stored, err := h.notes.AddNote(ctx, note)
	if err != nil {
		return nil, err
	}
	return AddNote201JSONResponse(messageView(stored)), nil
}

// outbound is what the caller wrote, under an id made from who wrote it, for
// what purpose, and the request's key.
func outbound(ctx context.Context, conversationID, purpose string, b OutboundMessage) (conversation.Outbound, error) {
	user, err := userOf(ctx)
	if err != nil {
		return conversation.Outbound{}, err
	}
	var f fields
	files := f.message(b.Text, b.Attachments)
	if err := f.err(); err != nil {
		return conversation.Outbound{}, err
	}
	call := callOf(ctx)
	return conversation.Outbound{
		ConversationID: conversationID, AgentID: user.ID, Text: b.Text, Attachments: files,
		MessageID: conversation.MessageID(conversationID, call.principal.ID()+purpose, call.key),
	}, nil
}

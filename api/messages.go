package api

import (
	"context"
	"errors"
	"time"

	"github.com/parleyhq/parley/conversation"
)

// Notes is where private notes are kept.
type Notes interface {
	// AddNote stores a note once per MessageID. It fails with
	// conversation.ErrNotFound and conversation.ErrConflict.
	AddNote(ctx context.Context, n conversation.Outbound) (conversation.Message, error)
}

// StoredFiles knows the files that are stored.
type StoredFiles interface {
	// Files returns files in the order of their ids. It fails with
	// conversation.ErrNotFound if one of them is not stored.
	Files(ctx context.Context, ids []string) ([]conversation.File, error)
}

type messageHandlers struct {
	conversations Conversations
	windows       windows
	mailbox       Mailbox
	notes         Notes
	files         StoredFiles
	fates         Fates
	bell          Bell
}

// SendMessage queues an agent's message. What the row says already is refused
// early, and so is what the channel does not take; the workflow has the last word.
// The message's id comes from its sender and key, so that a repeated request cannot
// send twice, even after a crash between storing and answering.
func (h messageHandlers) SendMessage(ctx context.Context, r SendMessageRequestObject) (SendMessageResponseObject, error) {
	message, err := h.agentMessage(ctx, r.ID, *r.Body)
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

// maySend refuses early what the workflow or the channel would refuse.
func (h messageHandlers) maySend(ctx context.Context, m conversation.Outbound) error {
	c, err := h.conversations.GetConversation(ctx, m.ConversationID)
	if err != nil {
		return err
	}
	if err := living(c); err != nil {
		return err
	}
	terms, now := h.windows.terms(c.Channel), time.Now()
	blocked := c.ReplyBlocked(m.AgentID, terms, now)
	if m.Template != nil {
		blocked = c.TemplateBlocked(m.AgentID, terms, now)
	}
	if blocked != "" {
		return unsendable(blocked, c.MaySend(terms, now), personView(c.Owner))
	}
	if m.Template != nil {
		return nil
	}
	var f fields
	for _, misfit := range h.windows.policy(c.Channel).Fit(m.Text, m.Attachments) {
		f.add(misfit.Field, misfit.Reason)
	}
	return f.err()
}

// AddNote stores a private note.
func (h messageHandlers) AddNote(ctx context.Context, r AddNoteRequestObject) (AddNoteResponseObject, error) {
	user, err := userOf(ctx)
	if err != nil {
		return nil, err
	}
	var f fields
	files := f.message(r.Body.Text, r.Body.Attachments)
	f.uuids("mentions", r.Body.Mentions)
	if err := f.err(); err != nil {
		return nil, err
	}
	call := callOf(ctx)
	stored, err := h.notes.AddNote(ctx, conversation.Outbound{
		ConversationID: r.ID, AgentID: user.ID, Text: r.Body.Text, Attachments: files,
		MessageID: conversation.MessageID(r.ID, call.principal.ID()+"/note", call.key),
		Mentions:  r.Body.Mentions,
	})
	if errors.Is(err, conversation.ErrNoReader) {
		return nil, invalid(FieldError{Field: "mentions", Reason: "names somebody who cannot read conversations"})
	}
	if err != nil {
		return nil, err
	}
	return AddNote201JSONResponse(messageView(stored)), nil
}

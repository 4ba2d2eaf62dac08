package api

import (
	"context"
	"errors"
	"time"

	"github.com/parleyhq/parley/conversation"
)

// Fates changes messages that did not arrive, or of which nobody knows whether they
// did. Both changes fail with conversation.ErrNotFound, conversation.ErrNotHolder
// and conversation.ErrSettled.
type Fates interface {
	// GetMessage fails with conversation.ErrNotFound.
	GetMessage(ctx context.Context, conversationID, id string) (conversation.Message, error)
	ResendMessage(ctx context.Context, conversationID, messageID, userID string) (conversation.Accepted, error)
	SettleMessage(ctx context.Context, conversationID, messageID, userID string, sent bool) error
}

// ResendMessage makes another attempt at a message, if one may be sent now.
func (h messageHandlers) ResendMessage(ctx context.Context, r ResendMessageRequestObject) (ResendMessageResponseObject, error) {
	user, err := userOf(ctx)
	if err != nil {
		return nil, err
	}
	c, err := h.conversations.GetConversation(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	if err := h.mayResend(ctx, c, r.MessageID, user.ID); err != nil {
		return nil, err
	}
	accepted, err := h.fates.ResendMessage(ctx, r.ID, r.MessageID, user.ID)
	if err != nil {
		return nil, unsettled(err, c)
	}
	h.bell.Ring(accepted, conversation.SignalAgentMessage)
	return ResendMessage202JSONResponse{MessageID: accepted.MessageID}, nil
}

// mayResend refuses what the channel would not take any more. All else about the
// message is decided when it is changed.
func (h messageHandlers) mayResend(ctx context.Context, c conversation.Summary, messageID, userID string) error {
	m, err := h.fates.GetMessage(ctx, c.ID, messageID)
	if err != nil {
		return err
	}
	if m.State != conversation.MessageFailed && m.State != conversation.MessageUnknown {
		return nil
	}
	terms, now := h.windows.terms(c.Channel), time.Now()
	blocked := c.ReplyBlocked(userID, terms, now)
	if m.Template != nil {
		blocked = c.TemplateBlocked(userID, terms, now)
	}
	switch blocked {
	case conversation.WindowClosed, conversation.ContactBlocked, conversation.NoTemplates:
		return unsendable(blocked, c.MaySend(terms, now), personView(c.Owner))
	default:
		return nil
	}
}

// SettleMessage notes what an agent found out about a message.
func (h messageHandlers) SettleMessage(ctx context.Context, r SettleMessageRequestObject) (SettleMessageResponseObject, error) {
	user, err := userOf(ctx)
	if err != nil {
		return nil, err
	}
	c, err := h.conversations.GetConversation(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	if err := h.fates.SettleMessage(ctx, r.ID, r.MessageID, user.ID, r.Body.Sent); err != nil {
		return nil, unsettled(err, c)
	}
	return SettleMessage204Response{}, nil
}

// unsettled says why a message's fate was not changed.
func unsettled(err error, c conversation.Summary) error {
	switch {
	case errors.Is(err, conversation.ErrSettled):
		return refuse(kindTooLate, "What became of this message is known, or it was not an agent's.")
	case errors.Is(err, conversation.ErrNotHolder):
		lapsed := !c.LeaseUntil.IsZero() && !time.Now().Before(c.LeaseUntil)
		if c.Owner == nil || lapsed {
			return refuse(kindNotOwner, "Nobody holds this conversation: claim it first.")
		}
		return heldBy(personView(c.Owner))
	default:
		return err
	}
}

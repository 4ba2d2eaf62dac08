package api

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/conversation"
)

// Reactions is where reactions to messages are kept.
type Reactions interface {
	// React keeps the brand's reaction to a message by the channel's id of it; the
	// empty emoji takes it away.
	React(ctx context.Context, inboxID, target, emoji string) error
}

type reactionHandlers struct {
	conversations Conversations
	fates         Fates
	audience      Audience
	inboxes       Inboxes
	windows       windows
	reactions     Reactions
}

// SetReaction puts the brand's reaction on a message of the end user.
func (h reactionHandlers) SetReaction(ctx context.Context, r SetReactionRequestObject) (SetReactionResponseObject, error) {
	if err := h.react(ctx, r.ID, r.MessageID, r.Body.Emoji); err != nil {
		return nil, err
	}
	return SetReaction204Response{}, nil
}

// DeleteReaction takes it away.
func (h reactionHandlers) DeleteReaction(ctx context.Context, r DeleteReactionRequestObject) (DeleteReactionResponseObject, error) {
	if err := h.react(ctx, r.ID, r.MessageID, ""); err != nil {
		return nil, err
	}
	return DeleteReaction204Response{}, nil
}

// react shows a reaction on the channel first: what is kept here is what the end
// user sees.
func (h reactionHandlers) react(ctx context.Context, id, messageID, emoji string) error {
	c, err := h.mayReact(ctx, id, emoji)
	if err != nil {
		return err
	}
	m, err := h.fates.GetMessage(ctx, id, messageID)
	if err != nil {
		return err
	}
	if m.Direction != conversation.In || m.ExternalID == "" || !m.DeletedAt.IsZero() {
		return refuse(kindTooLate, "Only a message of the end user that is still there takes a reaction.")
	}
	to, err := h.audience.Audience(ctx, c.ID)
	if err != nil {
		return err
	}
	inbox, err := h.inboxes.GetInbox(ctx, to.InboxID)
	if err != nil {
		return err
	}
	if reactor, ok := h.windows[c.Channel].(channels.Reactor); ok {
		if err := reactor.React(ctx, inbox, to.Identities, m.ExternalID, emoji); err != nil {
			return notShown(err)
		}
	}
	return h.reactions.React(ctx, inbox.ID, m.ExternalID, emoji)
}

// mayReact asks of a reaction what is asked of a message, and that the caller holds
// the conversation: nobody takes one by a reaction.
func (h reactionHandlers) mayReact(ctx context.Context, id, emoji string) (conversation.Summary, error) {
	user, err := userOf(ctx)
	if err != nil {
		return conversation.Summary{}, err
	}
	c, err := h.conversations.GetConversation(ctx, id)
	if err == nil {
		err = living(c)
	}
	if err != nil {
		return conversation.Summary{}, err
	}
	policy, now := h.windows.policy(c.Channel), time.Now()
	if blocked := c.ReplyBlocked(user.ID, policy.Terms(), now); blocked != "" {
		return conversation.Summary{}, unsendable(blocked, c.MaySend(policy.Terms(), now), personView(c.Owner))
	}
	if c.Owner == nil || c.Owner.ID != user.ID {
		return conversation.Summary{}, unsettled(conversation.ErrNotHolder, c)
	}
	if len(policy.Reactions) == 0 || (emoji != "" && !slices.Contains(policy.Reactions, emoji)) {
		return conversation.Summary{}, invalid(FieldError{Field: "emoji", Reason: "is no reaction that this channel shows"})
	}
	return c, nil
}

// notShown says why the channel did not take a reaction.
func notShown(err error) error {
	var rejected *channels.RejectedError
	if errors.As(err, &rejected) {
		return &problem{kind: kindTooLate, detail: "The channel refused the reaction: " + rejected.Reason + ".", cause: err}
	}
	return away(err, "The channel did not take the reaction. Try again.")
}

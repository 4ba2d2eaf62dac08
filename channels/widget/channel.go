// Package widget is the channel of the chat widget: Parley's own script on the
// brand's web site. Nobody stands between: what the end user writes comes in
// through the API, and what is sent to them is sent once it is in the database,
// from where their browser fetches it as soon as it is told.
package widget

import (
	"context"
	"net/http"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/live"
	"github.com/parleyhq/parley/provider"
)

// Teller tells browsers that something happened; package store implements it.
type Teller interface {
	// VisitorThread fails with conversation.ErrNotFound if there is none.
	VisitorThread(ctx context.Context, inboxID string, who conversation.Identity) (conversation.VisitorThread, error)
	Tell(ctx context.Context, n live.Note) error
}

// Channel implements channels.Channel, channels.Presence and channels.Reactor.
type Channel struct{ teller Teller }

// New returns the channel.
func New(teller Teller) *Channel { return &Channel{teller} }

// Decode refuses every webhook: there is nobody who would send one.
func (*Channel) Decode(conversation.Inbox, http.Header, []byte) ([]provider.Event, error) {
	return nil, channels.ErrSignature
}

// Send does what is left to do, nothing: the message is in the database, and once
// its state says that it is sent the browser is told to fetch it.
func (*Channel) Send(_ context.Context, d conversation.Dispatch) (channels.Sent, error) {
	return channels.Sent{ExternalID: d.Message.ID}, nil
}

// RetriesUnknown says yes: the message has one row, however often it is sent.
func (*Channel) RetriesUnknown() bool { return true }

// Typing shows the visitor that somebody writes.
func (c *Channel) Typing(ctx context.Context, inbox conversation.Inbox, to []conversation.Identity, _ string) error {
	return c.tell(ctx, inbox, to, live.Note{Kind: live.KindTyping, Party: live.PartyBrand})
}

// MarkRead shows the visitor that what they wrote was read.
func (c *Channel) MarkRead(ctx context.Context, inbox conversation.Inbox, to []conversation.Identity, _ string) error {
	return c.tell(ctx, inbox, to, live.Note{Kind: live.KindSeen})
}

// React has nothing to do: the reaction is in the database, and the message it is on
// has changed, of which the browser is told.
func (*Channel) React(context.Context, conversation.Inbox, []conversation.Identity, string, string) error {
	return nil
}

func (c *Channel) tell(ctx context.Context, inbox conversation.Inbox, to []conversation.Identity, n live.Note) error {
	if len(to) == 0 {
		return nil
	}
	thread, err := c.teller.VisitorThread(ctx, inbox.ID, to[0])
	if err != nil {
		return err
	}
	n.InboxID, n.ConversationID = inbox.ID, thread.ConversationID
	return c.teller.Tell(ctx, n)
}

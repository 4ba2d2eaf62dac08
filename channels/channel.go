// Package channels is what Parley asks of a channel: to take messages in, to
// send them out, and to say truthfully how that ended. Each channel has a
// package of its own below.
package channels

import (
	"context"
	"net/http"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

// Channel is one kind of inbox: WhatsApp, Telegram, signed webhooks.
type Channel interface {
	// Receive verifies a webhook on its raw body and returns the messages in
	// it, none for an event that carries none. It fails with ErrSignature,
	// ErrTooOld or a *BodyError; nothing of such a webhook may be stored.
	Receive(ctx context.Context, inbox conversation.Inbox, header http.Header, body []byte) ([]conversation.Inbound, error)
	// Send makes one attempt. It fails with *NotSentError, *RejectedError, ErrGone or
	// *UnknownError; any other error counts as unknown.
	Send(ctx context.Context, d conversation.Dispatch) (Sent, error)
	// WindowBlocks says whether the provider takes no free-form message once
	// the send window is over.
	WindowBlocks() bool
	// RetriesUnknown says whether a message whose fate is unknown may be sent
	// again: only where the receiver can tell a repetition by its key.
	RetriesUnknown() bool
}

// Sent says how a message was handed over.
type Sent struct {
	// ExternalID is the provider's id of the message, "" if it gives none.
	ExternalID string
	// Note tells people what is special about it, "" for nothing: that nobody was
	// called, say. It is shown as the reason of the message's state.
	Note string
	// Learnt are identities of the recipient that the provider named in its
	// answer, the one it was sent to among them if it named that.
	Learnt []provider.Identity
}

// Package channels is what Parley asks of a channel: to take messages in, to
// send them out, and to say truthfully how that ended. Each channel has a
// package of its own below.
package channels

import (
	"context"
	"io"
	"net/http"
	"net/url"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

// Channel is one kind of inbox: WhatsApp, Telegram, signed webhooks.
type Channel interface {
	// Decode verifies a webhook on its raw body and returns what it reports, in
	// the order in which that happened. It may be about other accounts than the
	// inbox's: each event names its own. It fails with ErrSignature, ErrTooOld,
	// ErrAccountIncomplete or a *BodyError; nothing of such a webhook may be
	// stored. What is signed by a provider never fails: what cannot be understood
	// is provider.Unhandled.
	Decode(inbox conversation.Inbox, header http.Header, body []byte) ([]provider.Event, error)
	// Send makes one attempt. It fails with *NotSentError, *RejectedError,
	// ErrNeedsReauth, ErrAccountIncomplete, ErrGone or *UnknownError; any other
	// error counts as unknown.
	Send(ctx context.Context, d conversation.Dispatch) (Sent, error)
	// Policy is what the provider allows.
	Policy() Policy
	// RetriesUnknown says whether a message whose fate is unknown may be sent
	// again: only where the receiver can tell a repetition by its key.
	RetriesUnknown() bool
}

// Sent says how a message was handed over.
type Sent struct {
	// ExternalID is the provider's id of the message, "" if it gives none.
	ExternalID string
	// Parts are the ids of the further messages that it was at the provider, such
	// as the other files of an album.
	Parts []string
	// Note tells people what is special about it, "" for nothing: that nobody was
	// called, say. It is shown as the reason of the message's state.
	Note string
	// Learnt are identities of the recipient that the provider named in its
	// answer, the one it was sent to among them if it named that.
	Learnt []provider.Identity
}

// Files opens files that are stored here, to be sent.
type Files interface {
	// Open returns a file's content, which the caller closes, and what is known of
	// it. It fails with conversation.ErrNotFound.
	Open(ctx context.Context, id string) (io.ReadCloser, conversation.Attachment, error)
}

// Handshaker is a channel whose provider verifies the webhook's address by asking
// for it.
type Handshaker interface {
	// Handshake returns what to answer as text/plain. It fails with ErrHandshake
	// (403) or ErrAccountIncomplete.
	Handshake(inbox conversation.Inbox, query url.Values) (string, error)
}

// Fetcher is a channel that keeps its files with the provider.
type Fetcher interface {
	// Fetch writes a file of an inbound message. It fails with *MediaError.
	Fetch(ctx context.Context, inbox conversation.Inbox, a conversation.Attachment, w io.Writer) error
}

// Checker is a channel whose provider can be asked about the account.
type Checker interface {
	// Check fails as Send does.
	Check(ctx context.Context, inbox conversation.Inbox) (AccountInfo, error)
}

// AccountInfo is what a provider says of an account.
type AccountInfo struct {
	// Account is the provider's id of it, Name what people see.
	Account, Name string
	// Detail are further facts by name, such as quality and limit, in the
	// provider's words.
	Detail map[string]string
}

// Registrar is a channel whose webhook address can be set through the provider's
// API.
type Registrar interface {
	// Register has webhooks sent to an address, which is https. It fails as Send
	// does.
	Register(ctx context.Context, inbox conversation.Inbox, callbackURL string) error
}

// Tester is a channel that can try whether what goes out arrives, without a
// message to anybody.
type Tester interface {
	// Test fails as Send does.
	Test(ctx context.Context, inbox conversation.Inbox) error
}

// Presence is a channel that shows people what the brand is doing.
type Presence interface {
	// MarkRead shows the person that a message of theirs was read.
	MarkRead(ctx context.Context, inbox conversation.Inbox, to []conversation.Identity, externalID string) error
	// Typing shows that somebody writes. externalID is that of the latest message
	// of the person.
	Typing(ctx context.Context, inbox conversation.Inbox, to []conversation.Identity, externalID string) error
}

// Acknowledger is a channel that shows a person who pressed a button that the
// press is on its way, until it is told that it has arrived.
type Acknowledger interface {
	// Acknowledge fails as Send does, and may be repeated. For messages that are no
	// press of a button it does nothing.
	Acknowledge(ctx context.Context, inbox conversation.Inbox, externalID string) error
}

// Reactor is a channel on which the brand can react to what a person wrote.
type Reactor interface {
	// React puts an emoji of the policy's on a message, in place of the one that was
	// there; the empty one takes it away. externalID is that of the message. It
	// fails as Send does, and may be repeated.
	React(ctx context.Context, inbox conversation.Inbox, to []conversation.Identity, externalID, emoji string) error
}

// Configured is a channel whose inboxes have an account, settings or credentials.
type Configured interface {
	// Form says which.
	Form() Form
}

// Package provider is what the makers of messengers tell Parley, in one shape
// for all of them: messages, receipts, reactions, edits, deletions, and what
// they learn about who somebody is. Each channel decodes its own protocol into
// these types; everything behind it knows these only. It is pure.
package provider

import (
	"time"

	"github.com/parleyhq/parley/conversation"
)

// Event is one thing that a webhook reports. Exactly one of the pointers is set.
//
// A webhook is a batch, and may be about several accounts: Account says for each
// event on which one it happened, as the provider names it (a phone number id, a
// page id, a bot id). The inbox is found by it, never by the first event of a
// batch.
type Event struct {
	Account   string
	Message   *Message
	Receipt   *Receipt
	Reaction  *Reaction
	Edit      *Edit
	Deletion  *Deletion
	Change    *IdentityChange
	Echo      *Echo
	Consent   *Consent
	Template  *TemplateChange
	Unhandled *Unhandled
}

// Receipt says how a message of ours is doing. Receipts come in any order and
// more than once; a message's state only ever moves forward.
type Receipt struct {
	// ExternalID is the provider's id of the message, empty for a watermark.
	ExternalID string
	// MessageID is our id of it where the provider gives back what it was sent
	// with, else empty.
	MessageID string
	// State is sent, delivered, read or failed.
	State conversation.MessageState
	// UpTo is a watermark: everything sent to the person up to then has State.
	// Zero if the receipt is about one message.
	UpTo time.Time
	// To are the person's identities as far as the receipt names them.
	To []Identity
	At time.Time
	// Failure says why, for State failed.
	Failure *Failure
}

// Failure is a provider's reason not to deliver.
type Failure struct {
	// Code is the provider's number for it, 0 if it has none.
	Code int
	// Reason says it in words that an agent can act on.
	Reason string
	// WindowClosed says that the send window is over, whatever we believed.
	WindowClosed bool
}

// Reaction is an emoji on a message, theirs or ours. Somebody has at most one on
// each message; an empty Emoji takes it away.
type Reaction struct {
	// Key tells two reactions from one that is delivered twice.
	Key string
	// Target is the provider's id of the message.
	Target string
	// From is empty if the brand reacted elsewhere.
	From  Person
	Emoji string
	At    time.Time
}

// Edit is a new wording of a message that was sent before.
type Edit struct {
	// Key tells two edits from one that is delivered twice.
	Key    string
	Target string
	// From is empty if the brand edited its own message elsewhere.
	From Person
	Text string
	// KeepText says that the edit is silent on the text: the former one stays.
	KeepText bool
	// Attachments replace the former ones; nil leaves them.
	Attachments []Attachment
	At          time.Time
}

// Deletion says that the sender took a message back.
type Deletion struct {
	Key    string
	Target string
	At     time.Time
}

// IdentityChange says that somebody goes by other identities now: a new phone
// number. It is the provider's word, and so the evidence to merge on.
type IdentityChange struct {
	Key  string
	From []Identity
	To   []Identity
	At   time.Time
}

// Echo is a message that the brand sent: by us, or by hand in the provider's own
// app, where people then see it here too.
type Echo struct {
	Message
	// MessageID is our id of it where the provider gives back what it was sent
	// with, else empty.
	MessageID string
	// ByUs says that our own app sent it.
	ByUs bool
	// To is the end user; Message.From is empty.
	To Person
}

// Consent says that somebody blocked the account or let it in again, or that
// they want no more marketing.
type Consent struct {
	Key  string
	From Person
	// Blocked: nothing reaches them. NoMarketing: campaigns must not.
	Blocked     bool
	NoMarketing bool
	At          time.Time
}

// TemplateChange is the provider's verdict on a message template.
type TemplateChange struct {
	ID       string
	Name     string
	Language string
	// Status is the provider's word for it, in lower case: approved, rejected,
	// paused, … Category and Quality are its new ones. What is empty has not
	// changed.
	Status   string
	Category string
	Quality  string
	Reason   string
	At       time.Time
}

// Unhandled is an event of a kind that has no meaning here. It is kept with the
// raw webhook and changes nothing.
type Unhandled struct {
	// Kind is the provider's name for it.
	Kind string
	// Detail says more where the event itself is words: an error, a warning.
	Detail string
	At     time.Time
}

package conversation

import "time"

// Delivery is what the attempt to deliver a message came to.
type Delivery struct {
	// State is where the message stands now; MessageQueued means that it has to
	// be tried again, not before NotBefore.
	State     MessageState `json:"state"`
	NotBefore time.Time    `json:"not_before,omitzero"`
}

// Dispatch is a message whose attempt has been recorded and may now be handed
// to its channel.
type Dispatch struct {
	Message Message
	Inbox   Inbox
	// To is the end user as the channel knows them.
	To Sender
	// Identities are all under which the inbox knows them, oldest first.
	Identities []Identity
	// Template is the approved template to send, nil for a free-form message.
	Template *Template
	// Window is how things stand with the person. HumanWindow says that the message
	// goes in the span that the channel grants to people only, and has to say so.
	Window      Window
	HumanWindow bool
	// Attempt counts from 1.
	Attempt int
	// Repeated says that an earlier attempt was recorded and its end was not:
	// nobody knows whether that one went out.
	Repeated bool
}

// Attempted is how an attempt ended.
type Attempted struct {
	MessageID string
	State     MessageState
	// Reason says in words why it was not sent.
	Reason string
	// NotBefore is when to try again, for State MessageQueued.
	NotBefore time.Time
	// ExternalID is the provider's id of the message, "" if it gives none.
	ExternalID string
	// Parts are the provider's further ids, where it took the message as several.
	Parts []string
	// Gone says that the endpoint is gone for good: the inbox is disabled.
	Gone bool
	// Code is the provider's number for the failure, 0 if it gives none.
	Code int
	// Uncounted says that the attempt does not use up one of the few there are.
	Uncounted bool
	// PauseUntil is until when nothing of the inbox may be sent, zero for no
	// pause.
	PauseUntil time.Time
	// Problem says in words why the inbox's account cannot be used, "" if that is
	// not what was found out. NeedsReauth says that it is the credentials.
	// Recovered says that a problem is over.
	Problem     string
	NeedsReauth bool
	Recovered   bool
	// WindowEnd says that the send window ended then at the latest, whatever was
	// believed; zero if the provider said nothing about it.
	WindowEnd time.Time
	// Learnt are further identities of the person.
	Learnt []Identity
}

// Verdict names the burst a decision was made for, and the version of the
// state it was made in.
type Verdict struct {
	ConversationID string
	Version        int64
	// FromSeq to UptoSeq are the burst's inbound messages.
	FromSeq, UptoSeq int64
	// WakeAt is the conversation's next deadline once the burst is dealt with.
	WakeAt time.Time
}

// Responded is what came of looking at a burst.
type Responded struct {
	// Conflict says that the state has another version: nothing was written.
	Conflict bool  `json:"conflict,omitempty"`
	Version  int64 `json:"version"`
	LastSeq  int64 `json:"last_seq"`
	// MessageID is the queued reply, "" for silence.
	MessageID string `json:"message_id,omitempty"`
}

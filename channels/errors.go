package channels

import (
	"errors"
	"fmt"
	"time"
)

// ErrSignature: a webhook is not signed with a secret of its inbox (401).
var ErrSignature = errors.New("channels: signature missing or wrong")

// ErrTooOld: a webhook's signature is right and its timestamp too far from now,
// in either direction (401). It may be a replay.
var ErrTooOld = errors.New("channels: timestamp too far from now")

// ErrGone: the endpoint said that it is gone for good (410). The inbox has to
// be disabled.
var ErrGone = errors.New("channels: endpoint gone")

// ErrHandshake: somebody asked to verify the webhook's address without the
// inbox's verify token (403).
var ErrHandshake = errors.New("channels: verify token missing or wrong")

// ErrAccountIncomplete: an inbox lacks an id or a secret of its account. It must
// not start: what cannot be verified is not accepted.
var ErrAccountIncomplete = errors.New("channels: account incomplete")

// ErrNeedsReauth: the provider no longer takes the account's token, or what it
// allows. Nothing was sent, and nothing from this inbox will be until somebody
// authorises it again.
var ErrNeedsReauth = errors.New("channels: account needs re-authorisation")

// BodyError says what is wrong with the body of a webhook that is signed well.
type BodyError struct {
	// Field is the path of the field, as "data.contact.external_id", "" for the
	// body as a whole.
	Field string
	// Problem says in words what is wrong with it.
	Problem string
	// Malformed is true for what is not JSON (400), false for JSON that says
	// something impossible (422).
	Malformed bool
}

func (e *BodyError) Error() string {
	if e.Field == "" {
		return "channels: body " + e.Problem
	}
	return fmt.Sprintf("channels: body: %s %s", e.Field, e.Problem)
}

// NotSentError is a failure after which the message has certainly not been taken:
// no connection, or the provider said so. It is tried again.
type NotSentError struct {
	// RetryAfter is how long the provider asked to be left alone, 0 if it did
	// not say.
	RetryAfter time.Duration
	// Scope is what has to wait.
	Scope Scope
	Cause error
}

// Scope is how much of an inbox a provider's limit holds back.
type Scope string

// The scopes. The zero value holds back the message alone.
const (
	ScopeMessage      Scope = ""
	ScopeConversation Scope = "conversation"
	ScopeInbox        Scope = "inbox"
)

func (e *NotSentError) Error() string { return fmt.Sprintf("channels: not sent: %v", e.Cause) }
func (e *NotSentError) Unwrap() error { return e.Cause }

// RejectedError is a refusal that will be the same next time.
type RejectedError struct {
	// Reason says in words why; it is shown to agents.
	Reason string
	// Code is the provider's number for it, 0 if it has none.
	Code int
	// WindowClosed says that the send window is over, whatever we believed.
	WindowClosed bool
	// AccountFault says that the account is the trouble and not the message: an
	// administrator has to see to it.
	AccountFault bool
}

func (e *RejectedError) Error() string { return "channels: rejected: " + e.Reason }

// UnknownError is a failure after the request left: the message may have been taken.
type UnknownError struct {
	Cause error
}

func (e *UnknownError) Error() string { return fmt.Sprintf("channels: outcome unknown: %v", e.Cause) }
func (e *UnknownError) Unwrap() error { return e.Cause }

// MediaError is a file that could not be fetched.
type MediaError struct {
	// Reason says in words why; it is shown to agents.
	Reason string
	// Again says that a later attempt may succeed.
	Again bool
	Cause error
}

func (e *MediaError) Error() string {
	if e.Cause == nil {
		return "channels: media: " + e.Reason
	}
	return fmt.Sprintf("channels: media: %s: %v", e.Reason, e.Cause)
}
func (e *MediaError) Unwrap() error { return e.Cause }

// PlainError puts a cause into words for people and keeps it for the log.
type PlainError struct {
	Words string
	Err   error
}

func (f *PlainError) Error() string {
	if f.Err == nil {
		return f.Words
	}
	return f.Words + ": " + f.Err.Error()
}

func (f *PlainError) Unwrap() error { return f.Err }

package graph

import (
	"errors"
	"fmt"
	"time"

	"github.com/parleyhq/parley/channels"
)

// Class is what an error code asks for.
type Class int

// The classes of errors.
const (
	// Rejected would be the same next time.
	Rejected Class = iota
	// Fault is the account's, not the message's: an administrator has to see to it.
	Fault
	// Reauth means that the token or what it may do has to be renewed.
	Reauth
	// Again was not taken, and may be later.
	Again
	// Doubtful says neither that it was taken nor that it was not.
	Doubtful
)

// Rule is what a code means.
type Rule struct {
	// From and To are the codes it is about; To 0 means From alone.
	From, To int
	// Subcode narrows it to one subcode; 0 means any.
	Subcode int
	Class   Class
	// Scope and Wait say what has to wait and for how long, for class Again.
	Scope channels.Scope
	Wait  time.Duration
	// Words tell agents what is the matter; "" leaves it to the provider's.
	Words string
	// WindowClosed says that the send window is over.
	WindowClosed bool
}

// Table is what the codes of one channel mean, the first that fits counts.
type Table []Rule

// Common returns the rules that hold for the whole Graph API. They come after a
// channel's own.
func Common() Table {
	const authorise = "Meta no longer accepts this inbox's access token: it has to be authorised again"
	const permission = "the access token of this inbox lacks a permission: it has to be authorised again"
	const busy = "Meta takes no more requests from this account for now"
	return Table{
		{From: 190, Class: Reauth, Words: authorise},
		{From: 102, Class: Reauth, Words: authorise},
		{From: 104, Class: Reauth, Words: authorise},
		{From: 0, Class: Reauth, Words: authorise},
		{From: 3, Class: Reauth, Words: permission},
		{From: 10, Class: Reauth, Words: permission},
		{From: 200, To: 299, Class: Reauth, Words: permission},
		{From: 4, Class: Again, Scope: channels.ScopeInbox, Wait: 5 * time.Minute, Words: busy},
		{From: 17, Class: Again, Scope: channels.ScopeInbox, Wait: 5 * time.Minute, Words: busy},
		{From: 32, Class: Again, Scope: channels.ScopeInbox, Wait: 5 * time.Minute, Words: busy},
		{From: 613, Class: Again, Scope: channels.ScopeInbox, Wait: time.Minute, Words: busy},
		{From: 368, Class: Fault, Words: "Meta has blocked this account for violating its policies"},
		{From: 2, Class: Again, Words: "Meta's service is temporarily unavailable"},
		{From: 1, Class: Doubtful, Words: "Meta reports an unknown error"},
	}
}

// Find returns the rule for a code, false if there is none. A rule with a subcode
// goes before one without.
func (t Table) Find(code, subcode int) (Rule, bool) {
	var found Rule
	ok := false
	for _, r := range t {
		if code < r.From || code > max(r.From, r.To) {
			continue
		}
		if r.Subcode != 0 && r.Subcode == subcode {
			return r, true
		}
		if r.Subcode == 0 && !ok {
			found, ok = r, true
		}
	}
	return found, ok
}

// Outcome turns how a call ended into what channels promise of a Send: nil,
// channels.ErrNeedsReauth, *channels.NotSentError, *channels.RejectedError or
// *channels.UnknownError. Errors that are no *Error stay as they are.
func (t Table) Outcome(err error) error {
	var answered *Error
	if !errors.As(err, &answered) {
		return err
	}
	rule, known := t.Find(answered.Code, answered.Subcode)
	if !known {
		rule = unknownRule(answered)
	}
	return rule.outcome(answered)
}

// Repeatable is the outcome of a call that does no harm when it is made again:
// nothing of it is unknown, and nil stays nil.
func (t Table) Repeatable(err error) error {
	if err == nil {
		return nil
	}
	outcome := t.Outcome(err)
	var unknown *channels.UnknownError
	if errors.As(outcome, &unknown) {
		return &channels.NotSentError{Cause: unknown.Cause}
	}
	return outcome
}

// unknownRule goes by the status, for answers without an envelope and for codes
// that are new. A failure that says nothing may have happened after the message
// was taken.
func unknownRule(e *Error) Rule {
	switch {
	case e.Transient, e.Status == 429:
		scope := channels.ScopeMessage
		if e.Status == 429 {
			scope = channels.ScopeInbox
		}
		return Rule{Class: Again, Scope: scope}
	case e.Status >= 500, e.Status == 408, e.Status >= 200 && e.Status < 300:
		return Rule{Class: Doubtful}
	default:
		return Rule{Class: Rejected}
	}
}

func (r Rule) outcome(e *Error) error {
	words := r.Words
	if words == "" {
		words = e.Says()
	}
	if words == "" {
		words = fmt.Sprintf("the provider answered %d", e.Status)
	}
	switch r.Class {
	case Again:
		return &channels.NotSentError{
			RetryAfter: max(r.Wait, e.RetryAfter), Scope: r.Scope, Cause: &channels.PlainError{Words: words, Err: e},
		}
	case Doubtful:
		if e.Transient {
			return &channels.NotSentError{RetryAfter: e.RetryAfter, Cause: &channels.PlainError{Words: words, Err: e}}
		}
		return &channels.UnknownError{Cause: &channels.PlainError{Words: words, Err: e}}
	case Reauth:
		return fmt.Errorf("%w: %w", channels.ErrNeedsReauth, &channels.PlainError{Words: words, Err: e})
	case Fault, Rejected:
	}
	return &channels.RejectedError{
		Reason: words, Code: max(e.Code, 0), WindowClosed: r.WindowClosed, AccountFault: r.Class == Fault,
	}
}

package channels

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/parleyhq/parley/conversation"
)

// Sender hands messages to the channel of their inbox and turns how that ended
// into what the history says about it.
type Sender struct {
	channels map[conversation.Channel]Channel
	now      func() time.Time
}

// NewSender returns a Sender for these channels. The clock says when a next
// attempt is due.
func NewSender(channels map[conversation.Channel]Channel, now func() time.Time) *Sender {
	return &Sender{channels: channels, now: now}
}

// Send makes one attempt, unless nobody knows how an earlier one ended and the
// channel cannot tell a repetition: then the message stays unknown, because a
// message that comes twice is worse than one that an agent is asked about. What
// waited for so long that it may no longer be sent is refused before the provider
// is called.
func (s *Sender) Send(ctx context.Context, d conversation.Dispatch) conversation.Attempted {
	channel, ok := s.channels[d.Inbox.Channel]
	if !ok {
		return ended(d, conversation.MessageFailed, "this deployment has no such channel")
	}
	if d.Repeated && !channel.RetriesUnknown() {
		return ended(d, conversation.MessageUnknown, "an earlier attempt was interrupted")
	}
	if d.Inbox.Locked != "" {
		return s.held(d, d.Inbox.Locked, reauthWait)
	}
	terms := channel.Policy().Terms()
	may := terms.MaySend(d.Window, d.Message.Author, s.now())
	if late, ok := tooLate(d, may); ok {
		return late
	}
	d.HumanWindow = may.HumanOnly && d.Template == nil
	sent, err := channel.Send(ctx, d)
	if err == nil {
		a := ended(d, conversation.MessageSent, sent.Note)
		a.ExternalID, a.Parts = sent.ExternalID, sent.Parts
		a.Recovered = d.Inbox.CheckProblem != ""
		for _, id := range sent.Learnt {
			if !slices.Contains(d.Identities, id) {
				a.Learnt = append(a.Learnt, id)
			}
		}
		return a
	}

	var rejected *RejectedError
	var notSent *NotSentError
	switch {
	case errors.Is(err, ErrGone):
		a := ended(d, conversation.MessageFailed, "the endpoint is gone")
		a.Gone = true
		return a
	case errors.As(err, &rejected):
		return s.rejected(d, rejected, terms.ClosedNow(may, s.now()))
	case errors.Is(err, ErrAccountIncomplete):
		return ended(d, conversation.MessageFailed, "the inbox is not set up completely")
	case errors.Is(err, ErrNeedsReauth):
		// Certainly not sent; it goes once somebody has seen to the account.
		a := s.held(d, words(err), reauthWait)
		a.Problem, a.NeedsReauth = words(err), true
		return a
	case errors.As(err, &notSent) && notSent.Scope != ScopeMessage:
		return s.limited(d, notSent)
	case errors.As(err, &notSent):
		return s.again(d, words(notSent.Cause), notSent.RetryAfter)
	case channel.RetriesUnknown():
		return s.again(d, words(err), 0)
	default:
		return ended(d, conversation.MessageUnknown, words(err))
	}
}

// tooLate says what becomes of a message that may not be sent any more: an
// agent's goes back to its author, an automatic reply is dropped.
func tooLate(d conversation.Dispatch, may conversation.MaySend) (conversation.Attempted, bool) {
	reason := may.Reason
	if d.Template != nil {
		switch {
		case may.Templates:
			reason = ""
		case reason == "" || reason == conversation.WindowClosed:
			reason = conversation.NoTemplates
		}
	}
	if reason == "" {
		return conversation.Attempted{}, false
	}
	said := may.Words()
	if reason == conversation.NoTemplates {
		said = "This channel has no templates."
	}
	switch d.Message.Author {
	case conversation.ByAgent:
		return ended(d, conversation.MessageRefused, string(reason)), true
	case conversation.ByAuto:
		return ended(d, conversation.MessageDropped, said), true
	default:
		return ended(d, conversation.MessageFailed, said), true
	}
}

// rejected is for good. A provider that says that the window is over is right,
// whatever we believed, and the author gets the message back.
func (s *Sender) rejected(d conversation.Dispatch, r *RejectedError, closed time.Time) conversation.Attempted {
	a := ended(d, conversation.MessageFailed, r.Reason)
	a.Code = r.Code
	if r.AccountFault {
		a.Problem = r.Reason
	}
	if r.WindowClosed {
		a.WindowEnd = closed
		if d.Message.Author == conversation.ByAgent && d.Template == nil {
			a.State, a.Reason = conversation.MessageRefused, string(conversation.WindowClosed)
		}
	}
	return a
}

const (
	// reauthWait is how long a message waits for somebody to authorise the account
	// again.
	reauthWait = time.Hour
	// limitWait is how long a provider is left alone that says that it takes no
	// more and not for how long.
	limitWait = 10 * time.Second
	// longestHold is how old a message may get that waits for its provider.
	longestHold = 3 * 24 * time.Hour
)

// limited waits for a provider's limit: that of one person holds back their
// conversation, whose messages go in order; that of the account holds back the
// inbox.
func (s *Sender) limited(d conversation.Dispatch, limit *NotSentError) conversation.Attempted {
	wait := limit.RetryAfter
	if wait == 0 {
		wait = limitWait
	}
	// The longer it has waited the less often it asks.
	wait = min(max(wait, min(s.age(d)/4, time.Hour)), longestWait)
	a := s.held(d, words(limit.Cause), wait)
	if limit.Scope == ScopeInbox {
		a.PauseUntil = s.now().Add(wait)
	}
	return a
}

// held keeps a message that its provider did not look at: the attempt does not
// count.
func (s *Sender) held(d conversation.Dispatch, reason string, wait time.Duration) conversation.Attempted {
	if s.age(d) > longestHold {
		return ended(d, conversation.MessageFailed, "given up after three days: "+reason)
	}
	a := ended(d, conversation.MessageQueued, reason)
	a.NotBefore, a.Uncounted = s.now().Add(wait), true
	return a
}

func (s *Sender) age(d conversation.Dispatch) time.Duration { return s.now().Sub(d.Message.CreatedAt) }

// again queues the message for its next attempt, if there is one left.
func (s *Sender) again(d conversation.Dispatch, reason string, retryAfter time.Duration) conversation.Attempted {
	wait, ok := NextAttempt(d.Attempt, retryAfter)
	if !ok {
		return ended(d, conversation.MessageFailed, fmt.Sprintf("given up after %d attempts: %s", d.Attempt, reason))
	}
	a := ended(d, conversation.MessageQueued, reason)
	a.NotBefore = s.now().Add(wait)
	return a
}

func ended(d conversation.Dispatch, state conversation.MessageState, reason string) conversation.Attempted {
	return conversation.Attempted{MessageID: d.Message.ID, State: state, Reason: reason}
}

// words is what people may read of an error: only what a channel put into
// words, never what a library said, which may name hosts and addresses.
func words(err error) string {
	var plain *PlainError
	if errors.As(err, &plain) {
		return plain.Words
	}
	return "the connection failed"
}

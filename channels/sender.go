package channels

import (
	"context"
	"errors"
	"fmt"
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
// channel cannot tell a repetition: then the message stays unknown (DESIGN
// section 2, rule 10).
func (s *Sender) Send(ctx context.Context, d conversation.Dispatch) conversation.Attempted {
	channel, ok := s.channels[d.Inbox.Channel]
	if !ok {
		return failed(d, "this deployment has no such channel")
	}
	if d.Repeated && !channel.RetriesUnknown() {
		return unknown(d, "an earlier attempt was interrupted")
	}
	sent, err := channel.Send(ctx, d)
	if err == nil {
		return conversation.Attempted{
			MessageID: d.Message.ID, State: conversation.MessageSent, Reason: sent.Note, ExternalID: sent.ExternalID,
		}
	}

	var rejected *RejectedError
	var notSent *NotSentError
	switch {
	case errors.Is(err, ErrGone):
		a := failed(d, "the endpoint is gone")
		a.Gone = true
		return a
	case errors.As(err, &rejected):
		return failed(d, rejected.Reason)
	case errors.Is(err, ErrAccountIncomplete):
		return failed(d, "the inbox is not set up completely")
	case errors.Is(err, ErrNeedsReauth):
		// Certainly not sent; it goes once somebody has seen to the account.
		return s.again(d, words(err), 0)
	case errors.As(err, &notSent):
		return s.again(d, words(notSent.Cause), notSent.RetryAfter)
	case channel.RetriesUnknown():
		return s.again(d, words(err), 0)
	default:
		return unknown(d, words(err))
	}
}

// again queues the message for its next attempt, if there is one left.
func (s *Sender) again(d conversation.Dispatch, reason string, retryAfter time.Duration) conversation.Attempted {
	wait, ok := NextAttempt(d.Attempt, retryAfter)
	if !ok {
		return failed(d, fmt.Sprintf("given up after %d attempts: %s", d.Attempt, reason))
	}
	return conversation.Attempted{
		MessageID: d.Message.ID, State: conversation.MessageQueued, Reason: reason, NotBefore: s.now().Add(wait),
	}
}

func failed(d conversation.Dispatch, reason string) conversation.Attempted {
	return conversation.Attempted{MessageID: d.Message.ID, State: conversation.MessageFailed, Reason: reason}
}

func unknown(d conversation.Dispatch, reason string) conversation.Attempted {
	return conversation.Attempted{MessageID: d.Message.ID, State: conversation.MessageUnknown, Reason: reason}
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

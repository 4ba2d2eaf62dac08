package activities

import (
	"context"
	"errors"
	"math"
	"runtime/debug"
	"time"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/faq"
)

// RespondRequest asks the responders to look at a burst.
type RespondRequest struct {
	ConversationID string    `json:"conversation_id"`
	Version        int64     `json:"version"`
	FromSeq        int64     `json:"from_seq"`
	UptoSeq        int64     `json:"upto_seq"`
	WakeAt         time.Time `json:"wake_at,omitzero"`
}

// Respond matches a burst against the FAQs, records the decision with its
// inputs and queues the reply if there is one. An embedder that is down, slow
// or wrong means silence: the message waits for a human, and the decision says
// so.
func (a *Conversation) Respond(ctx context.Context, r RespondRequest) (conversation.Responded, error) {
	lines, err := a.Decisions.Burst(ctx, r.ConversationID, r.FromSeq, r.UptoSeq)
	if err != nil {
		return conversation.Responded{}, a.failed("read burst", err)
	}
	decision, err := a.match(ctx, lines)
	if err != nil {
		a.Log.Warn("no automatic reply: matching failed", "conversation", r.ConversationID, "error", err)
		decision = faq.Decision{Step: faq.StepFAQ, Reason: faq.ReasonFailed}
	}
	responded, err := a.Decisions.RecordDecision(ctx, conversation.Verdict{
		ConversationID: r.ConversationID, Version: r.Version, FromSeq: r.FromSeq, UptoSeq: r.UptoSeq, WakeAt: r.WakeAt,
	}, decision)
	if err != nil {
		return conversation.Responded{}, a.failed("record decision", err)
	}
	return responded, nil
}

// match never panics: one message that no responder can bear must not stop its
// conversation.
func (a *Conversation) match(ctx context.Context, lines []string) (decision faq.Decision, err error) {
	defer func() {
		if p := recover(); p != nil {
			a.Log.Error("responder panicked", "panic", p, "stack", string(debug.Stack()))
			err = errPanic
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, a.MatchTimeout)
	defer cancel()
	decision, err = a.Responder.Match(ctx, lines)
	if err == nil && !finite(decision) {
		err = errNoNumber
	}
	return decision, err
}

// finite reports whether a decision can be kept: neither its score nor a
// candidate's is infinite or not a number.
func finite(d faq.Decision) bool {
	sum := d.Score + d.Threshold + d.Margin
	for _, c := range d.Candidates {
		sum += c.Score
	}
	return !math.IsNaN(sum) && !math.IsInf(sum, 0)
}

var (
	errPanic    = errors.New("panicked")
	errNoNumber = errors.New("a score is no number")
)

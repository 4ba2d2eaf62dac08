package activities

import (
	"context"
	"errors"
	"runtime/debug"
	"time"

	"go.temporal.io/sdk/activity"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
)

// RespondRequest asks the responders to look at a burst.
type RespondRequest struct {
	ConversationID string    `json:"conversation_id"`
	Version        int64     `json:"version"`
	FromSeq        int64     `json:"from_seq"`
	UptoSeq        int64     `json:"upto_seq"`
	WakeAt         time.Time `json:"wake_at,omitzero"`
}

// Respond has the chain look at a burst, records what it decided with its inputs
// and queues the reply if there is one. An embedder that is down, slow or wrong
// means silence: the message waits for a human, and the decision says so.
func (a *Conversation) Respond(ctx context.Context, r RespondRequest) (conversation.Responded, error) {
	burst, setup, past, err := a.Decisions.Burst(ctx, r.ConversationID, r.FromSeq, r.UptoSeq)
	if err != nil {
		return conversation.Responded{}, a.failed("read burst", err)
	}
	decision := a.decide(ctx, burst, setup, past)
	responded, err := a.Decisions.RecordDecision(ctx, conversation.Verdict{
		ConversationID: r.ConversationID, Version: r.Version, FromSeq: r.FromSeq, UptoSeq: r.UptoSeq, WakeAt: r.WakeAt,
	}, decision)
	if err != nil {
		return conversation.Responded{}, a.failed("record decision", err)
	}
	return responded, nil
}

// commitAnswered has the chain look at the burst that a change leaves waiting, and
// writes both. It does nothing and says so if the burst is not over.
func (a *Conversation) commitAnswered(ctx context.Context, c conversation.Change) (
	committed conversation.Committed, over bool, err error,
) {
	burst, setup, past, err := a.Decisions.Burst(ctx, c.State.ID, c.State.AnswerFrom, c.State.Cursor)
	if err != nil {
		return conversation.Committed{}, false, a.failed("read burst", err)
	}
	if burst.More {
		return conversation.Committed{}, false, nil
	}
	committed, err = a.Decisions.CommitDecision(ctx, c, a.decide(ctx, burst, setup, past))
	if err != nil {
		return conversation.Committed{}, false, a.failed("commit decision", err)
	}
	return committed, true, nil
}

// longestInProcess is how long the responders may take inside a workflow task,
// which is started again after ten seconds.
const longestInProcess = 8 * time.Second

// decide asks the chain, and logs why a responder could not say anything.
func (a *Conversation) decide(
	ctx context.Context, b responder.Burst, s responder.Setup, p responder.Past,
) responder.Decision {
	decision, err := a.ask(ctx, b, s, p)
	if err != nil {
		a.Log.Warn("a responder failed", "conversation", b.ConversationID, "error", err)
	}
	return decision
}

// ask asks the chain. The error is why a responder could not say anything; the
// decision stands beside it: one message that no responder can bear must not stop
// its conversation.
func (a *Conversation) ask(
	ctx context.Context, b responder.Burst, s responder.Setup, p responder.Past,
) (decision responder.Decision, err error) {
	defer func() {
		if p := recover(); p != nil {
			a.Log.Error("responder panicked", "panic", p, "stack", string(debug.Stack()))
			decision, err = silence(faq.ReasonFailed, b, s), errPanic
		}
	}()
	if reason := responder.Suspicion(b, p); reason != "" {
		return silence(reason, b, s), nil
	}
	limit := a.MatchTimeout
	if !activity.IsActivity(ctx) || activity.GetInfo(ctx).IsLocalActivity {
		limit = min(limit, longestInProcess)
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	decision, err = a.Responder.Respond(ctx, b, s, p)
	if invalid := decision.Validate(); invalid != nil {
		return silence(faq.ReasonFailed, b, s), invalid
	}
	if decision.Answered && responder.Circular(decision.Answer, p) {
		decision = withheld(decision)
	}
	return decision, err
}

// silence is the decision to leave a burst to a person.
func silence(reason faq.Reason, b responder.Burst, s responder.Setup) responder.Decision {
	return responder.Decision{Reason: reason, Order: s.Order, At: b.At}
}

// withheld is a decision whose answer has been given too often: silence, with
// everything it was decided by.
func withheld(d responder.Decision) responder.Decision {
	d.Answered, d.Step, d.Answer, d.Reason = false, "", "", responder.ReasonLoop
	d.QuickReplyID, d.PeriodStart, d.FillerID = "", time.Time{}, ""
	return d
}

var errPanic = errors.New("panicked")

package workflows

import (
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/parleyhq/parley/conversation"
)

// turn collects what one commit writes.
type turn struct {
	before, state conversation.State
	rules         conversation.Rules
	records       []conversation.Record
	refused       []conversation.Refusal
	accepted      []conversation.Outgoing
	results       []conversation.KeptResult
	// answered is the state once its burst is dealt with in the same commit; nil
	// when that is not asked for.
	answered *conversation.State
	// answers are what the updates that wait are told, by request id.
	answers map[string]conversation.Result
}

func (t *turn) apply(e conversation.Event) conversation.Result {
	state, outcome := conversation.Apply(conversation.RulesV1, t.rules, t.state, e)
	t.state = state
	t.records = append(t.records, outcome.Records...)
	return outcome.Result
}

// entry applies a mailbox row, once: what the cursor has passed is old.
func (t *turn) entry(e conversation.Entry) {
	if e.Seq <= t.state.Cursor {
		return
	}
	result := t.apply(e.Event())
	if e.Author != conversation.ByAgent {
		return
	}
	if result.Granted {
		t.accepted = append(t.accepted, conversation.Outgoing{MessageID: e.MessageID, Author: e.Author})
	} else {
		t.refused = append(t.refused, conversation.Refusal{MessageID: e.MessageID, Reason: result.Reason})
	}
}

// requests applies the updates that wait, in order. One whose result is kept
// was applied before, by this run or another: it is told the same again. One
// that speaks of a stranger is refused.
func (t *turn) requests(waiting []*request, snapshot conversation.Snapshot, now time.Time) {
	t.answers = make(map[string]conversation.Result, len(waiting))
	for _, k := range snapshot.Results {
		t.answers[k.RequestID] = k.Result
	}
	for _, q := range waiting {
		if _, known := t.answers[q.id]; known {
			continue
		}
		if q.speaksOf(snapshot.Strangers) {
			t.answers[q.id] = conversation.Result{
				OwnerID: t.state.OwnerID, Status: t.state.Status, Reason: conversation.UnknownUser,
			}
			continue
		}
		result := t.apply(q.event(now))
		t.answers[q.id] = result
		t.results = append(t.results, conversation.KeptResult{RequestID: q.id, Result: result})
	}
}

// dropsAutomatic: the autoresponder was allowed to speak and no longer is.
func (t *turn) dropsAutomatic() bool { return t.before.MayAnswer() && !t.state.MayAnswer() }

func (t *turn) changed() bool {
	return t.state != t.before || len(t.records)+len(t.refused)+len(t.results) > 0
}

// commit writes the turn, if it changed anything.
func (t *turn) commit(ctx workflow.Context, r *run) (conversation.Committed, error) {
	if !t.changed() {
		return conversation.Committed{}, nil
	}
	change := conversation.Change{
		State: t.state, Records: t.records, Refused: t.refused, Results: t.results,
		DropAutomatic: t.dropsAutomatic(), WakeAt: t.state.Deadline(r.rules),
	}
	if t.answered != nil {
		change.Answer = &conversation.Answer{WakeAt: t.answered.Deadline(r.rules)}
	}
	var committed conversation.Committed
	ctx = shortActivity(ctx)
	err := workflow.ExecuteLocalActivity(ctx, r.acts.Commit, change).Get(ctx, &committed)
	return committed, err
}

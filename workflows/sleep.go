package workflows

import (
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/parleyhq/parley/conversation"
)

// settleTime is how long a run stays open when nothing is left to do, unless
// the rules say otherwise. A signal that lands in a completing task makes the
// server redo that task; after a quiet while hardly one does.
const settleTime = 5 * time.Second

// maxEvents is the history length past which a run continues as new, well below
// the engine's own limits on events (51,200) and signals (10,000).
const maxEvents = 2000

// asleep reports whether nothing can happen by itself any more.
func (r *run) asleep() bool {
	return r.loaded && len(r.requests) == 0 && len(r.outbox) == 0 && r.delivering == nil && r.responding == nil &&
		(r.missing || r.state.Deadline(r.rules).IsZero())
}

func (r *run) settleTime() time.Duration {
	if r.rules.Settle > 0 {
		return r.rules.Settle
	}
	return settleTime
}

// settled: it slept for the settle time, and the mailbox was read after that.
func (r *run) settled(now time.Time) bool {
	return r.asleep() && due(r.settleAt, now) && !r.syncedAt.Before(r.settleAt)
}

// complete ends the run once every update has been answered. A signal that
// lands in this very task makes the server redo it, with that signal.
func (r *run) complete(ctx workflow.Context) (bool, error) {
	if !workflow.AllHandlersFinished(ctx) {
		return false, r.awaitHandlers(ctx)
	}
	workflow.SetCurrentDetails(ctx, "Asleep: the next message starts it again.")
	return true, nil
}

// awaitHandlers lets the handlers of answered updates return.
func (r *run) awaitHandlers(ctx workflow.Context) error {
	return workflow.Await(ctx, func() bool { return workflow.AllHandlersFinished(ctx) || len(r.requests) > 0 })
}

func (r *run) mustContinueAsNew(ctx workflow.Context) bool {
	info := workflow.GetInfo(ctx)
	return (info.GetContinueAsNewSuggested() || info.GetCurrentHistoryLength() > maxEvents) &&
		r.loaded && !r.missing && len(r.requests) == 0 && r.delivering == nil && r.responding == nil
}

// carryLimit is how many bytes of by-value messages are handed to the next run
// at most, far below the 2 MB that the engine takes.
const carryLimit = 512 << 10

// portable reports whether every signal has been drained and the by-value
// messages that wait are small enough to be handed over. If not, some are
// appended first.
func (r *run) portable() bool {
	return r.carried <= carryLimit && r.inbound.Len()+r.agent.Len() == 0
}

// continueAsNew starts the next run of the same waking period. Signals have
// been drained, updates answered, nothing is under way; all state goes along.
//
// It comes before any other work of a task, because a signal that lands in the
// same task makes the engine refuse it. The engine then turns signals away, to
// be sent again in a moment, while the task is redone: so it succeeds at the
// second attempt under any stream of signals, if only the first is made before
// the engine throws the task away for the events that wait.
func (r *run) continueAsNew(ctx workflow.Context) (bool, error) {
	if !workflow.AllHandlersFinished(ctx) {
		return false, r.awaitHandlers(ctx)
	}
	return true, workflow.NewContinueAsNewError(ctx, conversation.WorkflowType, conversation.Start{
		ConversationID: r.id,
		InboxID:        r.state.InboxID,
		Carried: &conversation.Carried{
			State: r.state, Rules: r.rules, Outbox: r.outbox, Booked: r.booked, Runs: r.runs + 1,
			Inbound: r.byValue.Inbound, Agent: r.byValue.Agent, Dropped: r.dropped,
		},
	})
}

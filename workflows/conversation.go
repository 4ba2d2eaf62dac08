// Package workflows holds Parley's workflows: deterministic shells around the
// domain. A workflow reads, applies, commits, and asks activities to do the
// rest; no business rule lives only here.
package workflows

import (
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/conversation"
)

// Conversation is one waking period of a conversation: it runs from a message
// or an agent's action until nothing is left that could happen by itself, and
// completes. The next message starts it again under the same id, with its state
// from Postgres: a conversation that sleeps costs the engine nothing.
//
// One coroutine owns the state: signal channels are read and update handlers
// enqueue; this loop alone applies, commits and answers.
func Conversation(ctx workflow.Context, start conversation.Start) error {
	r := newRun(ctx, start)
	if r.id == "" || !start.Fits(r.id) {
		return temporal.NewNonRetryableApplicationError(
			"the workflow id is not conversation/<the id of this conversation>", "WrongWorkflowID", nil)
	}
	if err := r.handleUpdates(ctx); err != nil {
		return err
	}
	for {
		done, err := r.step(ctx)
		if done || err != nil {
			return err
		}
	}
}

// run is one run of the workflow: a cache of the row in Postgres, and what is
// under way.
type run struct {
	// acts names the activities: always nil, only its method values are used.
	acts  *activities.Conversation
	id    string
	state conversation.State
	rules conversation.Rules
	// loaded says that state and rules have been read once; missing that there
	// is no such conversation yet.
	loaded, missing bool
	// rang says that the mailbox may hold more than was applied, stale that the
	// row may hold another state than ours.
	rang, stale bool
	// syncedAt is when the mailbox was last read.
	syncedAt time.Time
	// settleAt is when the run may complete, zero unless the conversation sleeps.
	settleAt time.Time

	inbound workflow.ReceiveChannel
	agent   workflow.ReceiveChannel
	byValue activities.AppendRequest
	// carried is how many bytes byValue takes at most.
	carried int
	// appended says that the mailbox has not been read since the last append: by
	// turns, so that no stream of signals keeps an update waiting.
	appended bool
	// dropped are the problems of signals that nobody has noted yet.
	dropped []conversation.Reason

	requests []*request
	outbox   []conversation.Outgoing
	// outboxFull says that the outbox was one page of a longer one.
	outboxFull bool
	delivering workflow.Future
	// booked is until when the pace to the end user is used up.
	booked     time.Time
	responding *responding
	alarm      alarm
	// wokeAt is when the present workflow task began.
	wokeAt time.Time
	shown  attributes
	runs   int
}

func newRun(ctx workflow.Context, start conversation.Start) *run {
	r := &run{
		id:      conversation.FromWorkflowID(workflow.GetInfo(ctx).WorkflowExecution.ID),
		stale:   true,
		wokeAt:  workflow.Now(ctx),
		inbound: workflow.GetSignalChannel(ctx, conversation.SignalInboundMessage),
		agent:   workflow.GetSignalChannel(ctx, conversation.SignalAgentMessage),
		shown:   shownAttributes(ctx),
	}
	if c := start.Carried; c != nil {
		r.state, r.rules, r.outbox, r.booked, r.runs = c.State, c.Rules, c.Outbox, c.Booked, c.Runs
		r.byValue.Inbound, r.byValue.Agent, r.dropped = c.Inbound, c.Agent, c.Dropped
		r.carried = size(r.byValue)
		r.outboxFull = len(c.Outbox) > 0
		r.loaded, r.stale, r.rang = true, false, true
	}
	return r
}

// step does the most urgent thing there is to do, or waits for one.
func (r *run) step(ctx workflow.Context) (done bool, err error) {
	r.drain(ctx)
	now := workflow.Now(ctx)
	switch {
	case r.delivering != nil && r.delivering.IsReady():
		return false, r.finishDelivery(ctx)
	case r.responding != nil && r.responding.future.IsReady():
		return false, r.finishResponding(ctx)
	case r.mustContinueAsNew(ctx) && r.portable():
		return r.continueAsNew(ctx)
	case now.Sub(r.wokeAt) > longTask && (r.hasByValue() || r.mustSync(now)):
		return false, r.breathe(ctx)
	case r.hasByValue() && !r.appended:
		return false, r.appendByValue(ctx)
	case r.mustSync(now):
		return false, r.sync(ctx)
	case r.mayRespond(now):
		return false, r.respond(ctx)
	case r.mayDeliver(now):
		r.deliver(ctx)
		return false, nil
	case r.settled(now):
		return r.complete(ctx)
	default:
		return false, r.wait(ctx)
	}
}

// wait blocks until there is something to do, and says meanwhile what the
// conversation is waiting for.
func (r *run) wait(ctx workflow.Context) error {
	now := workflow.Now(ctx)
	if !r.asleep() {
		r.settleAt = time.Time{}
	} else if r.settleAt.IsZero() {
		r.settleAt = now.Add(r.settleTime())
	}
	deadline, reason := r.nextDeadline()
	r.alarm.set(ctx, now, deadline, reason)
	workflow.SetCurrentDetails(ctx, r.describe())
	err := workflow.Await(ctx, func() bool {
		return r.inbound.Len() > 0 || r.agent.Len() > 0 || len(r.requests) > 0 ||
			(r.delivering != nil && r.delivering.IsReady()) ||
			(r.responding != nil && r.responding.future.IsReady()) ||
			r.alarm.rang()
	})
	r.wokeAt = workflow.Now(ctx)
	return err
}

// longTask is how long a workflow task may go on with a backlog, also with one that
// keeps the next run from being started. What arrives meanwhile waits in the engine,
// which throws a task away, with all it did, when a hundred events wait.
const longTask = 100 * time.Millisecond

// breathe ends the present task and goes on in the next one, which a signal may
// bring sooner than the timer.
func (r *run) breathe(ctx workflow.Context) error {
	next := workflow.NewTimerWithOptions(ctx, time.Millisecond, workflow.TimerOptions{Summary: "more to do"})
	signals := r.inbound.Len() + r.agent.Len()
	err := workflow.Await(ctx, func() bool {
		return next.IsReady() || r.inbound.Len()+r.agent.Len() > signals
	})
	r.wokeAt = workflow.Now(ctx)
	return err
}

// nextDeadline returns when something happens by itself, and what.
func (r *run) nextDeadline() (time.Time, string) {
	next := r.stateDeadline(false)
	reason := r.deadlineName(next)
	earlier := func(t time.Time, why string) {
		if !t.IsZero() && (next.IsZero() || t.Before(next)) {
			next, reason = t, why
		}
	}
	if r.delivering == nil && len(r.outbox) > 0 {
		earlier(r.mayDeliverAt(), "next delivery attempt")
	}
	earlier(r.settleAt, "settling before sleep")
	return next, reason
}

func due(deadline, now time.Time) bool { return !deadline.IsZero() && !now.Before(deadline) }

package workflows

import (
	"slices"
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/conversation"
)

// drain takes what has been signalled: doorbells only say "read the mailbox",
// by-value messages are queued to be appended. It stops when there is more than
// can be handed to another run, so that no task decodes for seconds.
func (r *run) drain(ctx workflow.Context) {
	var inbound conversation.InboundSignal
	for r.carried <= carryLimit && r.inbound.ReceiveAsync(&inbound) {
		if inbound.Doorbell() {
			r.rang = true
		} else if problem := inbound.Problem(r.id); problem != "" {
			r.drop(ctx, problem, 1)
		} else {
			r.byValue.Inbound = append(r.byValue.Inbound, inbound)
			r.carried += inbound.Size()
		}
	}
	var agent conversation.AgentSignal
	for r.carried <= carryLimit && r.agent.ReceiveAsync(&agent) {
		if agent.Doorbell() {
			r.rang = true
		} else if problem := agent.Problem(); problem != "" {
			r.drop(ctx, problem, 1)
		} else {
			r.byValue.Agent = append(r.byValue.Agent, agent)
			r.carried += agent.Size()
		}
	}
}

// drop makes it visible that signals were dropped: each is counted, and each
// reason is logged and goes into the audit trail once per commit, so that a flood
// of bad signals is no flood of entries.
func (r *run) drop(ctx workflow.Context, problem conversation.Reason, signals int) {
	workflow.GetMetricsHandler(ctx).WithTags(map[string]string{"reason": string(problem)}).
		Counter(droppedCounter).Inc(int64(signals))
	if slices.Contains(r.dropped, problem) {
		return
	}
	r.dropped = append(r.dropped, problem)
	workflow.GetLogger(ctx).Warn("signal dropped", "conversation", r.id, "reason", problem)
}

// droppedCounter counts the signals that were dropped, by reason, beside the
// metrics of Temporal's SDK.
const droppedCounter = "parley_signals_dropped"

// droppedSignals are the entries the next commit leaves in the audit trail.
func (r *run) droppedSignals(now time.Time) []conversation.Record {
	var records []conversation.Record
	for _, problem := range r.dropped {
		records = append(records, conversation.Record{
			Type: conversation.SignalDropped, At: now, Ticket: r.state.Ticket, Reason: problem,
		})
	}
	return records
}

// noteDropped keeps why signals were dropped where no conversation keeps a trail.
func (r *run) noteDropped(ctx workflow.Context) error {
	if len(r.dropped) == 0 {
		return nil
	}
	args := activities.NoteRequest{ConversationID: r.id, Reasons: r.dropped}
	if err := workflow.ExecuteLocalActivity(shortActivity(ctx), r.acts.NoteDropped, args).Get(ctx, nil); err != nil {
		return err
	}
	r.dropped = nil
	return nil
}

func (r *run) hasByValue() bool { return len(r.byValue.Inbound)+len(r.byValue.Agent) > 0 }

// byValueBatch is how many by-value messages of a kind one activity appends.
const byValueBatch = 50

// appendByValue puts the oldest by-value messages into the mailbox.
func (r *run) appendByValue(ctx workflow.Context) error {
	inbound := min(len(r.byValue.Inbound), byValueBatch)
	agent := min(len(r.byValue.Agent), byValueBatch)
	args := activities.AppendRequest{
		ConversationID: r.id, Inbound: r.byValue.Inbound[:inbound], Agent: r.byValue.Agent[:agent],
	}
	var appended activities.Appended
	if err := workflow.ExecuteLocalActivity(shortActivity(ctx), r.acts.Append, args).Get(ctx, &appended); err != nil {
		return err
	}
	if appended.NotStored > 0 {
		r.drop(ctx, conversation.NotStored, appended.NotStored)
	}
	if appended.Strangers > 0 {
		r.drop(ctx, conversation.UnknownUser, appended.Strangers)
	}
	r.carried -= size(args)
	r.byValue.Inbound, r.byValue.Agent = r.byValue.Inbound[inbound:], r.byValue.Agent[agent:]
	r.rang, r.appended = true, true
	return nil
}

// size is how many bytes by-value messages take at most.
func size(r activities.AppendRequest) int {
	bytes := 0
	for _, s := range r.Inbound {
		bytes += s.Size()
	}
	for _, s := range r.Agent {
		bytes += s.Size()
	}
	return bytes
}

package workflows

import (
	"slices"
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/conversation"
)

// byValueBatch is how many by-value messages one activity appends.
const byValueBatch = 100

// drain takes what has been signalled: doorbells only say "read the mailbox",
// by-value messages are queued to be appended.
func (r *run) drain() {
	for len(r.byValue.Inbound) < byValueBatch {
		var s conversation.InboundSignal
		if !r.inbound.ReceiveAsync(&s) {
			break
		}
		if s.Doorbell() {
			r.rang = true
		} else if problem := s.Problem(r.id); problem != "" {
			r.drop(problem)
		} else {
			r.byValue.Inbound = append(r.byValue.Inbound, s)
		}
	}
	for len(r.byValue.Agent) < byValueBatch {
		var s conversation.AgentSignal
		if !r.agent.ReceiveAsync(&s) {
			break
		}
		if s.Doorbell() {
			r.rang = true
		} else if problem := s.Problem(); problem != "" {
			r.drop(problem)
		} else {
			r.byValue.Agent = append(r.byValue.Agent, s)
		}
	}
}

// drop remembers that a signal was dropped, for the audit trail: each reason
// once per commit, so that a flood of bad signals is no flood of entries.
func (r *run) drop(problem conversation.Reason) {
	if !slices.Contains(r.dropped, problem) {
		r.dropped = append(r.dropped, problem)
	}
}

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

func (r *run) hasByValue() bool { return len(r.byValue.Inbound)+len(r.byValue.Agent) > 0 }

// appendByValue puts the queued by-value messages into the mailbox, before
// anything else and before any continue-as-new.
func (r *run) appendByValue(ctx workflow.Context) error {
	r.byValue.ConversationID = r.id
	var appended activities.Appended
	err := workflow.ExecuteLocalActivity(shortActivity(ctx), r.acts.Append, r.byValue).Get(ctx, &appended)
	if err != nil {
		return err
	}
	if appended.NotStored > 0 {
		r.drop(conversation.NotStored)
	}
	r.byValue = activities.AppendRequest{}
	r.rang = true
	return nil
}

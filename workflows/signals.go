package workflows

import (
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
		r.inboundSignal(s)
	}
	for len(r.byValue.Agent) < byValueBatch {
		var s conversation.AgentSignal
		if !r.agent.ReceiveAsync(&s) {
			break
		}
		r.agentSignal(s)
	}
}

func (r *run) inboundSignal(s conversation.InboundSignal) {
	switch {
	case s.Doorbell():
		r.rang = true
	case s.ID == "" || s.InboxID == "" || s.From == nil || s.From.ID == "":
		r.drop(conversation.SignalInboundMessage, "id, inbox_id or from.id is missing")
	case conversation.ID(s.InboxID, s.From.ID) != r.id:
		// A service must not be able to write into another sender's conversation.
		r.drop(conversation.SignalInboundMessage, "this workflow id does not belong to the sender")
	default:
		r.byValue.Inbound = append(r.byValue.Inbound, s)
	}
}

func (r *run) agentSignal(s conversation.AgentSignal) {
	switch {
	case s.Doorbell():
		r.rang = true
	case s.ID == "" || s.AgentID == "":
		r.drop(conversation.SignalAgentMessage, "id or agent_id is missing")
	default:
		r.byValue.Agent = append(r.byValue.Agent, s)
	}
}

func (r *run) drop(signal, why string) {
	r.dropped = append(r.dropped, activities.DropRequest{ConversationID: r.id, Signal: signal, Why: why})
}

func (r *run) hasByValue() bool {
	return len(r.byValue.Inbound)+len(r.byValue.Agent)+len(r.dropped) > 0
}

// appendByValue puts the queued by-value messages into the mailbox, before
// anything else and before any continue-as-new.
func (r *run) appendByValue(ctx workflow.Context) error {
	ctx = shortActivity(ctx)
	for len(r.dropped) > 0 {
		if err := workflow.ExecuteLocalActivity(ctx, acts.Drop, r.dropped[0]).Get(ctx, nil); err != nil {
			return err
		}
		r.dropped = r.dropped[1:]
	}
	if len(r.byValue.Inbound)+len(r.byValue.Agent) == 0 {
		return nil
	}
	r.byValue.ConversationID = r.id
	if err := workflow.ExecuteLocalActivity(ctx, acts.Append, r.byValue).Get(ctx, nil); err != nil {
		return err
	}
	r.byValue = activities.AppendRequest{}
	r.rang = true
	return nil
}

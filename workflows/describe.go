package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/parleyhq/parley/conversation"
)

// attributes are the search attributes as the engine has them.
type attributes struct {
	status, owner, inbox, campaign string
}

func shownAttributes(ctx workflow.Context) attributes {
	known := workflow.GetTypedSearchAttributes(ctx)
	get := func(name string) string {
		v, _ := known.GetKeyword(temporal.NewSearchAttributeKeyKeyword(name))
		return v
	}
	return attributes{
		status: get(conversation.AttributeStatus), owner: get(conversation.AttributeAgent),
		inbox: get(conversation.AttributeInbox), campaign: get(conversation.AttributeCampaign),
	}
}

// showAttributes upserts the search attributes when the status changed, or an
// owner or campaign that outlasts a lease did: never per message, an upsert
// costs 27 kB of WAL.
func (r *run) showAttributes(ctx workflow.Context) {
	want := attributes{status: string(r.state.Status), inbox: r.state.InboxID, campaign: r.state.CampaignID}
	if r.state.LeaseUntil.IsZero() {
		want.owner = r.state.OwnerID
	}
	if want == r.shown {
		return
	}
	var updates []temporal.SearchAttributeUpdate
	show := func(name, before, now string) {
		key := temporal.NewSearchAttributeKeyKeyword(name)
		switch {
		case before == now:
		case now == "":
			updates = append(updates, key.ValueUnset())
		default:
			updates = append(updates, key.ValueSet(now))
		}
	}
	show(conversation.AttributeStatus, r.shown.status, want.status)
	show(conversation.AttributeAgent, r.shown.owner, want.owner)
	show(conversation.AttributeInbox, r.shown.inbox, want.inbox)
	show(conversation.AttributeCampaign, r.shown.campaign, want.campaign)
	if err := workflow.UpsertTypedSearchAttributes(ctx, updates...); err != nil {
		workflow.GetLogger(ctx).Error("search attributes not updated", "error", err)
		return
	}
	r.shown = want
}

// describe says in words what the conversation waits for, for the Temporal UI.
func (r *run) describe() string {
	if r.missing {
		return "There is no such conversation."
	}
	words := fmt.Sprintf("Ticket #%d is %s. ", r.state.Ticket, r.state.Status)
	switch {
	case r.responding != nil:
		words += "Matching the message against the FAQs."
	case r.delivering != nil:
		words += "Delivering a message."
	case len(r.outbox) > 0:
		words += "Next delivery attempt at " + clock(r.outbox[0].NotBefore) + "."
	case r.state.AnswerFrom != 0:
		words += "Waiting for the end of the burst before answering."
	case r.asleep():
		words += "Nothing left to do: falling asleep."
	case r.state.Status == conversation.Active:
		words += "Waiting for the end user."
	case r.state.OwnerID != "":
		words += "Waiting for its agent."
	default:
		words += "Waiting for an agent."
	}
	if !r.state.LeaseUntil.IsZero() {
		words += " The claim lapses at " + clock(r.state.LeaseUntil) + "."
	}
	if !r.state.InactiveAt.IsZero() {
		words += " Window ends at " + clock(r.state.InactiveAt) + "."
	}
	return words
}

// deadlineName says which of the state's deadlines an instant is.
func (r *run) deadlineName(deadline time.Time) string {
	switch {
	case r.state.AnswerFrom != 0 && deadline.Equal(r.state.AnswerAt):
		return "end of the burst"
	case deadline.Equal(r.state.LeaseUntil):
		return "end of the claim"
	default:
		return "end of the window"
	}
}

func clock(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 MST") }

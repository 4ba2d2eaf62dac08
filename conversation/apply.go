// Package conversation is Parley's domain: the ids of conversations, the
// mailbox, the ticket state machine with its window and ownership, and the
// contract of signals and updates. It is pure: standard library only, no clock,
// no input or output.
package conversation

import "time"

// Version of the rules Apply follows. A workflow passes the one its run began
// with, so that a change of the rules does not break running conversations.
type Version int

// RulesV1 are the rules of docs/architecture.md, "The states of a ticket".
const RulesV1 Version = 1

// Apply says what an event makes of a state. Time first passes up to the
// event's own instant, so events may be applied late: what counts is when they
// happened, not when they are read. It never fails; what is not allowed is
// refused in Outcome.Result with a reason and changes nothing but what the
// passing of time changed.
func Apply(_ Version, r Rules, s State, e Event) (State, Outcome) {
	t := transition{State: s, rules: r}
	t.pass(e.at())
	result := Result{Granted: true}
	switch e := e.(type) {
	case UserMessage:
		t.userMessage(e)
	case AgentMessage:
		result = t.agentMessage(e)
	case Claim:
		result = t.claim(e)
	case Release:
		result = t.release(e)
	case Transfer:
		result = t.transfer(e)
	case SetStatus:
		result = t.setStatus(e)
	case Close:
		result = t.close(e)
	case Answered:
		t.answered()
		if e.Replied {
			t.WaitingSince = time.Time{}
		}
	case TimePassed:
	}
	result.OwnerID, result.Status = t.OwnerID, t.Status
	return t.State, Outcome{Result: result, Records: t.records}
}

// transition is one application of Apply: the state as it changes and the
// entries it leaves in the audit trail.
type transition struct {
	State
	rules   Rules
	records []Record
}

// pass lets time pass up to now: a lease lapses, a ticket falls Inactive. The
// earlier deadline comes first.
func (t *transition) pass(now time.Time) {
	lapse := func() {
		if due(t.LeaseUntil, now) {
			t.drop(t.LeaseUntil, "", ByLapse)
		}
	}
	if t.LeaseUntil.Before(t.InactiveAt) {
		lapse()
	}
	if due(t.InactiveAt, now) {
		at := t.InactiveAt
		t.InactiveAt = time.Time{}
		if t.falls(t.rules) {
			t.turn(at, "", Inactive, ByWindowEnd)
			t.drop(at, "", ByWindowEnd)
			t.answered()
		}
	}
	lapse()
}

func due(deadline, now time.Time) bool { return !deadline.IsZero() && !now.Before(deadline) }

func (t *transition) record(r Record) {
	r.Ticket = t.Ticket
	t.records = append(t.records, r)
}

// turn changes the status and says so in the audit trail.
func (t *transition) turn(at time.Time, actor string, to Status, cause Cause) {
	if t.Status == to {
		return
	}
	from := t.Status
	t.Status = to
	if to.ended() {
		t.WaitingSince = time.Time{}
	}
	t.record(Record{Type: StatusChanged, At: at, ActorID: actor, Cause: cause, From: from, To: to})
}

// open begins the next ticket.
func (t *transition) open(at time.Time, actor, campaign string, to Status, cause Cause) {
	from := t.Status
	t.Ticket++
	t.Status = to
	t.CampaignID = campaign
	t.OwnerWroteAt = time.Time{}
	t.record(Record{Type: TicketOpened, At: at, ActorID: actor, Cause: cause, From: from, To: to, CampaignID: campaign})
}

// answered forgets the burst that waited for an automatic reply.
func (t *transition) answered() { t.AnswerFrom, t.AnswerAt = 0, time.Time{} }

package conversation

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestTable is every cell of the table in docs/architecture.md. Each row lists what
// its event makes of the six columns; "+" stands for the next ticket.
func TestTable(t *testing.T) {
	t.Parallel()
	columns := []Status{None, New, Active, Pending, Resolved, Inactive}
	literal := sends
	literal.InactiveIncludesResolved = true
	rows := []struct {
		event string
		rules Rules
		do    func(p *player, at time.Time)
		want  [6]Status
		// next says which columns open the next ticket.
		next [6]bool
	}{
		{
			"user message", sends,
			func(p *player, at time.Time) { p.user(at) },
			[6]Status{New, New, Pending, Pending, New, New},
			[6]bool{true, false, false, false, true, true},
		},
		{
			"user message that replies to a campaign", sends,
			func(p *player, at time.Time) { p.campaign(at, "summer") },
			[6]Status{New, New, New, New, New, New},
			[6]bool{true, false, false, false, true, true},
		},
		{
			"agent message", sends,
			func(p *player, at time.Time) { p.agent(ann, at) },
			[6]Status{None, Active, Active, Active, Active, Active},
			[6]bool{false, false, false, false, true, true},
		},
		{
			"agent message where the window blocks", blocks,
			func(p *player, at time.Time) { p.agent(ann, at) },
			[6]Status{None, Active, Active, Active, Active, Inactive},
			[6]bool{false, false, false, false, true, false},
		},
		{
			"template where the window is open", templates,
			func(p *player, at time.Time) { p.template(ann, at) },
			[6]Status{None, Active, Active, Active, Active, Inactive},
			[6]bool{false, false, false, false, true, false},
		},
		{
			"template after the window", templates,
			func(p *player, at time.Time) { p.template(ann, at.Add(p.Window)) },
			// The end of the window comes first.
			[6]Status{None, Inactive, Inactive, Inactive, Resolved, Inactive},
			[6]bool{},
		},
		{
			"agent message in the span for people", spans,
			func(p *player, at time.Time) { p.agent(ann, at.Add(p.Window)) },
			[6]Status{None, Active, Active, Active, Active, Active},
			[6]bool{false, true, true, true, true, true},
		},
		{
			"automatic reply", sends,
			func(p *player, at time.Time) { p.do(Answered{Replied: true, At: at}) },
			[6]Status{None, New, Active, Pending, Resolved, Inactive},
			[6]bool{},
		},
		{
			"agent resolves", sends,
			func(p *player, at time.Time) { p.set(ann, Resolved, at) },
			[6]Status{None, Resolved, Resolved, Resolved, Resolved, Resolved},
			[6]bool{},
		},
		{
			"window ends", sends,
			func(p *player, at time.Time) { p.pass(at.Add(p.Window)) },
			[6]Status{None, Inactive, Inactive, Inactive, Resolved, Inactive},
			[6]bool{},
		},
		{
			"window ends, resolved included", literal,
			func(p *player, at time.Time) { p.pass(at.Add(p.Window)) },
			[6]Status{None, Inactive, Inactive, Inactive, Inactive, Inactive},
			[6]bool{},
		},
	}
	for _, row := range rows {
		for i, from := range columns {
			t.Run(row.event+" from "+name(from), func(t *testing.T) {
				t.Parallel()
				p, at := in(t, row.rules, from)
				ticket := p.Ticket
				row.do(p, at)
				require.Equal(t, row.want[i], p.Status)
				if row.next[i] {
					ticket++
				}
				require.Equal(t, ticket, p.Ticket)
			})
		}
	}
}

// TestTableAutomaticReply: where the table says "never sent" nothing may answer.
func TestTableAutomaticReply(t *testing.T) {
	t.Parallel()
	for _, from := range []Status{None, New, Active, Pending, Resolved, Inactive} {
		p, _ := in(t, sends, from)
		require.Equal(t, from == New, p.MayAnswer(), name(from))
	}
}

// TestTableByHand: any status can be set over any other; each change is in the
// audit trail and none opens a ticket.
func TestTableByHand(t *testing.T) {
	t.Parallel()
	statuses := []Status{New, Active, Pending, Resolved, Inactive}
	for _, from := range statuses {
		for _, to := range statuses {
			t.Run(name(from)+" to "+name(to), func(t *testing.T) {
				t.Parallel()
				p, at := in(t, sends, from)
				ticket, window, inactive := p.Ticket, p.WindowExpiresAt, p.InactiveAt
				p.records = nil

				answer := p.set(ann, to, at)
				require.Equal(t, Result{Granted: true, OwnerID: p.OwnerID, Status: to}, answer)
				require.Equal(t, to, p.Status)
				require.Equal(t, ticket, p.Ticket)
				require.Equal(t, window, p.WindowExpiresAt)
				require.Equal(t, inactive, p.InactiveAt)
				if from != to {
					require.Equal(t, Record{
						Type: StatusChanged, At: at, Ticket: ticket, ActorID: ann, Cause: ByHand, From: from, To: to,
					}, p.records[0])
				}
			})
		}
	}
}

func TestByHandRefusals(t *testing.T) {
	t.Parallel()
	for _, bad := range []Status{None, "snoozed", "NEW", "open"} {
		p, at := in(t, sends, New)
		require.Equal(t, Result{Reason: BadStatus, Status: New}, p.set(ann, bad, at))
		require.Equal(t, Result{Reason: BadStatus, Status: New}, p.do(Close{UserID: ann, Status: bad, At: at}))
	}

	p, at := in(t, sends, None)
	require.Equal(t, BadStatus, p.set(ann, "snoozed", at).Reason, "the shape is judged first")
	require.Equal(t, Result{Reason: NoTicket}, p.set(ann, Resolved, at))
	require.Equal(t, Result{Reason: NoTicket}, p.do(Close{UserID: ann, Status: Resolved, At: at}))

	p, at = in(t, sends, Active)
	require.Equal(t, Result{Reason: NotOwner, OwnerID: ann, Status: Active}, p.set(bob, Resolved, at))
	require.Equal(t, Result{Reason: NotOwner, OwnerID: ann, Status: Active}, p.do(Close{UserID: bob, Status: Resolved, At: at}))
	require.True(t, p.do(SetStatus{UserID: bob, Status: Pending, Admin: true, At: at}).Granted)
}

// name makes subtests of the empty status readable.
func name(s Status) string {
	if s == None {
		return "none"
	}
	return string(s)
}

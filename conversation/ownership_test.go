package conversation

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestClaimIsALease(t *testing.T) {
	t.Parallel()
	p, at := in(t, sends, New)
	require.Equal(t, Result{Granted: true, OwnerID: ann, Status: New}, p.claim(ann, at))
	require.Equal(t, at.Add(5*time.Minute), p.LeaseUntil)
	require.Equal(t, p.LeaseUntil, p.Deadline(p.Rules))
	require.False(t, p.MayAnswer(), "the autoresponder is silent from here on")

	require.Equal(t, Result{Reason: NotOwner, OwnerID: ann, Status: New}, p.claim(bob, at.Add(time.Minute)))

	p.pass(p.LeaseUntil.Add(-ms))
	require.Equal(t, ann, p.OwnerID)
	lapse := p.LeaseUntil
	p.pass(lapse)
	require.Empty(t, p.OwnerID)
	require.Equal(t, ann, p.PreviousOwnerID)
	require.Equal(t, New, p.Status, "a lapse changes no status")
	require.Contains(t, p.records, Record{Type: Released, At: lapse, Ticket: 1, Cause: ByLapse, OwnerID: ann})
}

func TestClaimAtTheLapse(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		after time.Duration
		owner string
	}{{-ms, ann}, {0, bob}, {ms, bob}} {
		p, at := in(t, sends, New)
		p.claim(ann, at)
		p.claim(bob, p.LeaseUntil.Add(row.after))
		require.Equal(t, row.owner, p.OwnerID, row.after)
	}
}

// TestALeaseBesideTheWindow: the earlier of the two ends the hold and says so; if
// they end together, the window does.
func TestALeaseBesideTheWindow(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		claimed time.Duration
		cause   Cause
	}{
		{-sends.Lease - ms, ByLapse},
		{-sends.Lease, ByWindowEnd},
		{-sends.Lease + ms, ByWindowEnd},
	} {
		p, _ := in(t, sends, New)
		end := p.InactiveAt
		p.claim(ann, end.Add(row.claimed))
		p.pass(end.Add(time.Hour))
		require.Empty(t, p.OwnerID)
		require.Equal(t, Inactive, p.Status)
		released := p.records[len(p.records)-1]
		if row.cause == ByLapse {
			released = p.records[len(p.records)-2]
		}
		require.Equal(t, Released, released.Type)
		require.Equal(t, row.cause, released.Cause)
	}
}

func TestReclaimingRenewsALeaseAndKeepsOwnership(t *testing.T) {
	t.Parallel()
	p, at := in(t, sends, New)
	p.claim(ann, at)
	at = at.Add(4 * time.Minute)
	require.True(t, p.claim(ann, at).Granted)
	require.Equal(t, at.Add(5*time.Minute), p.LeaseUntil)

	p.agent(ann, at)
	require.True(t, p.LeaseUntil.IsZero(), "the first message makes it ownership")
	require.True(t, p.claim(ann, at.Add(time.Minute)).Granted)
	require.True(t, p.LeaseUntil.IsZero(), "claiming what is owned starts no lease")
	require.Equal(t, ann, p.OwnerID)
}

func TestAFirstSendClaims(t *testing.T) {
	t.Parallel()
	p, at := in(t, sends, New)
	require.Equal(t, Result{Granted: true, OwnerID: ann, Status: Active}, p.agent(ann, at))
	require.True(t, p.LeaseUntil.IsZero())
	require.Equal(t, at, p.OwnerWroteAt)

	require.Equal(t, Result{Reason: NotOwner, OwnerID: ann, Status: Active}, p.agent(bob, at))
	last := p.records[len(p.records)-1]
	require.Equal(t, Record{Type: RefusedMessage, At: at, Ticket: 1, ActorID: bob, MessageID: "m", Reason: NotOwner}, last)
}

// TestRefusalsInTheirOrder: an earlier reason hides a later one.
func TestRefusalsInTheirOrder(t *testing.T) {
	t.Parallel()
	p, at := in(t, blocks, None)
	require.Equal(t, Result{Reason: NoTicket}, p.agent(ann, at))
	require.Equal(t, Result{Reason: NoTicket}, p.claim(ann, at))
	require.Equal(t, Result{Reason: NoTicket}, p.do(Transfer{UserID: ann, ToID: bob, At: at}))
	require.Equal(t, Result{Granted: true}, p.do(Release{UserID: ann, At: at}))

	p, at = in(t, blocks, Inactive)
	p.claim(ann, at)
	require.Equal(t, NotOwner, p.agent(bob, at).Reason, "not the closed window")
	require.Equal(t, WindowClosed, p.agent(ann, at).Reason)
	require.Equal(t, ann, p.OwnerID, "a refused message is no message")
	require.False(t, p.LeaseUntil.IsZero())
}

func TestRelease(t *testing.T) {
	t.Parallel()
	rows := []struct {
		name    string
		by      Release
		granted bool
	}{
		{"the holder", Release{UserID: ann}, true},
		{"another", Release{UserID: bob}, false},
		{"an admin", Release{UserID: bob, Admin: true}, true},
	}
	for _, row := range rows {
		for _, from := range []Status{Active, Pending} {
			p, at := in(t, sends, from)
			row.by.At = at
			got := p.do(row.by)
			require.Equal(t, row.granted, got.Granted, row.name)
			require.Equal(t, from, p.Status, "the status stays")
			if row.granted {
				require.Empty(t, p.OwnerID)
				require.Equal(t, ann, p.PreviousOwnerID)
			} else {
				require.Equal(t, Result{Reason: NotOwner, OwnerID: ann, Status: from}, got)
			}
		}
	}

	p, at := in(t, sends, New)
	before := p.State
	p.records = nil
	require.True(t, p.do(Release{UserID: ann, At: at}).Granted)
	require.Equal(t, before, p.State, "releasing what nobody holds changes nothing")
	require.Empty(t, p.records)
}

func TestTransfer(t *testing.T) {
	t.Parallel()
	p, at := in(t, sends, Active)
	require.Equal(t, NotOwner, p.do(Transfer{UserID: bob, ToID: bob, At: at}).Reason)

	require.Equal(t, Result{Granted: true, OwnerID: bob, Status: Active}, p.do(Transfer{UserID: ann, ToID: bob, At: at}))
	require.Equal(t, ann, p.PreviousOwnerID)
	require.True(t, p.LeaseUntil.IsZero(), "what was handed over does not lapse")
	require.True(t, p.OwnerWroteAt.IsZero(), "bob has not written yet")

	require.True(t, p.do(Transfer{UserID: ann, ToID: ann, Admin: true, At: at}).Granted)
	require.Equal(t, ann, p.OwnerID)

	p, at = in(t, sends, New)
	require.True(t, p.do(Transfer{UserID: ann, ToID: bob, At: at}).Granted, "nobody's may be handed over by anybody")
	require.Equal(t, bob, p.OwnerID)
	require.Zero(t, p.AnswerFrom)
}

func TestTransferToOneselfIsOwnership(t *testing.T) {
	t.Parallel()
	p, at := in(t, sends, New)
	p.claim(ann, at)
	require.True(t, p.do(Transfer{UserID: ann, ToID: ann, At: at}).Granted)
	require.True(t, p.LeaseUntil.IsZero())
	p.pass(at.Add(time.Hour))
	require.Equal(t, ann, p.OwnerID)
	require.Empty(t, p.PreviousOwnerID)
}

func TestWhatEndsAHold(t *testing.T) {
	t.Parallel()
	for _, to := range []Status{Resolved, Inactive} {
		p, at := in(t, sends, Active)
		p.set(ann, to, at)
		require.Empty(t, p.OwnerID, to)
	}
	for _, to := range []Status{New, Active, Pending} {
		p, at := in(t, sends, Active)
		p.set(ann, to, at)
		require.Equal(t, ann, p.OwnerID, to)
	}
	for _, to := range []Status{New, Active, Pending, Resolved, Inactive} {
		p, at := in(t, sends, Active)
		require.True(t, p.do(Close{UserID: ann, Status: to, At: at}).Granted)
		require.Equal(t, to, p.Status)
		require.Empty(t, p.OwnerID, "closing gives the conversation back")
		require.Zero(t, p.AnswerFrom)
	}
}

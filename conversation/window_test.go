package conversation

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

const ms = time.Millisecond

func TestTicketFallsInactiveAtTheEndOfTheWindow(t *testing.T) {
	t.Parallel()
	for _, from := range []Status{New, Active, Pending} {
		p, at := in(t, sends, from)
		p.do(Answered{At: at})
		end := p.InactiveAt
		require.Equal(t, end, p.WindowExpiresAt)
		require.Equal(t, end, p.Deadline(p.Rules))

		p.pass(end.Add(-ms))
		require.Equal(t, from, p.Status, "a millisecond before")
		p.pass(end)
		require.Equal(t, Inactive, p.Status, "at the instant")
		require.Empty(t, p.OwnerID)
		require.True(t, p.InactiveAt.IsZero())
		require.True(t, p.Deadline(p.Rules).IsZero(), "asleep")

		again := len(p.records)
		p.pass(end.Add(ms))
		require.Len(t, p.records, again, "once")
	}
}

func TestAMessageAroundTheEndOfTheWindow(t *testing.T) {
	t.Parallel()
	rows := []struct {
		after  time.Duration
		ticket int
		status Status
	}{
		{-ms, 1, Pending},
		{0, 2, New}, // received exactly at the deadline: it comes after it
		{ms, 2, New},
	}
	for _, row := range rows {
		p, _ := in(t, sends, Active)
		at := p.InactiveAt.Add(row.after)
		p.user(at)
		require.Equal(t, row.ticket, p.Ticket, row.after)
		require.Equal(t, row.status, p.Status, row.after)
		require.Equal(t, at.Add(p.Window), p.InactiveAt)
		require.Equal(t, at.Add(p.Window), p.WindowExpiresAt)
	}
}

func TestSendingAroundTheEndOfTheWindow(t *testing.T) {
	t.Parallel()
	rows := []struct {
		after   time.Duration
		rules   Rules
		granted bool
	}{
		{-ms, blocks, true},
		{0, blocks, false},
		{ms, blocks, false},
		{-ms, sends, true},
		{0, sends, true},
		{365 * 24 * time.Hour, sends, true},
	}
	for _, row := range rows {
		p, _ := in(t, row.rules, New)
		at := p.WindowExpiresAt.Add(row.after)
		require.Equal(t, row.granted, p.WindowOpen(p.Rules, at))
		got := p.agent(ann, at)
		require.Equal(t, row.granted, got.Granted, row.after)
		if !row.granted {
			require.Equal(t, Result{Reason: WindowClosed, Status: Inactive}, got)
			require.Equal(t, p.seq, p.Cursor, "a refused message is applied all the same")
		}
	}
}

func TestProviderTimeMovesTheSendWindowOnly(t *testing.T) {
	t.Parallel()
	rows := []struct {
		name string
		sent time.Time
		// open is how much of the send window is left on arrival.
		open time.Duration
	}{
		{"unknown", time.Time{}, 24 * time.Hour},
		{"on time", day0, 24 * time.Hour},
		{"an hour late", day0.Add(-time.Hour), 23 * time.Hour},
		{"a millisecond before it is over", day0.Add(-24*time.Hour + ms), ms},
		{"just over", day0.Add(-24 * time.Hour), 0},
		{"three days late", day0.Add(-72 * time.Hour), -48 * time.Hour},
		{"in the future, clamped", day0.Add(time.Hour), 24 * time.Hour},
		{"in the year 9999, clamped", time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC), 24 * time.Hour},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			p := newPlayer(blocks)
			p.userSent(day0, row.sent)
			require.Equal(t, New, p.Status, "stored and shown, however late")
			require.Equal(t, 1, p.Ticket)
			require.Equal(t, day0.Add(row.open), p.WindowExpiresAt)
			require.Equal(t, day0.Add(24*time.Hour), p.InactiveAt, "the ticket counts from receipt")
			require.Equal(t, row.open > 0, p.WindowOpen(blocks, day0))
			require.Equal(t, row.open > 0, p.agent(ann, day0).Granted)
		})
	}
}

func TestALateDeliveryNeverShortensTheWindow(t *testing.T) {
	t.Parallel()
	p := newPlayer(blocks)
	p.user(day0)
	end := p.WindowExpiresAt
	at := day0.Add(time.Minute)
	p.userSent(at, day0.Add(-time.Hour))
	require.Equal(t, end, p.WindowExpiresAt)
	require.Equal(t, at.Add(24*time.Hour), p.InactiveAt, "each message starts the ticket's deadline anew")
}

func TestAStatusSetAfterTheDeadlineStays(t *testing.T) {
	t.Parallel()
	p, at := in(t, sends, Inactive)
	p.set(ann, Active, at)
	require.True(t, p.Deadline(p.Rules).IsZero())
	p.pass(at.Add(30 * 24 * time.Hour))
	require.Equal(t, Active, p.Status)

	p.user(at.Add(31 * 24 * time.Hour))
	require.Equal(t, Pending, p.Status)
	p.pass(p.InactiveAt)
	require.Equal(t, Inactive, p.Status, "the next message starts the deadline again")
}

func TestResolvedAndTheWindow(t *testing.T) {
	t.Parallel()
	literal := sends
	literal.InactiveIncludesResolved = true

	p, _ := in(t, sends, Resolved)
	require.True(t, p.Deadline(p.Rules).IsZero(), "a resolved conversation sleeps")
	p.pass(p.InactiveAt)
	require.Equal(t, Resolved, p.Status)

	p, _ = in(t, literal, Resolved)
	require.Equal(t, p.InactiveAt, p.Deadline(p.Rules), "the literal reading stays awake")
	p.pass(p.InactiveAt.Add(-ms))
	require.Equal(t, Resolved, p.Status)
	p.pass(p.InactiveAt)
	require.Equal(t, Inactive, p.Status)
}

// TestTheWindowNeverMovesBack whatever the providers' clocks say.
func TestTheWindowNeverMovesBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		p, at := newPlayer(blocks), day0
		for range rapid.IntRange(1, 20).Draw(rt, "messages") {
			at = at.Add(time.Duration(rapid.Int64Range(0, int64(30*time.Hour)).Draw(rt, "gap")))
			before := p.WindowExpiresAt
			p.userSent(at, at.Add(time.Duration(rapid.Int64Range(-int64(80*time.Hour), int64(80*time.Hour)).Draw(rt, "skew"))))
			require.False(rt, p.WindowExpiresAt.Before(before))
			require.False(rt, p.WindowExpiresAt.After(p.InactiveAt), "never longer than the ticket's own")
		}
	})
}

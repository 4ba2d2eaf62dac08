package workflows_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
)

const day = 24 * time.Hour

// lapses are the entries that the end of a window left.
func lapses(records []conversation.Record) []conversation.Record {
	var ended []conversation.Record
	for _, r := range records {
		if r.Cause == conversation.ByWindowEnd && r.Type == conversation.StatusChanged {
			ended = append(ended, r)
		}
	}
	return ended
}

func TestTicketFallsInactiveWhenItsWindowEndsAndTheRunSleeps(t *testing.T) {
	t.Parallel()
	s := newSkipping(t, defaultRules(), "asha")
	s.at(0, func() { s.hear("hello") })
	s.unheard(day-time.Millisecond, func() {
		require.Equal(t, conversation.New, s.state(t, s.id).Status, "a millisecond before")
	})
	s.unheard(day+time.Second, func() {
		require.Equal(t, conversation.Inactive, s.state(t, s.id).Status)
	})
	s.run()
	require.Zero(t, s.state(t, s.id).InactiveAt)
	ended := lapses(s.trail(t, s.id))
	require.Len(t, ended, 1)
	require.Equal(t, begin.Add(day), ended[0].At)
	require.WithinDuration(t, begin.Add(day+5*time.Second), s.closed, time.Second, "settles and completes")
	require.Equal(t, 1, s.runs)
}

func TestAMessageAroundTheEndOfTheWindow(t *testing.T) {
	t.Parallel()
	rows := []struct {
		name   string
		after  time.Duration
		late   time.Duration // of the doorbell
		ticket int
	}{
		{"a millisecond before", -time.Millisecond, 0, 1},
		{"a millisecond before, doorbell after", -time.Millisecond, 3 * time.Second, 1},
		{"minutes before, doorbell after", -10 * time.Minute, 11 * time.Minute, 1},
		{"at the instant", 0, 0, 2},
		{"at the instant, doorbell after", 0, 2 * time.Second, 2},
		{"a millisecond after", time.Millisecond, 0, 2},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			s := newSkipping(t, defaultRules(), "asha")
			s.at(0, func() { s.hear("hello") })
			var second conversation.Accepted
			store := func() { second = s.put(conversation.Inbound{Text: "still there?"}) }
			if row.late == 0 {
				s.at(day+row.after, func() { store(); s.ring(second) })
			} else {
				s.unheard(day+row.after, store)
				s.at(day+row.after+row.late, func() { s.ring(second) })
			}
			s.unheard(day+time.Hour, func() {
				require.Equal(t, conversation.New, s.state(t, s.id).Status, "the message extended the window or opened a ticket")
			})
			s.run()

			state := s.state(t, s.id)
			require.Equal(t, row.ticket, state.Ticket)
			require.Equal(t, conversation.Inactive, state.Status)
			ended := lapses(s.trail(t, s.id))
			require.Len(t, ended, row.ticket, "each ticket ends once")
			require.Equal(t, begin.Add(2*day+row.after), ended[len(ended)-1].At)
		})
	}
}

// A worker that was away finds a mailbox of several pages. What was committed
// before the deadline counts, on whichever page it is.
func TestEveryPageOfTheMailboxIsReadBeforeTimePasses(t *testing.T) {
	t.Parallel()
	s := newSkipping(t, defaultRules(), "asha")
	const messages = 450
	for i := range messages {
		s.unheard(time.Duration(i)*20*time.Hour/messages*10, func() { s.put(conversation.Inbound{Text: "one of many"}) })
	}
	end := 200*time.Hour + time.Hour
	s.at(end, func() { s.hear("the last") })
	s.run()
	state := s.state(t, s.id)
	require.Equal(t, 1, state.Ticket, "no gap between two messages is a window long")
	ended := lapses(s.trail(t, s.id))
	require.Len(t, ended, 1)
	require.Equal(t, begin.Add(end+day), ended[0].At)
}

func TestResolvedTicketsAndTheEndOfTheWindow(t *testing.T) {
	t.Parallel()
	for _, literal := range []bool{false, true} {
		rules := defaultRules()
		rules.InactiveIncludesResolved = literal
		s := newSkipping(t, rules, "asha")
		s.at(0, func() { s.hear("hello") })
		s.at(time.Minute, func() {
			s.granted(conversation.UpdateClose, conversation.UpdateRequest{UserID: s.agent, Status: conversation.Resolved})
		})
		s.run()
		if literal {
			require.Equal(t, conversation.Inactive, s.state(t, s.id).Status)
			require.Len(t, lapses(s.trail(t, s.id)), 1)
			require.WithinDuration(t, begin.Add(day), s.closed, 10*time.Second, "stays awake until its window ends")
		} else {
			require.Equal(t, conversation.Resolved, s.state(t, s.id).Status)
			require.WithinDuration(t, begin.Add(time.Minute), s.closed, 10*time.Second, "sleeps at once")
		}
	}
}

// The one timer is set lazily: messages move its deadline, not the timer.
func TestMessagesDoNotRestartTheTimer(t *testing.T) {
	t.Parallel()
	s := newSkipping(t, defaultRules(), "asha")
	var scheduled, cancelled int
	const messages = 20
	for i := range messages {
		s.at(time.Duration(i)*time.Hour, func() {
			if i == 0 {
				s.env.SetOnTimerScheduledListener(func(_ string, d time.Duration) { scheduled++ })
				s.env.SetOnTimerCanceledListener(func(string) { cancelled++ })
			}
			s.hear("another")
		})
	}
	s.run()
	require.Equal(t, 1, s.runs)
	require.Zero(t, cancelled)
	// The first, its extension, and the settle timer; the test's own callbacks
	// are set before the listener.
	require.LessOrEqual(t, scheduled, 4)
}

// A read takes its time. A message committed meanwhile, before the deadline,
// is not in it; the deadline must not take effect on what that read returned.
func TestAMessageCommittedDuringTheReadBeforeTheDeadlineCounts(t *testing.T) {
	t.Parallel()
	s := newSkipping(t, defaultRules(), "asha")
	deadline := begin.Add(day)
	armed, done := false, false
	s.hook().afterRead = func(conversation.Snapshot) {
		if !armed || done {
			return
		}
		done = true
		s.say(t, conversation.Inbound{
			From: conversation.Sender{ID: "asha"}, Text: "just in time", ReceivedAt: deadline.Add(-5 * time.Millisecond),
		})
		require.Eventually(t, func() bool { return !s.now().Before(deadline) }, time.Minute, time.Millisecond,
			"the timer of the deadline fires during the read")
	}
	var first conversation.Accepted
	s.at(0, func() { first = s.put(conversation.Inbound{Text: "hello"}); s.ring(first) })
	s.at(day-10*time.Millisecond, func() { armed = true; s.ring(first) })
	s.run()
	require.True(t, done)
	require.Equal(t, 1, s.state(t, s.id).Ticket)
	ended := lapses(s.trail(t, s.id))
	require.Len(t, ended, 1)
	require.Equal(t, deadline.Add(day-5*time.Millisecond), ended[0].At)
}

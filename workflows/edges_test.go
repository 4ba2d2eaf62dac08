package workflows_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/internal/devstack"
)

// rounds is how often a race is run.
func rounds() int {
	if testing.Short() {
		return 40
	}
	return 1000
}

// edge is one thing that may arrive exactly while a run completes or wakes.
type edge struct {
	name string
	// arrive does it, sees it take effect, and lets the conversation go back to
	// sleep.
	arrive func(l *live, id, contact string)
	// check looks at a conversation that it was done n times to.
	check func(t *testing.T, l *live, id string, n int)
}

func edges() []edge {
	admin := func(l *live, status conversation.Status) conversation.UpdateRequest {
		return conversation.UpdateRequest{UserID: l.agent, Status: status, Admin: true}
	}
	grant := func(l *live, id, name string, req conversation.UpdateRequest) {
		require.True(l.t, l.update(id, name, req).Granted, name)
	}
	entries := func(t *testing.T, l *live, id string, is func(conversation.Record) bool) int {
		t.Helper()
		n := 0
		for _, r := range l.trail(t, id) {
			if is(r) {
				n++
			}
		}
		return n
	}
	return []edge{
		{
			"message",
			func(l *live, id, contact string) {
				a := l.hear(contact, "faq "+fmt.Sprint(rand.Uint64()))
				require.Eventually(l.t, func() bool {
					return l.count(l.t, `SELECT count(*) FROM messages WHERE conversation_id = $1 AND answers_seq = $2 AND state = 'sent'`, id, a.Seq) == 1
				}, 30*time.Second, 5*time.Millisecond, "answered")
				grant(l, id, conversation.UpdateClose, admin(l, conversation.Resolved))
			},
			func(t *testing.T, l *live, id string, n int) {
				t.Helper()
				require.Equal(t, n+1, l.state(t, id).Ticket)
				require.Equal(t, n, l.count(t, `SELECT count(*) FROM messages WHERE conversation_id = $1 AND author = 'auto'`, id))
			},
		},
		{
			"claim",
			func(l *live, id, _ string) {
				grant(l, id, conversation.UpdateClaim, admin(l, ""))
				grant(l, id, conversation.UpdateRelease, admin(l, ""))
			},
			func(t *testing.T, l *live, id string, n int) {
				t.Helper()
				require.Equal(t, 1, l.state(t, id).Ticket)
				require.Equal(t, n, entries(t, l, id, func(r conversation.Record) bool { return r.Type == conversation.Claimed }))
				require.Equal(t, n, entries(t, l, id, func(r conversation.Record) bool { return r.Type == conversation.Released }))
			},
		},
		{
			"status",
			func(l *live, id, _ string) {
				grant(l, id, conversation.UpdateSetStatus, admin(l, conversation.Pending))
				grant(l, id, conversation.UpdateSetStatus, admin(l, conversation.Resolved))
			},
			func(t *testing.T, l *live, id string, n int) {
				t.Helper()
				require.Equal(t, 1, l.state(t, id).Ticket)
				require.Equal(t, n, entries(t, l, id, func(r conversation.Record) bool {
					return r.Cause == conversation.ByHand && r.From == conversation.Resolved && r.To == conversation.Pending
				}))
			},
		},
	}
}

// Whatever arrives exactly while the run completes is in that run or wakes the
// next; the moment is hunted for: later after a round that the old run took,
// earlier after one that woke a new run.
func TestArrivingWhileTheRunCompletesOrWakes(t *testing.T) {
	t.Parallel()
	const lanes = 4
	for _, e := range edges() {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			rules := defaultRules()
			rules.Settle = 25 * time.Millisecond
			l := newLive(t, rules)
			var wait sync.WaitGroup
			var woken, kept atomic.Int64
			for lane := range lanes {
				wait.Go(func() {
					contact := fmt.Sprint("lane ", lane)
					id := conversation.ID(l.inbox, contact)
					a := l.hear(contact, "hello")
					l.eventually(id, "applied", func(s conversation.State) bool { return s.Cursor == a.Seq })
					l.update(id, conversation.UpdateClose, conversation.UpdateRequest{UserID: l.agent, Status: conversation.Resolved})
					pause, run := rules.Settle, l.runID(id)
					for range rounds() / lanes {
						hold(pause)
						e.arrive(l, id, contact)
						if now := l.runID(id); now != run {
							woken.Add(1)
							run = now
							pause -= rand.N(pause / 3)
						} else {
							kept.Add(1)
							pause += rand.N(pause)
						}
					}
					e.check(t, l, id, rounds()/lanes)
				})
			}
			wait.Wait()
			require.Positive(t, woken.Load())
			require.Positive(t, kept.Load())
			t.Logf("%d arrived in the completing run, %d woke the next", kept.Load(), woken.Load())
			l.nothingLostOrDoubled(t)
		})
	}
}

// hold waits for a moment that is to be met: here the race is the subject.
func hold(d time.Duration) { <-time.After(d) }

func (l *live) runID(id string) string {
	l.t.Helper()
	d, err := l.client.DescribeWorkflowExecution(l.t.Context(), conversation.WorkflowID(id), "")
	require.NoError(l.t, err)
	return d.GetWorkflowExecutionInfo().GetExecution().GetRunId()
}

// nothingLostOrDoubled: every message has a place and was applied, every
// automatic reply went out once.
func (l *live) nothingLostOrDoubled(t *testing.T) {
	t.Helper()
	require.Eventually(t, func() bool {
		return l.count(t, `SELECT count(*) FROM conversations WHERE applied_seq < last_seq`) == 0
	}, time.Minute, 20*time.Millisecond, "all applied")
	require.Zero(t, l.count(t, `
		SELECT count(*) FROM (
			SELECT 1 FROM conversations c LEFT JOIN messages m ON m.conversation_id = c.id AND m.seq IS NOT NULL
			GROUP BY c.id HAVING count(m.id) <> c.last_seq OR max(m.seq) <> c.last_seq OR min(m.seq) <> 1
		) gaps`))
	seen := map[string]int{}
	for _, text := range l.sent.texts() {
		seen[text]++
	}
	for text, n := range seen {
		require.Equal(t, 1, n, text)
	}
}

// Messages, claims and statuses pour into conversations whose runs continue as
// new every few events.
func TestArrivingWhileTheRunContinuesAsNew(t *testing.T) {
	t.Parallel()
	server, err := devstack.StartTemporal(t.Context(), devstack.TemporalOptions{
		Setting: "limit.historyCount.suggestContinueAsNew=20",
	})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, server.Kill()) })
	l := newLiveAt(t, defaultRules(), server.Addr)

	const lanes = 4
	each := rounds() / lanes
	var wait sync.WaitGroup
	for lane := range lanes {
		contact := fmt.Sprint("lane ", lane)
		id := conversation.ID(l.inbox, contact)
		a := l.hear(contact, "hello")
		l.eventually(id, "applied", func(s conversation.State) bool { return s.Cursor == a.Seq })
		act := func(name string, req conversation.UpdateRequest) {
			req.UserID, req.Admin = l.agent, true
			require.True(t, l.update(id, name, req).Granted, name)
		}
		wait.Go(func() {
			for n := range each {
				l.hear(contact, fmt.Sprint("another ", n))
			}
		})
		wait.Go(func() {
			for range each {
				act(conversation.UpdateClaim, conversation.UpdateRequest{})
				act(conversation.UpdateRelease, conversation.UpdateRequest{})
			}
		})
		wait.Go(func() {
			for range each {
				act(conversation.UpdateSetStatus, conversation.UpdateRequest{Status: conversation.Pending})
				act(conversation.UpdateSetStatus, conversation.UpdateRequest{Status: conversation.New})
			}
		})
	}
	wait.Wait()
	l.nothingLostOrDoubled(t)

	runs := 0
	for lane := range lanes {
		id := conversation.ID(l.inbox, fmt.Sprint("lane ", lane))
		count := map[conversation.RecordType]int{}
		for _, r := range l.trail(t, id) {
			count[r.Type]++
		}
		require.Equal(t, map[conversation.RecordType]int{
			conversation.TicketOpened: 1, conversation.Claimed: each, conversation.Released: each,
			conversation.StatusChanged: 2 * each,
		}, count)
		require.Equal(t, int64(each+1), l.state(t, id).Cursor)
		require.Equal(t, 4*each, l.count(t, `SELECT count(*) FROM requests WHERE conversation_id = $1`, id))
		runs += len(l.runIDs(t, id))
	}
	require.Greater(t, runs, rounds()/5, "they did continue as new")
	t.Logf("%d runs", runs)
}

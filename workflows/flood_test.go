package workflows_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
)

// TestAFloodIntoOneConversation sends messages through the mailbox and as many
// by value to one conversation, all at once, while a worker runs.
func TestAFloodIntoOneConversation(t *testing.T) {
	t.Parallel()
	each := 10_000
	if testing.Short() {
		each = 500
	}
	l := newLive(t, defaultRules())
	id := conversation.ID(l.inbox, "asha")
	l.hear("asha", "faq hello")
	// A burst is answered when it ends: in the flood the question would be far
	// above the lines that a match looks at.
	l.eventually(id, "answered before the flood", func(s conversation.State) bool { return s.Cursor == 1 && s.AnswerFrom == 0 })

	flood := func(senders, count int, send func(n int)) {
		var wait sync.WaitGroup
		var next atomic.Int64
		for range senders {
			wait.Go(func() {
				for n := next.Add(1); n <= int64(count); n = next.Add(1) {
					send(int(n))
				}
			})
		}
		wait.Wait()
	}
	var both sync.WaitGroup
	both.Go(func() {
		flood(8, each, func(n int) {
			a := l.say(t, conversation.Inbound{
				From: conversation.Sender{ID: "asha"}, ExternalID: fmt.Sprint("posted ", n), Text: fmt.Sprint("posted ", n),
			})
			if a.Ring {
				l.ring(a, conversation.SignalInboundMessage)
			}
		})
	})
	both.Go(func() {
		flood(8, each, func(n int) {
			l.signal(id, conversation.SignalInboundMessage, conversation.InboundSignal{
				ID: fmt.Sprint("signalled ", n), InboxID: l.inbox, From: &conversation.Sender{ID: "asha"},
				Text: fmt.Sprint("signalled ", n),
			})
		})
	})
	both.Wait()

	want := int64(2*each + 1)
	require.Eventually(t, func() bool { return l.state(t, id).Cursor == want }, 10*time.Minute, 50*time.Millisecond,
		"all applied")
	require.Equal(t, int(want), l.count(t, `SELECT count(*) FROM messages WHERE author = 'contact'`))
	require.Equal(t, int(want), l.count(t, `SELECT count(DISTINCT seq) FROM messages WHERE author = 'contact'`))
	require.Equal(t, int(want), l.count(t, `SELECT max(seq) FROM messages`))
	require.Equal(t, int(want), l.count(t, `SELECT last_seq FROM conversations`))
	require.Equal(t, 1, l.state(t, id).Ticket)
	require.Equal(t, 1, l.count(t, `SELECT count(*) FROM messages WHERE author = 'auto'`))
	require.Empty(t, l.drops(t, id))

	runs := l.histories(t, id)
	for _, h := range runs {
		events, signals := size(h)
		t.Logf("run of %d events, %d signals", events, signals)
		require.Less(t, events, 8000)
		require.Less(t, signals, 8000)
	}
}

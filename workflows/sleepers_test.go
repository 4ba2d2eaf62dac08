package workflows_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
)

// TestManyConversationsFallAsleepAndWake lets conversations end in every way
// there is and looks that no run is left open; then each is woken.
func TestManyConversationsFallAsleepAndWake(t *testing.T) {
	t.Parallel()
	many := 1000
	if testing.Short() {
		many = 40
	}
	rules := defaultRules()
	rules.Window, rules.Lease, rules.Settle = 5*time.Second, 5*time.Second, 200*time.Millisecond
	l := newLive(t, rules)
	contact := func(i int) string { return fmt.Sprint("contact ", i) }
	each := func(do func(i int, id string)) {
		var wait sync.WaitGroup
		for lane := range 8 {
			wait.Go(func() {
				for i := lane; i < many; i += 8 {
					do(i, conversation.ID(l.inbox, contact(i)))
				}
			})
		}
		wait.Wait()
	}
	each(func(i int, id string) {
		l.hear(contact(i), "faq hello")
		switch i % 4 {
		case 1:
			l.reply(id, l.agent, "hi")
		case 2:
			l.update(id, conversation.UpdateClaim, conversation.UpdateRequest{UserID: l.agent})
		case 3:
			l.update(id, conversation.UpdateClose, conversation.UpdateRequest{UserID: l.agent, Status: conversation.Resolved})
		}
	})
	open := `ExecutionStatus = "Running" AND TaskQueue = "` + l.queue + `"`
	require.Eventually(t, func() bool { return len(l.listed(t, open)) == 0 }, 5*time.Minute, 100*time.Millisecond,
		"no workflow is open")
	require.Equal(t, many, l.count(t, `SELECT count(*) FROM conversations WHERE wake_at IS NULL AND applied_seq = last_seq`))
	require.Equal(t, many/4, l.count(t, `SELECT count(*) FROM conversations WHERE status = 'resolved'`))
	require.Equal(t, many-many/4, l.count(t, `SELECT count(*) FROM conversations WHERE status = 'inactive'`))
	require.Zero(t, l.count(t, `SELECT count(*) FROM conversations WHERE owner_id IS NOT NULL`))

	each(func(i int, _ string) { l.hear(contact(i), "again") })
	each(func(i int, id string) {
		state := l.eventually(id, "awake", func(s conversation.State) bool { return s.Ticket == 2 })
		require.Empty(t, state.OwnerID)
		opened := slices.IndexFunc(l.trail(t, id), func(r conversation.Record) bool {
			return r.Type == conversation.TicketOpened && r.Ticket == 2 && r.To == conversation.New
		})
		require.Positive(t, opened)
		previous := ""
		if i%4 == 1 || i%4 == 2 {
			previous = l.agent
		}
		require.Equal(t, previous, state.PreviousOwnerID, "conversation %d", i)
	})
	require.Equal(t, 2*many, l.count(t, `SELECT count(*) FROM tickets`))
}

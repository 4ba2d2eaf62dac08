package store_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/internal/devstack"
	"github.com/parleyhq/parley/store"
)

// Several processes take the same webhook at once: a provider repeats it to
// whichever answers. Only the key in the database can tell.
func TestTheSameMessageToSeveralProcesses(t *testing.T) {
	t.Parallel()
	dsn := devstack.Database(t)
	processes := make([]*store.Store, 4)
	for i := range processes {
		s, err := store.Open(t.Context(), dsn, store.Options{MaxConns: 4})
		require.NoError(t, err)
		t.Cleanup(s.Close)
		processes[i] = s
	}
	inbox, err := processes[0].CreateInbox(t.Context(), conversation.ChannelWebhook, conversation.InboxSettings{Name: "Support"})
	require.NoError(t, err)

	for round := range 50 {
		m := conversation.Inbound{
			InboxID: inbox.ID, From: conversation.Sender{ID: "asha"},
			ExternalID: fmt.Sprintf("m-%d", round), Text: "hello",
		}
		accepted := make([]conversation.Accepted, len(processes))
		errs := make([]error, len(processes))
		start := make(chan struct{})
		var all sync.WaitGroup
		for i, s := range processes {
			all.Go(func() {
				<-start
				var got []conversation.Accepted
				if got, errs[i] = s.Ingest(t.Context(), []conversation.Inbound{m}); errs[i] == nil {
					accepted[i] = got[0]
				}
			})
		}
		close(start)
		all.Wait()
		stored := 0
		for i, a := range accepted {
			require.NoError(t, errs[i])
			require.EqualValues(t, round+1, a.Seq)
			require.Equal(t, accepted[0].MessageID, a.MessageID)
			if !a.Duplicate {
				stored++
			}
		}
		require.Equal(t, 1, stored, "one of them stored it")
	}
}

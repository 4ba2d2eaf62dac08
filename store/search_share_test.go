package store_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/internal/devstack"
	"github.com/parleyhq/parley/store"
)

// However many lists are slow, there are connections for everything else.
func TestListsLeaveConnectionsToOthers(t *testing.T) {
	t.Parallel()
	b := setup(t)
	s, err := store.Open(t.Context(), b.raw.Config().ConnString(), store.Options{MaxConns: 3, ReservedConns: 1})
	require.NoError(t, err)
	t.Cleanup(s.Close)
	lock, err := b.raw.Begin(t.Context())
	require.NoError(t, err)
	t.Cleanup(func() { _ = lock.Rollback(context.Background()) }) // before the pools close
	_, err = lock.Exec(t.Context(), `LOCK TABLE conversations`)
	require.NoError(t, err)

	var lists sync.WaitGroup
	for range 10 {
		lists.Go(func() { _, _, _ = s.ListConversations(t.Context(), conversation.Filter{Limit: 10}) })
	}
	waiting := func() int {
		// Databases that are copies of one have tables of the same number.
		return b.number(t, `SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'conversations'::regclass
			AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`)
	}
	require.Eventually(t, func() bool { return waiting() >= 2 }, time.Minute, time.Millisecond)
	require.Never(t, func() bool { return waiting() > 2 }, 500*time.Millisecond, 10*time.Millisecond)
	require.NoError(t, s.Ping(t.Context()))
	require.NoError(t, lock.Rollback(t.Context()))
	lists.Wait()
}

func TestListsAreNeverLeftWithoutAConnection(t *testing.T) {
	t.Parallel()
	s, err := store.Open(t.Context(), devstack.Database(t), store.Options{MaxConns: 1, ReservedConns: 8})
	require.NoError(t, err)
	t.Cleanup(s.Close)
	_, _, err = s.ListConversations(t.Context(), conversation.Filter{Limit: 10})
	require.NoError(t, err)
}

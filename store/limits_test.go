package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/internal/devstack"
	"github.com/parleyhq/parley/store"
)

// A session of Postgres that holds what others need is waited for, not for ever,
// and the pool is as good as before.
func TestABlockingSessionIsNotWaitedForForEver(t *testing.T) {
	t.Parallel()
	dsn := devstack.Database(t)
	s, err := store.Open(t.Context(), dsn, store.Options{MaxConns: 2, StatementTimeout: time.Second})
	require.NoError(t, err)
	t.Cleanup(s.Close)
	blocking, err := rawPool(t, dsn).Begin(t.Context())
	require.NoError(t, err)
	_, err = blocking.Exec(t.Context(), `LOCK TABLE users IN ACCESS EXCLUSIVE MODE`)
	require.NoError(t, err)
	for range 3 { // more often than there are connections
		_, err = s.CountUsers(t.Context())
		require.Error(t, err)
		require.True(t, store.Unavailable(err), "%v", err)
	}
	require.NoError(t, blocking.Rollback(t.Context()))
	// Again and again: on a busy machine a second may not be enough for this one either.
	require.Eventually(t, func() bool {
		n, err := s.CountUsers(t.Context())
		return err == nil && n == 0
	}, time.Minute, time.Millisecond)
}

// What is done for one caller is never put down to the one before on the same
// connection.
func TestOriginsDoNotStayOnConnections(t *testing.T) {
	t.Parallel()
	dsn := devstack.Database(t)
	s, err := store.Open(t.Context(), dsn, store.Options{MaxConns: 1})
	require.NoError(t, err)
	t.Cleanup(s.Close)
	key := func(actor string) string {
		t.Helper()
		created, _, err := s.CreateAPIKey(account.WithOrigin(t.Context(), account.Origin{Actor: actor}), "x", []account.Scope{account.ScopeRead})
		require.NoError(t, err)
		return created.ID
	}
	want := map[string]string{}
	for _, actor := range []string{"user/a", "", "user/b", "user/b", "key/c", ""} {
		want[key(actor)] = actor
	}
	entries, err := s.ListAudit(t.Context(), account.AuditFilter{Action: "api_key.created"}, 0, 10)
	require.NoError(t, err)
	require.Len(t, entries, 6)
	for _, e := range entries {
		if want[e.ObjectID] == "" {
			want[e.ObjectID] = "system"
		}
		require.Equal(t, want[e.ObjectID], e.Actor)
	}
}

// A change that does not happen leaves no entry.
func TestAuditFollowsItsTransaction(t *testing.T) {
	t.Parallel()
	b := setup(t)
	boss := b.createUser(t, "boss@example.org", account.Admin)
	_, err := b.SetRoles(t.Context(), boss.ID, []account.Role{account.Member})
	require.ErrorIs(t, err, account.ErrLastAdmin)
	require.Zero(t, b.number(t, `SELECT count(*) FROM audit_log WHERE action = 'user.roles_set'`))
	tx, err := b.raw.Begin(t.Context())
	require.NoError(t, err)
	_, err = tx.Exec(t.Context(), `UPDATE users SET roles = '{member}'`)
	require.NoError(t, err)
	require.NoError(t, tx.Rollback(t.Context()))
	require.Zero(t, b.number(t, `SELECT count(*) FROM audit_log WHERE action = 'user.roles_set'`))
}

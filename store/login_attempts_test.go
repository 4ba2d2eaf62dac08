package store_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestLoginAttemptsAreLimitedAlsoInParallel(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const limit, span = 10, 15 * time.Minute
	for round := range 10 {
		var allowed atomic.Int64
		var wg sync.WaitGroup
		for range 40 {
			wg.Go(func() {
				wait, err := b.TakeLoginAttempt(t.Context(), fmt.Sprint("peer/", round), limit, span)
				if err == nil && wait == 0 {
					allowed.Add(1)
				}
			})
		}
		wg.Wait()
		require.EqualValues(t, limit, allowed.Load())
	}
}

func TestLoginAttemptsAreAllowedAgainInTime(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const limit, span = 10, 15 * time.Minute
	for range limit {
		wait, err := b.TakeLoginAttempt(t.Context(), "account/ada@example.org", limit, span)
		require.NoError(t, err)
		require.Zero(t, wait)
	}
	wait, err := b.TakeLoginAttempt(t.Context(), "account/ada@example.org", limit, span)
	require.NoError(t, err)
	require.Greater(t, wait, span-time.Minute)
	require.LessOrEqual(t, wait, span)
	wait, err = b.TakeLoginAttempt(t.Context(), "account/bob@example.org", limit, span)
	require.NoError(t, err)
	require.Zero(t, wait, "others are not concerned")

	// The wait ends when the oldest failure leaves the span, and refused
	// attempts have not lengthened it.
	b.exec(t, `UPDATE login_failures SET at = at - interval '15 minutes'
		WHERE ctid = (SELECT ctid FROM login_failures WHERE subject LIKE '%ada%' ORDER BY at LIMIT 1)`)
	wait, err = b.TakeLoginAttempt(t.Context(), "account/ada@example.org", limit, span)
	require.NoError(t, err)
	require.Zero(t, wait)
	wait, err = b.TakeLoginAttempt(t.Context(), "account/ada@example.org", limit, span)
	require.NoError(t, err)
	require.Positive(t, wait)
}

func TestLoginAttemptsAreForgiven(t *testing.T) {
	t.Parallel()
	b := setup(t)
	take := func(want bool) {
		t.Helper()
		wait, err := b.TakeLoginAttempt(t.Context(), "peer/192.0.2.1", 2, time.Minute)
		require.NoError(t, err)
		require.Equal(t, want, wait == 0)
	}
	take(true)
	take(true)
	take(false)
	require.NoError(t, b.ForgiveLoginAttempt(t.Context(), "peer/192.0.2.1"))
	take(true)
	take(false)
	require.NoError(t, b.ForgiveLoginAttempts(t.Context(), "peer/192.0.2.1"))
	take(true)
	take(true)
	take(false)
	require.NoError(t, b.ForgiveLoginAttempt(t.Context(), "peer/unknown"))
}

func TestOldLoginAttemptsArePruned(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for range 3 {
		_, err := b.TakeLoginAttempt(t.Context(), "peer/192.0.2.1", 10, time.Hour)
		require.NoError(t, err)
	}
	b.exec(t, `UPDATE login_failures SET at = now() - interval '2 hours'
		WHERE ctid IN (SELECT ctid FROM login_failures LIMIT 2)`)
	pruned, err := b.PruneLoginAttempts(t.Context(), time.Hour)
	require.NoError(t, err)
	require.EqualValues(t, 2, pruned)
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM login_failures`))
}

package channels_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/parleyhq/parley/channels"
)

func TestNextAttempt(t *testing.T) {
	t.Parallel()
	schedule := []time.Duration{
		5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour,
		10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
	}
	var total time.Duration
	for i, want := range schedule {
		wait, ok := channels.NextAttempt(i+1, 0)
		require.True(t, ok)
		require.Equal(t, want, wait, "after attempt %d", i+1)
		total += wait
	}
	require.Equal(t, 75*time.Hour+35*time.Minute+5*time.Second, total, "the suggested span")
	_, ok := channels.NextAttempt(len(schedule)+1, 0)
	require.False(t, ok, "given up")
}

func TestNextAttemptHonoursRetryAfter(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ asked, want time.Duration }{
		{time.Second, 5 * time.Second}, // shorter than ours
		{time.Minute, time.Minute},
		{1000 * time.Hour, 24 * time.Hour}, // nobody waits for that
		{-time.Hour, 5 * time.Second},
	} {
		wait, ok := channels.NextAttempt(1, row.asked)
		require.True(t, ok)
		require.Equal(t, row.want, wait, row.asked)
	}
}

func TestNextAttemptAlwaysEnds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		attempt := rapid.IntRange(math.MinInt, math.MaxInt).Draw(rt, "attempt")
		asked := time.Duration(rapid.Int64().Draw(rt, "asked"))
		wait, ok := channels.NextAttempt(attempt, asked)
		require.Equal(rt, attempt <= 9, ok)
		if ok {
			require.GreaterOrEqual(rt, wait, 5*time.Second)
			require.LessOrEqual(rt, wait, 24*time.Hour)
		}
	})
}

package main

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/telemetry"
)

func TestTidyingGoesOnAfterAFailure(t *testing.T) {
	t.Parallel()
	var logged strings.Builder
	rows := &countedRows{}
	tidyOnce(t.Context(), rows, telemetry.NewLogger(&logged, slog.LevelInfo, telemetry.LogText))
	require.Equal(t, []int{1, 1, 1, 1}, []int{rows.keys, rows.sessions, rows.attempts, rows.requests})
	require.GreaterOrEqual(t, rows.age, time.Hour, "attempts that are still counted stay")
	require.Equal(t, 7*24*time.Hour, rows.requestsAge)
	require.Contains(t, logged.String(), `msg="leftovers not deleted" of=sessions`)
	require.Contains(t, logged.String(), `msg="leftovers deleted" of="idempotency keys" rows=3`)
}

func TestTidyingEndsWithItsContext(t *testing.T) {
	t.Parallel()
	rows := &countedRows{}
	tidying := start(t.Context(), func(ctx context.Context) error {
		tidy(ctx, rows, slog.New(slog.DiscardHandler))
		return nil
	})
	require.NoError(t, tidying.end())
}

// countedRows counts how often each kind was pruned.
type countedRows struct {
	keys, sessions, attempts, requests int
	age, requestsAge                   time.Duration
}

func (c *countedRows) PruneIdempotencyKeys(context.Context) (int64, error) {
	c.keys++
	return 3, nil
}

func (c *countedRows) PruneSessions(context.Context) (int64, error) {
	c.sessions++
	return 0, errors.New("no connection")
}

func (c *countedRows) PruneLoginAttempts(_ context.Context, age time.Duration) (int64, error) {
	c.attempts++
	c.age = age
	return 0, nil
}

func (c *countedRows) PruneRequests(_ context.Context, age time.Duration) (int64, error) {
	c.requests++
	c.requestsAge = age
	return 0, nil
}

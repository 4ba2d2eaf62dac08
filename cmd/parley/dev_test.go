package main

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestShortDurations(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		24 * time.Hour: "24h", 90 * time.Minute: "1h30m", 30 * time.Minute: "30m", 5 * time.Second: "5s",
		time.Hour + time.Second: "1h0m1s", 10 * time.Hour: "10h", 500 * time.Millisecond: "500ms", 20 * time.Minute: "20m",
	} {
		require.Equal(t, want, short(d))
	}
}

func TestWhoInterruptsWantsNoComplaint(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	failed := errors.New("no server was found")
	require.ErrorIs(t, interrupted(ctx, failed), failed)
	cancel()
	require.NoError(t, interrupted(ctx, failed), "it was not found because the search was broken off")
}

package load

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestMarksKnowWhenEachPointWasReached(t *testing.T) {
	t.Parallel()
	m := NewMarks()
	at := time.Unix(0, 0)
	m.Reach("a", 2, at.Add(2*time.Second))
	m.Reach("a", 1, at.Add(3*time.Second)) // late, and no step forward
	m.Reach("a", 5, at.Add(5*time.Second))
	for n, want := range map[int64]time.Duration{1: 2 * time.Second, 2: 2 * time.Second, 3: 5 * time.Second, 5: 5 * time.Second} {
		got, err := m.Await(t.Context(), "a", n)
		require.NoError(t, err)
		require.Equal(t, at.Add(want), got, n)
	}
}

func TestMarksWakeThoseWhoWait(t *testing.T) {
	t.Parallel()
	m := NewMarks()
	reached := make(chan time.Time, 2)
	for range cap(reached) {
		go func() {
			at, _ := m.Await(context.Background(), "a", 3)
			reached <- at
		}()
	}
	at := time.Unix(7, 0)
	m.Reach("b", 3, at)
	m.Reach("a", 1, at)
	m.Reach("a", 4, at)
	for range cap(reached) {
		require.Equal(t, at, <-reached)
	}
}

func TestMarksGiveUpWithTheCause(t *testing.T) {
	t.Parallel()
	cause := errors.New("lost")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(cause)
	_, err := NewMarks().Await(ctx, "a", 1)
	require.ErrorIs(t, err, cause)
}

package activities_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/faq"
)

// counter serves its count.
type counter struct {
	asked atomic.Int64
	err   error
	gate  chan struct{}
}

func (c *counter) Serving(ctx context.Context) (faq.Serving, error) {
	n := c.asked.Add(1)
	if c.gate != nil {
		select {
		case <-c.gate:
		case <-ctx.Done():
			return faq.Serving{}, ctx.Err()
		}
	}
	return faq.Serving{Revision: n}, c.err
}

func TestWhatServesIsAskedForOnceASecond(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := &counter{}
		r := activities.NewRecentServing(c, time.Now)
		asks := func(want int64) {
			t.Helper()
			got, err := r.Serving(t.Context())
			require.NoError(t, err)
			require.Equal(t, want, got.Revision)
		}
		asks(1)
		time.Sleep(999 * time.Millisecond)
		asks(1)
		time.Sleep(time.Millisecond)
		asks(2)
	})
}

// Those who ask at the same time share one question, and one who gives up does
// not end it for the others.
func TestWhatServesIsAskedForTogether(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := &counter{gate: make(chan struct{})}
		r := activities.NewRecentServing(c, time.Now)
		first, giveUp := context.WithCancel(t.Context())
		failed := make(chan error)
		go func() {
			_, err := r.Serving(first)
			failed <- err
		}()
		synctest.Wait()
		answers := make(chan faq.Serving, 20)
		for range cap(answers) {
			go func() {
				// What fails serves nothing.
				s, _ := r.Serving(t.Context())
				answers <- s
			}()
		}
		synctest.Wait()
		giveUp()
		require.ErrorIs(t, <-failed, context.Canceled)
		close(c.gate)
		for range cap(answers) {
			require.Equal(t, int64(1), (<-answers).Revision)
		}
	})
}

func TestAFailureIsNotRemembered(t *testing.T) {
	t.Parallel()
	c := &counter{err: errors.New("away")}
	r := activities.NewRecentServing(c, time.Now)
	_, err := r.Serving(t.Context())
	require.ErrorContains(t, err, "away")
	c.err = nil
	got, err := r.Serving(t.Context())
	require.NoError(t, err)
	require.Equal(t, int64(2), got.Revision)
}

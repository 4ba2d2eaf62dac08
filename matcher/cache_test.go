package matcher

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestTheCacheReadsOnceForAllWhoAsk(t *testing.T) {
	t.Parallel()
	var reads atomic.Int32
	release := make(chan struct{})
	c := newCache(2, 0, func(_ context.Context, id string) (string, error) {
		reads.Add(1)
		<-release
		return "value of " + id, nil
	})
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			v, err := c.get(context.Background(), "a")
			if err != nil || v != "value of a" {
				panic("not what was read")
			}
		})
	}
	impatient, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := c.get(impatient, "a")
	require.ErrorIs(t, err, context.Canceled)
	close(release)
	group.Wait()
	before := reads.Load()
	_, err = c.get(t.Context(), "a")
	require.NoError(t, err)
	require.Equal(t, before, reads.Load(), "it is kept")
}

func TestTheCacheForgetsWhatWasUsedLongestAgo(t *testing.T) {
	t.Parallel()
	reads := make(map[string]int)
	c := newCache(2, 0, func(_ context.Context, id string) (string, error) {
		reads[id]++
		return id, nil
	})
	for _, id := range []string{"a", "b", "a", "c", "a", "b"} {
		_, err := c.get(t.Context(), id)
		require.NoError(t, err)
		require.LessOrEqual(t, len(c.kept), 2)
	}
	require.Equal(t, map[string]int{"a": 1, "b": 2, "c": 1}, reads)
}

func TestTheCacheKeepsNoErrorAndServesWhatItHasWhenDue(t *testing.T) {
	t.Parallel()
	down := errors.New("down")
	err := down
	value := "old"
	c := newCache(2, time.Minute, func(context.Context, string) (string, error) { return value, err })
	now := time.Unix(0, 0)
	c.clock = func() time.Time { return now }
	get := func() (string, error) { return c.get(t.Context(), "a") }

	_, failed := get()
	require.ErrorIs(t, failed, down)
	err = nil
	v, failed := get()
	require.NoError(t, failed)
	require.Equal(t, "old", v)
	value = "new"
	now = now.Add(time.Minute - 1)
	v, _ = get()
	require.Equal(t, "old", v, "not due yet")
	now = now.Add(1)
	err = down
	v, failed = get()
	require.NoError(t, failed)
	require.Equal(t, "old", v, "due, but not to be had")
	err = nil
	v, _ = get()
	require.Equal(t, "new", v)
}

package live_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/live"
)

// ledger is a database of transactions that begin and end in any order.
type ledger struct {
	mu      sync.Mutex
	next    uint64
	running []uint64
	changes []live.Change
	broken  bool
	looks   int
}

func (l *ledger) begin() uint64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.next++
	l.running = append(l.running, l.next)
	return l.next
}

func (l *ledger) end(transaction uint64) live.Change {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.running = slices.DeleteFunc(l.running, func(r uint64) bool { return r == transaction })
	c := live.Change{Kind: live.KindConversation, ID: fmt.Sprint(transaction), In: transaction}
	l.changes = append(l.changes, c)
	return c
}

func (l *ledger) write() live.Change { return l.end(l.begin()) }

func (l *ledger) now() live.Snapshot {
	return live.Snapshot{Max: l.next + 1, Running: slices.Clone(l.running)}
}

func (l *ledger) Snapshot(context.Context) (live.Snapshot, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.looks++
	return l.now(), nil
}

func (l *ledger) Changes(_ context.Context, since live.Snapshot, limit int) (live.Changes, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.looks++
	if l.broken {
		return live.Changes{}, errors.New("the database is away")
	}
	found := live.Changes{At: l.now(), Foreign: l.now().Before(since)}
	for _, c := range slices.Backward(l.changes) {
		if !since.Sees(c.In) && len(found.Changes) < limit {
			found.Changes = append(found.Changes, c)
		}
	}
	return found, nil
}

func (l *ledger) breaks(broken bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.broken = broken
}

// feeding runs a feed until its stop is called.
func feeding(t *testing.T, l *ledger) (feed *live.Feed, hub *live.Hub, stop func()) {
	t.Helper()
	hub = live.NewHub()
	feed = live.NewFeed(hub, l)
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { feed.Run(ctx, slog.New(slog.DiscardHandler)) })
	stop = func() {
		cancel()
		running.Wait()
	}
	t.Cleanup(stop)
	return feed, hub, stop
}

// begin takes the first delivery: nothing has happened yet.
func begin(t *testing.T, f *live.Follower) {
	t.Helper()
	first, err := f.Next(t.Context())
	require.NoError(t, err)
	require.Empty(t, first.Changes)
	require.False(t, first.Reset)
}

// hear takes deliveries until so many changes were heard, none of them twice.
func hear(t *testing.T, f *live.Follower, n int) (ids []string, at live.Snapshot) {
	t.Helper()
	for len(ids) < n {
		d, err := f.Next(t.Context())
		require.NoError(t, err)
		require.False(t, d.Reset)
		for _, c := range d.Changes {
			require.NotContains(t, ids, c.ID)
			ids = append(ids, c.ID)
		}
		at = d.At
	}
	return ids, at
}

// A transaction that began early and ends late is heard of, by whoever goes on
// from between, and nothing is heard of twice.
func TestFeedMissesNothing(t *testing.T) {
	t.Parallel()
	l := &ledger{next: 10}
	feed, hub, _ := feeding(t, l)
	f := feed.Follow(live.Snapshot{})
	begin(t, f)

	early := l.begin()
	late := l.write()
	hub.Publish(live.Note{Kind: live.KindChanged})
	ids, between := hear(t, f, 1)
	require.Equal(t, []string{late.ID}, ids)
	f.Close()

	ended := l.end(early) // nobody rings
	again := feed.Follow(between)
	ids, _ = hear(t, again, 1)
	require.Equal(t, []string{ended.ID}, ids)
	var want []string
	for range 100 {
		want = append(want, l.write().ID)
		hub.Publish(live.Note{Kind: live.KindChanged})
	}
	ids, _ = hear(t, again, 100)
	require.ElementsMatch(t, want, ids)
	again.Close()
}

// While the database is away nothing is said; then everything.
func TestFeedMakesUpForWhatItCouldNotRead(t *testing.T) {
	t.Parallel()
	l := &ledger{next: 10}
	feed, hub, stop := feeding(t, l)
	f := feed.Follow(live.Snapshot{})
	begin(t, f)
	l.write()
	hub.Publish(live.Note{Kind: live.KindChanged})
	_, at := hear(t, f, 1)
	l.breaks(true)
	lost := l.write()
	hub.Publish(live.Note{Kind: live.KindChanged})
	hub.Publish(live.Note{Kind: live.KindAgentTyping, ConversationID: "a"})
	l.breaks(false)
	ids, _ := hear(t, f, 1)
	require.Equal(t, []string{lost.ID}, ids)

	stop()
	_, err := f.Next(t.Context())
	require.ErrorIs(t, err, live.ErrClosed)
	_, err = feed.Follow(at).Next(t.Context())
	require.NoError(t, err, "what is there can be told")

	// The feed of another process goes on from where this one ended.
	other, _, _ := feeding(t, l)
	ids, _ = hear(t, other.Follow(at), 1)
	require.Equal(t, []string{lost.ID}, ids)
}

// Who is away for too long, comes from another database or takes nothing starts
// over.
func TestFeedResets(t *testing.T) {
	t.Parallel()
	l := &ledger{next: 10}
	feed, hub, _ := feeding(t, l)
	start := parsed(t, "11:11:")
	slow := feed.Follow(start)
	defer slow.Close()
	begin(t, slow)

	foreign, err := feed.Follow(parsed(t, "999:999:")).Next(t.Context())
	require.NoError(t, err)
	require.True(t, foreign.Reset)

	other, err := feed.Follow(parsed(t, "7.5.1/11:11:")).Next(t.Context())
	require.NoError(t, err)
	require.True(t, other.Reset, "of the same numbers")

	quick := feed.Follow(live.Snapshot{})
	defer quick.Close()
	begin(t, quick)
	for range 20 {
		for range 500 {
			l.write()
		}
		hub.Publish(live.Note{Kind: live.KindChanged})
		hear(t, quick, 500)
	}
	d, err := slow.Next(t.Context())
	require.NoError(t, err)
	require.True(t, d.Reset)
	require.True(t, d.Behind)
	away, err := feed.Follow(start).Next(t.Context())
	require.NoError(t, err)
	require.True(t, away.Reset)
	require.False(t, away.Behind)
	l.write()
	ids, _ := hear(t, feed.Follow(away.At), 1)
	require.Len(t, ids, 1)
}

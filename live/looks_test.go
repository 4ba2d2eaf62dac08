package live_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/live"
)

// A thousand streams that come back within a second, each from another place, cost
// a database twenty looks, and each is told what it has not seen.
func TestAStormSharesItsLooks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const streams = 1000
		l := &ledger{next: 10}
		feed := live.NewFeed(live.NewHub(), l)
		early := l.begin()
		places := make([]live.Snapshot, streams)
		for i := range places {
			places[i] = l.now()
			l.write()
		}
		l.end(early) // which nobody has seen
		told := make([]live.Delivery, streams)
		errs := make([]error, streams)
		for i, place := range places {
			go func() {
				time.Sleep(time.Duration(i) * time.Millisecond)
				f := feed.Follow(place)
				defer f.Close()
				told[i], errs[i] = f.Next(t.Context())
			}()
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		for i, d := range told {
			require.NoError(t, errs[i])
			require.False(t, d.Reset)
			require.Len(t, d.Changes, streams-i+1)
		}
		require.LessOrEqual(t, l.looks, 21)
		require.Positive(t, l.looks)
	})
}

// Those who share a look do not share what comes of it.
func TestWhoSharesALook(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &ledger{next: 10}
		feed := live.NewFeed(live.NewHub(), l)
		old := l.now()
		slow := l.begin()
		for range 3000 {
			l.write()
		}
		long := l.now() // has seen nearly everything, but for what comes before the latest 2,000
		l.end(slow)
		early := l.begin()
		l.write()
		recent := l.now()
		l.end(early)
		late := l.write()

		// Seems older than the recent one, and says that it has seen the early one.
		lie := live.Snapshot{Max: recent.Max - 1}
		told := together(t, feed, l, recent, lie, live.Snapshot{})
		require.ElementsMatch(t, []string{fmt.Sprint(early), late.ID}, told[0])
		require.Empty(t, told[2], "who comes for the first time has missed nothing")

		foreign := parsed(t, "99999:99999:")
		told = together(t, feed, l, old, long, foreign, recent)
		require.Equal(t, [][]string{reset, reset, reset}, told[:3])
		require.ElementsMatch(t, []string{fmt.Sprint(early), late.ID}, told[3])
	})
}

// reset is what those are told who start over.
var reset = []string{"reset"}

// together goes on from several places at once, in one look, and returns the ids
// that each is told.
func together(t *testing.T, feed *live.Feed, l *ledger, places ...live.Snapshot) [][]string {
	t.Helper()
	// Who comes first makes the others wait for the next look.
	begin(t, feed.Follow(live.Snapshot{}))
	looks := l.looks
	deliveries := make([]live.Delivery, len(places))
	errs := make([]error, len(places))
	for i, place := range places {
		go func() {
			f := feed.Follow(place)
			defer f.Close()
			deliveries[i], errs[i] = f.Next(t.Context())
		}()
	}
	time.Sleep(time.Second)
	synctest.Wait()
	require.Equal(t, looks+1, l.looks)
	told := make([][]string, len(places))
	for i, d := range deliveries {
		require.NoError(t, errs[i])
		require.Equal(t, l.now(), d.At)
		for _, c := range d.Changes {
			told[i] = append(told[i], c.ID)
		}
		if d.Reset {
			told[i] = append(told[i], reset...)
		}
	}
	return told
}

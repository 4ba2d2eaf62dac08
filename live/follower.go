package live

import (
	"context"
	"sync"
)

// Follower is one listener to a feed. It knows what it has been told, so that it
// is told nothing twice and misses nothing, wherever it begins.
type Follower struct {
	feed  *Feed
	at    Snapshot
	begun bool
	wake  chan struct{}
	ended chan struct{}

	mu      sync.Mutex
	waiting []batch
	held    int
	lost    bool
}

// backlogOfFollower is how many changes and notes wait for a follower that does
// not take them.
const backlogOfFollower = 4 * mostChanges

// Delivery is what a follower hears at once.
type Delivery struct {
	Changes []Change
	Notes   []Note
	// At is where to go on from after this.
	At Snapshot
	// Reset says that something was left out: the listener starts over, and At is
	// where from.
	Reset bool
	// Behind says that it was left out because the listener did not take it.
	Behind bool
}

// Follow listens from a look on, the zero Snapshot for now. The caller closes the
// follower.
func (f *Feed) Follow(since Snapshot) *Follower {
	follower := &Follower{feed: f, at: since, wake: make(chan struct{}, 1), ended: make(chan struct{})}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		close(follower.ended)
		return follower
	}
	f.followers[follower] = struct{}{}
	return follower
}

// Close stops listening.
func (w *Follower) Close() {
	w.feed.mu.Lock()
	defer w.feed.mu.Unlock()
	delete(w.feed.followers, w)
}

// Next waits for something to tell. The first time it returns at once with what
// has happened since the look that was followed from. A delivery may be empty
// but for At. It fails with ctx's error, with ErrClosed, and as the ledger does.
func (w *Follower) Next(ctx context.Context) (Delivery, error) {
	if !w.begun {
		w.begun = true
		return w.catchUp(ctx)
	}
	select {
	case <-w.ended:
		return Delivery{}, ErrClosed
	case <-ctx.Done():
		return Delivery{}, ctx.Err()
	case <-w.wake:
	}
	w.mu.Lock()
	batches, lost := w.waiting, w.lost
	w.waiting, w.held, w.lost = nil, 0, false
	w.mu.Unlock()
	if lost {
		w.at = Snapshot{}
		d, err := w.catchUp(ctx)
		d.Reset, d.Behind = true, true
		return d, err
	}
	return w.deliver(ctx, batches)
}

// deliver leaves out what has been told.
func (w *Follower) deliver(ctx context.Context, batches []batch) (Delivery, error) {
	var d Delivery
	gap := false
	for _, b := range batches {
		d.Notes = append(d.Notes, b.notes...)
		if gap = gap || w.at.Before(b.since); gap {
			continue
		}
		for _, c := range b.found.Changes {
			if !w.at.Sees(c.In) {
				d.Changes = append(d.Changes, c)
			}
		}
		if w.at.Before(b.found.At) {
			w.at = b.found.At
		}
	}
	d.At = w.at
	if !gap {
		return d, nil
	}
	rest, err := w.catchUp(ctx)
	rest.Notes, rest.Changes = d.Notes, append(d.Changes, rest.Changes...)
	return rest, err
}

// catchUp looks for what the feed has not told, together with others who do.
func (w *Follower) catchUp(ctx context.Context) (Delivery, error) {
	d, err := w.feed.looks.since(ctx, w.at)
	w.at = d.At
	return d, err
}

func (w *Follower) push(b batch) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.lost {
		return
	}
	w.held += len(b.found.Changes) + len(b.notes) + 1
	w.waiting = append(w.waiting, b)
	if w.held > backlogOfFollower {
		w.waiting, w.held, w.lost = nil, 0, true
	}
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

package live

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"
)

// Feed tells its followers of every change of every conversation, each once and
// in no particular order between two looks. It looks once for all of them: when
// the database rings, and at least every second, so that a ring that is lost
// makes nothing but a delay.
type Feed struct {
	hub    *Hub
	ledger Ledger
	looks  looks

	mu        sync.Mutex
	followers map[*Follower]struct{}
	closed    bool
}

// NewFeed returns a feed without followers. It is fed by [Feed.Run].
func NewFeed(hub *Hub, ledger Ledger) *Feed {
	return &Feed{hub: hub, ledger: ledger, looks: looks{ledger: ledger}, followers: make(map[*Follower]struct{})}
}

// The pace of looking.
const (
	// idle is how long the feed waits for a ring.
	idle = time.Second
	// soon is when it looks again for transactions that had not ended, and how long
	// rings are collected.
	soon = 50 * time.Millisecond
	// mostChanges of a kind between two looks are told of one by one. Who has more
	// to hear of starts over.
	mostChanges = 2000
)

// Run feeds the followers until the hub closes or ctx ends, and ends them then.
// What the database cannot say now is made up for later.
func (f *Feed) Run(ctx context.Context, log *slog.Logger) {
	defer f.close()
	rings := f.hub.Subscribe(Everything)
	defer rings.Close()
	var at Snapshot
	for {
		wait, cancel := context.WithTimeout(ctx, pauseAfter(at))
		news, err := rings.Next(wait)
		cancel()
		if ctx.Err() != nil || errors.Is(err, ErrClosed) {
			return
		}
		if !f.followed() {
			at = Snapshot{}
			continue
		}
		notes := news.Notes
		if news.Missed {
			// What must not be missed is looked at by everybody.
			notes = append(notes, Note{Kind: KindRights})
		}
		if at, err = f.look(ctx, at, notes); err != nil && ctx.Err() == nil {
			log.WarnContext(ctx, "changes cannot be looked for", "error", err)
		}
		// What rings meanwhile is one look.
		select {
		case <-ctx.Done():
			return
		case <-time.After(soon):
		}
	}
}

// pauseAfter is short while transactions that may have left the ringing to
// another one have not ended.
func pauseAfter(at Snapshot) time.Duration {
	if len(at.Running) > 0 {
		return soon
	}
	return idle
}

// look hands on what is new, and returns where it has looked.
func (f *Feed) look(ctx context.Context, since Snapshot, notes []Note) (Snapshot, error) {
	if since.IsZero() {
		at, err := f.ledger.Snapshot(ctx)
		f.hand(batch{since: at, notes: notes, found: Changes{At: at}})
		return at, err
	}
	found, err := f.ledger.Changes(ctx, since, mostChanges)
	if err != nil {
		f.hand(batch{notes: notes})
		return since, err
	}
	if found.Foreign || len(found.Changes) >= mostChanges {
		// A look at nothing else, from here on: each follower sees for itself what to
		// do about what lies between.
		f.hand(batch{since: found.At, notes: notes, found: Changes{At: found.At}})
		return found.At, nil
	}
	f.hand(batch{since: since, notes: notes, found: found})
	return found.At, nil
}

// batch is what was found between two looks.
type batch struct {
	since Snapshot
	found Changes
	notes []Note
}

func (f *Feed) hand(b batch) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for follower := range f.followers {
		follower.push(b)
	}
}

func (f *Feed) followed() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.followers) > 0
}

func (f *Feed) close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = true
	for follower := range f.followers {
		close(follower.ended)
	}
	clear(f.followers)
}

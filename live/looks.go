package live

import (
	"context"
	"sync"
	"time"
)

// looks shares looks among those who go on from somewhere: when a thousand streams
// come back at once, whoever comes while a look is under way or has just been is
// told by the next one, together with all others. So there are at most 20 of them
// a second, and who comes alone does not wait.
type looks struct {
	ledger Ledger

	mu   sync.Mutex
	busy bool
	// next is for those who come now; nil if nobody has.
	next *look
}

// longestLook is how long those who wait for one look may have to.
const longestLook = 5 * time.Second

// look is one for several who go on from different places.
type look struct {
	// since is what all of them have seen; zero if none has seen anything.
	since Snapshot
	// done is closed when found or err are there.
	done  chan struct{}
	found Changes
	// missing is the latest transaction of whose changes some may have been left out
	// for being too many, 0 if none was.
	missing uint64
	err     error
}

// since returns what a place has not seen, or with the zero Snapshot only the look
// of now. It is a reset if that is too much, or the place is of another database.
func (l *looks) since(ctx context.Context, at Snapshot) (Delivery, error) {
	shared := l.join(ctx, at)
	select {
	case <-ctx.Done():
		return Delivery{At: at}, ctx.Err()
	case <-shared.done:
	}
	if shared.err != nil {
		return Delivery{At: at}, shared.err
	}
	return shared.after(at), nil
}

func (l *looks) join(ctx context.Context, at Snapshot) *look {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.next == nil {
		l.next = &look{done: make(chan struct{})}
	}
	l.next.since = l.next.since.and(at)
	if !l.busy {
		l.busy = true
		// It is not only for whoever asks first, who may leave.
		go l.run(context.WithoutCancel(ctx))
	}
	return l.next
}

// run looks until nobody waits any more.
func (l *looks) run(ctx context.Context) {
	for {
		l.mu.Lock()
		next := l.next
		l.next = nil
		l.busy = next != nil
		l.mu.Unlock()
		if next == nil {
			return
		}
		next.take(ctx, l.ledger)
		<-time.After(soon)
	}
}

func (l *look) take(ctx context.Context, ledger Ledger) {
	defer close(l.done)
	ctx, cancel := context.WithTimeout(ctx, longestLook)
	defer cancel()
	if l.since.IsZero() {
		l.found.At, l.err = ledger.Snapshot(ctx)
		return
	}
	l.found, l.err = ledger.Changes(ctx, l.since, mostChanges)
	l.missing = missing(l.found.Changes)
}

// after is what a place among those that were looked for has not seen.
func (l *look) after(at Snapshot) Delivery {
	d := Delivery{At: l.found.At}
	if at.IsZero() {
		return d
	}
	if d.At.Before(at) || at.oldest() <= l.missing {
		d.Reset = true
		return d
	}
	for _, c := range l.found.Changes {
		if !at.Sees(c.In) {
			d.Changes = append(d.Changes, c)
		}
	}
	if len(d.Changes) >= mostChanges {
		d.Changes, d.Reset = nil, true
	}
	return d
}

// missing is the earliest transaction of a kind that there may be more of.
func missing(found []Change) uint64 {
	n, first := map[Kind]int{}, map[Kind]uint64{}
	for _, c := range found {
		if n[c.Kind]++; n[c.Kind] == 1 || c.In < first[c.Kind] {
			first[c.Kind] = c.In
		}
	}
	var latest uint64
	for kind, many := range n {
		if many >= mostChanges {
			latest = max(latest, first[kind])
		}
	}
	return latest
}

package live

import (
	"context"
	"errors"
	"slices"
	"sync"
)

// ErrClosed says that the hub was closed: the server stops.
var ErrClosed = errors.New("live: closed")

// backlog is how many notes wait for a listener before it is told to look for
// itself instead.
const backlog = 32

// Subscription is one listener's queue. Notes that say the same wait once.
type Subscription struct {
	hub   *Hub
	topic string
	// wake has an element while there is something to take.
	wake  chan struct{}
	ended chan struct{}

	mu     sync.Mutex
	notes  []Note
	missed bool
}

// News is what has happened since the listener last asked.
type News struct {
	Notes []Note
	// Missed says that there was more, or may have been: look at everything.
	Missed bool
}

// Next waits for news. It fails with ctx's error, or with ErrClosed.
func (s *Subscription) Next(ctx context.Context) (News, error) {
	select {
	case <-s.ended:
		return News{}, ErrClosed
	case <-ctx.Done():
		return News{}, ctx.Err()
	case <-s.wake:
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	news := News{Notes: s.notes, Missed: s.missed}
	s.notes, s.missed = nil, false
	return news, nil
}

// Close stops listening.
func (s *Subscription) Close() { s.hub.leave(s) }

func (s *Subscription) push(n Note) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.missed || slices.Contains(s.notes, n):
		return
	case len(s.notes) == backlog:
		s.notes, s.missed = nil, true
	default:
		s.notes = append(s.notes, n)
	}
	s.signal()
}

func (s *Subscription) miss() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.notes, s.missed = nil, true
	s.signal()
}

func (s *Subscription) signal() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// end is called once, under the hub's lock.
func (s *Subscription) end() { close(s.ended) }

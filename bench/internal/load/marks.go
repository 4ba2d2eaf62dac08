package load

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// Marks remembers how far each of many keys has come, and since when.
type Marks struct {
	mu   sync.Mutex
	keys map[string]*marks
}

type marks struct {
	steps []step
	// moved is closed and replaced whenever a step is added.
	moved chan struct{}
}

type step struct {
	n  int64
	at time.Time
}

// NewMarks returns marks without a key.
func NewMarks() *Marks { return &Marks{keys: map[string]*marks{}} }

// Reach notes that a key has come as far as n. What is not farther than before
// changes nothing.
func (m *Marks) Reach(key string, n int64, at time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	k := m.key(key)
	if len(k.steps) > 0 && k.steps[len(k.steps)-1].n >= n {
		return
	}
	k.steps = append(k.steps, step{n: n, at: at})
	close(k.moved)
	k.moved = make(chan struct{})
}

// Await returns when the key came as far as n, as soon as it has.
func (m *Marks) Await(ctx context.Context, key string, n int64) (time.Time, error) {
	for {
		at, moved := m.reached(key, n)
		if !at.IsZero() {
			return at, nil
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return time.Time{}, fmt.Errorf("%s has not come to %d: %w", key, n, context.Cause(ctx))
		}
	}
}

func (m *Marks) reached(key string, n int64) (time.Time, <-chan struct{}) {
	m.mu.Lock()
	defer m.mu.Unlock()
	k := m.key(key)
	for _, s := range k.steps {
		if s.n >= n {
			return s.at, nil
		}
	}
	return time.Time{}, k.moved
}

func (m *Marks) key(key string) *marks {
	k := m.keys[key]
	if k == nil {
		k = &marks{moved: make(chan struct{})}
		m.keys[key] = k
	}
	return k
}

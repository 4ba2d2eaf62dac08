package matcher

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

// cache keeps what was read last by id. Those who ask for the same id at the
// same time share one read. It is safe for concurrent use.
type cache[V any] struct {
	read func(ctx context.Context, id string) (V, error)
	most int
	// age is after how long an entry is read again; 0 for never.
	age   time.Duration
	reads singleflight.Group
	mu    sync.Mutex
	kept  map[string]*entry[V]
	clock func() time.Time
	uses  uint64
}

type entry[V any] struct {
	value V
	at    time.Time
	used  uint64
}

func newCache[V any](most int, age time.Duration, read func(ctx context.Context, id string) (V, error)) *cache[V] {
	return &cache[V]{read: read, most: most, age: age, kept: make(map[string]*entry[V]), clock: time.Now}
}

// get returns the value of an id. An entry that is due and cannot be read again
// stays good: what could be reached a minute ago is better than nothing.
func (c *cache[V]) get(ctx context.Context, id string) (V, error) {
	value, found, due := c.peek(id)
	if found && !due {
		return value, nil
	}
	read := c.reads.DoChan(id, func() (any, error) {
		// One caller's deadline must not fail the others who wait.
		fresh, err := c.read(context.WithoutCancel(ctx), id)
		if err == nil {
			c.keep(id, fresh)
		}
		return fresh, err
	})
	select {
	case <-ctx.Done():
		return value, ctx.Err()
	case result := <-read:
		if result.Err == nil {
			return result.Val.(V), nil
		}
		if found {
			return value, nil
		}
		return value, result.Err
	}
}

func (c *cache[V]) peek(id string) (value V, found, due bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.kept[id]
	if e == nil {
		return value, false, false
	}
	c.uses++
	e.used = c.uses
	return e.value, true, c.age > 0 && c.clock().Sub(e.at) >= c.age
}

// keep stores a value and forgets the one that was used longest ago if there
// are too many.
func (c *cache[V]) keep(id string, value V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.uses++
	c.kept[id] = &entry[V]{value: value, at: c.clock(), used: c.uses}
	if len(c.kept) <= c.most {
		return
	}
	oldest := id
	for other, e := range c.kept {
		if e.used < c.kept[oldest].used {
			oldest = other
		}
	}
	delete(c.kept, oldest)
}

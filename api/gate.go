package api

import (
	"context"
	"sync"
)

// gate lets few requests at a time through to each conversation; the others
// queue up. The engine refuses the eleventh update in flight.
type gate struct {
	width int
	mu    sync.Mutex
	doors map[string]*door
}

type door struct {
	slots chan struct{}
	users int
}

func newGate(width int) *gate {
	return &gate{width: width, doors: make(map[string]*door)}
}

// enter waits for a slot and returns what gives it back. It fails with ctx's
// error if ctx ends first.
func (g *gate) enter(ctx context.Context, id string) (leave func(), err error) {
	g.mu.Lock()
	d := g.doors[id]
	if d == nil {
		d = &door{slots: make(chan struct{}, g.width)}
		g.doors[id] = d
	}
	d.users++
	g.mu.Unlock()

	select {
	case d.slots <- struct{}{}:
		return func() {
			<-d.slots
			g.forget(id, d)
		}, nil
	case <-ctx.Done():
		g.forget(id, d)
		return nil, ctx.Err()
	}
}

// forget drops the door when nobody is left at it.
func (g *gate) forget(id string, d *door) {
	g.mu.Lock()
	defer g.mu.Unlock()
	d.users--
	if d.users == 0 {
		delete(g.doors, id)
	}
}

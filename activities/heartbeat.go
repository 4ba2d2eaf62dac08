package activities

import (
	"context"
	"sync"
	"time"

	"go.temporal.io/sdk/activity"
)

// beatEvery is how often an activity says that it lives, well within the time
// after which the engine gives its work to another worker.
const beatEvery = 5 * time.Second

// pulse tells the engine that an activity lives and how far it has come.
type pulse struct {
	mu       sync.Mutex
	progress Progress
	done     chan struct{}
	stopped  sync.WaitGroup
}

// Progress is how far an activity has come, as its heartbeats tell it.
type Progress struct {
	Done  int `json:"done"`
	Total int `json:"total"`
}

// beat tells it from now on, however long a step takes; the caller stops it.
func beat(ctx context.Context) *pulse {
	p := &pulse{done: make(chan struct{})}
	if !activity.IsActivity(ctx) {
		return p
	}
	p.stopped.Go(func() {
		ticker := time.NewTicker(beatEvery)
		defer ticker.Stop()
		for {
			p.mu.Lock()
			progress := p.progress
			p.mu.Unlock()
			activity.RecordHeartbeat(ctx, progress)
			select {
			case <-p.done:
				return
			case <-ctx.Done():
				return
			case <-ticker.C:
			}
		}
	})
	return p
}

// at remembers how far the activity is, for the next beat.
func (p *pulse) at(done, total int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.progress = Progress{Done: done, Total: total}
}

func (p *pulse) stop() {
	close(p.done)
	p.stopped.Wait()
}

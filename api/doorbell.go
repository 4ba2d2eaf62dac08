package api

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/parleyhq/parley/conversation"
)

// Signaller sends one signal, starting the workflow if it sleeps.
type Signaller interface {
	Signal(ctx context.Context, accepted conversation.Accepted, signal string) error
	// FAQsChanged tells the training that the FAQ set has changed.
	FAQsChanged(ctx context.Context) error
}

const (
	// ringers is how many rings are on their way at once; more would only queue
	// up in the engine.
	ringers = 64
	// ringsWaiting is how many conversations may wait for their ring.
	ringsWaiting = 4096
	// ringTimeout is how long one ring may take.
	ringTimeout = 10 * time.Second
)

// Doorbell rings for workflows behind the requests' backs: a request waits for
// Postgres, never for Temporal. Several rings of one conversation that wait
// become one, because the workflow reads everything that is new. When the
// doorbell is full or Temporal is away, rings are let go: the sweeper rings for
// messages that stay unapplied, and for FAQs that nothing was trained for.
type Doorbell struct {
	signaller Signaller
	metrics   *Metrics
	log       *slog.Logger

	mu      sync.Mutex
	waiting map[string]ring
	closed  bool
	queue   chan string
	ringers sync.WaitGroup
	cancel  context.CancelFunc
}

// ring is for a conversation or, without one, for the training of the FAQ set.
type ring struct {
	accepted conversation.Accepted
	signal   string
}

// NewDoorbell starts a doorbell. It must be drained at the end.
func NewDoorbell(s Signaller, m *Metrics, log *slog.Logger) *Doorbell {
	ctx, cancel := context.WithCancel(context.Background())
	d := &Doorbell{
		signaller: s, metrics: m, log: log,
		waiting: make(map[string]ring),
		queue:   make(chan string, ringsWaiting),
		cancel:  cancel,
	}
	for range ringers {
		d.ringers.Go(func() { d.work(ctx) })
	}
	return d
}

// Ring takes a ring on and returns at once.
func (d *Doorbell) Ring(accepted conversation.Accepted, signal string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	id := accepted.ConversationID
	if earlier, merged := d.waiting[id]; merged {
		if earlier.accepted.Seq < accepted.Seq {
			d.waiting[id] = ring{accepted, signal}
		}
		d.metrics.rang("merged")
		return
	}
	if d.closed || len(d.waiting) == ringsWaiting {
		d.metrics.rang("full")
		return
	}
	d.waiting[id] = ring{accepted, signal}
	d.queue <- id // never blocks: it holds as many as may wait
}

// FAQsChanged rings for the training of the FAQ set and returns at once.
func (d *Doorbell) FAQsChanged() { d.Ring(conversation.Accepted{}, "") }

// Drain takes no more rings on and waits until those that wait have been sent.
// When ctx ends first, it lets go of the rest and returns ctx's error.
func (d *Doorbell) Drain(ctx context.Context) error {
	d.mu.Lock()
	if !d.closed {
		d.closed = true
		close(d.queue)
	}
	d.mu.Unlock()

	rung := make(chan struct{})
	go func() {
		d.ringers.Wait()
		close(rung)
	}()
	select {
	case <-rung:
		d.cancel()
		return nil
	case <-ctx.Done():
		d.cancel()
		<-rung
		return fmt.Errorf("drain doorbell: %w", ctx.Err())
	}
}

func (d *Doorbell) work(ctx context.Context) {
	for id := range d.queue {
		d.mu.Lock()
		next := d.waiting[id]
		delete(d.waiting, id)
		d.mu.Unlock()
		d.ring(ctx, next)
	}
}

func (d *Doorbell) ring(ctx context.Context, r ring) {
	ctx, cancel := context.WithTimeout(ctx, ringTimeout)
	defer cancel()
	if err := d.send(ctx, r); err != nil {
		d.metrics.rang("failed")
		d.log.WarnContext(ctx, "ring failed", "conversation", r.accepted.ConversationID, "error", err)
		return
	}
	d.metrics.rang("rung")
}

func (d *Doorbell) send(ctx context.Context, r ring) error {
	if r.accepted.ConversationID == "" {
		return d.signaller.FAQsChanged(ctx)
	}
	return d.signaller.Signal(ctx, r.accepted, r.signal)
}

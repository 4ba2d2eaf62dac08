package load

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Window is what came of one window of load on one side.
type Window struct {
	Messages int
	// Took is the time from the first message sent to the end of all that the
	// last one led to.
	Took time.Duration
	// Latencies are from sending a message to the end of its handling.
	Latencies []time.Duration
	// Events is how many history events the messages led to.
	Events int64
}

// PerSecond is the throughput.
func (w Window) PerSecond() float64 { return float64(w.Messages) / w.Took.Seconds() }

// Gauge is what else is read before and after a measurement.
type Gauge interface {
	Begin() error
	End() error
}

// Run sends one window: a closed loop over new conversations, named after
// prefix. What comes before and after, as preparing conversations, counting
// events and ending workflows, is part of no measurement.
func Run(ctx context.Context, side Side, shape Shape, prefix string, gauge Gauge) (Window, error) {
	r := newRound(side, shape, prefix)
	window, err := r.measure(ctx, gauge)
	// Also after a failure and after Ctrl-C: nothing stays on the engine.
	if err = errors.Join(err, r.end(context.WithoutCancel(ctx))); err != nil {
		return Window{}, fmt.Errorf("%s: %w", side.Name(), err)
	}
	return window, nil
}

func (r *round) measure(ctx context.Context, gauge Gauge) (Window, error) {
	if err := r.prepare(ctx); err != nil {
		return Window{}, err
	}
	before, err := r.events(ctx)
	if err != nil {
		return Window{}, err
	}
	if err := gauge.Begin(); err != nil {
		return Window{}, err
	}
	began := time.Now()
	if err := r.send(ctx); err != nil {
		return Window{}, err
	}
	took := time.Since(began)
	if err := gauge.End(); err != nil {
		return Window{}, err
	}
	after, err := r.events(ctx)
	if err != nil {
		return Window{}, err
	}
	return Window{Messages: r.shape.Total(), Took: took, Latencies: r.latencies, Events: after - before}, nil
}

package load

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// round is a window under way.
type round struct {
	side          Side
	shape         Shape
	conversations []string
	// first is the number of a conversation's first measured message.
	first int
	// busy makes a conversation's messages follow each other.
	busy      []sync.Mutex
	latencies []time.Duration
}

func newRound(side Side, shape Shape, prefix string) *round {
	r := &round{
		side: side, shape: shape, first: 1,
		busy: make([]sync.Mutex, shape.Conversations), latencies: make([]time.Duration, shape.Total()),
	}
	if shape.Prepared {
		r.first = 2
	}
	for i := range shape.Conversations {
		r.conversations = append(r.conversations, fmt.Sprintf("%s-%d", prefix, i))
	}
	return r
}

// asideLimit is how many conversations are prepared, asked or ended at a time.
const asideLimit = 16

// each does something to all conversations, a few at a time.
func (r *round) each(ctx context.Context, do func(context.Context, string) error) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(asideLimit)
	for _, c := range r.conversations {
		group.Go(func() error { return do(ctx, c) })
	}
	return group.Wait()
}

func (r *round) prepare(ctx context.Context) error {
	if !r.shape.Prepared {
		return nil
	}
	return r.each(ctx, func(ctx context.Context, c string) error {
		return r.side.Prepare(ctx, Message{Conversation: c, N: 1, Text: r.shape.Texts[0]})
	})
}

// events counts the history events of all conversations. One that has not begun
// has none.
func (r *round) events(ctx context.Context) (int64, error) {
	var sum atomic.Int64
	err := r.each(ctx, func(ctx context.Context, c string) error {
		n, err := r.side.Events(ctx, c)
		sum.Add(n)
		return err
	})
	return sum.Load(), err
}

// endLimit is how long the ending of all workflows may take.
const endLimit = time.Minute

func (r *round) end(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, endLimit)
	defer cancel()
	return r.each(ctx, r.side.End)
}

// send sends all messages and returns when nothing they led to is under way.
func (r *round) send(ctx context.Context) error {
	group, groupCtx := errgroup.WithContext(ctx)
	group.SetLimit(r.shape.InFlight)
	if r.shape.Burst {
		for c := range r.conversations {
			group.Go(func() error { return r.burst(groupCtx, c) })
		}
	} else {
		r.inTurn(groupCtx, group)
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for _, c := range r.conversations {
		if err := r.side.Drain(ctx, c, r.first+r.shape.Messages-1); err != nil {
			return err
		}
	}
	return nil
}

// inTurn gives every conversation one message after the other, so that all of
// them stay alive for as long as the window.
func (r *round) inTurn(ctx context.Context, group *errgroup.Group) {
	for n := range r.shape.Messages {
		for c := range r.conversations {
			group.Go(func() error {
				r.busy[c].Lock()
				defer r.busy[c].Unlock()
				return r.handle(ctx, c, n)
			})
		}
	}
}

// burst sends all messages of a conversation at the same moment.
func (r *round) burst(ctx context.Context, c int) error {
	group, ctx := errgroup.WithContext(ctx)
	for n := range r.shape.Messages {
		group.Go(func() error { return r.handle(ctx, c, n) })
	}
	return group.Wait()
}

// handle has the n-th measured message, from 0, of conversation c handled.
func (r *round) handle(ctx context.Context, c, n int) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	i := c*r.shape.Messages + n
	began := time.Now()
	handled, err := r.side.Handle(ctx, Message{
		Conversation: r.conversations[c], N: r.first + n, Text: r.shape.Texts[i%len(r.shape.Texts)],
	})
	if err != nil {
		return err
	}
	r.latencies[i] = handled.Done.Sub(began)
	return nil
}

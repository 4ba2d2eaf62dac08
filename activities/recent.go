package activities

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

const (
	// recentAge is for how long an answer is taken for granted: every read of a
	// mailbox wants to know it, and it changes once in months.
	recentAge = time.Second
	// recentTimeout bounds the question, which several callers may wait for.
	recentTimeout = 5 * time.Second
)

// recent asks for something at most every second. It is safe for concurrent use.
type recent[T any] struct {
	from   func(context.Context) (T, error)
	now    func() time.Time
	asking singleflight.Group

	mu   sync.Mutex
	last T
	at   time.Time
}

// get returns what is, or was a second ago.
func (r *recent[T]) get(ctx context.Context) (T, error) {
	if last, fresh := r.known(); fresh {
		return last, nil
	}
	answer := r.asking.DoChan("", func() (any, error) { return nil, r.ask(context.WithoutCancel(ctx)) })
	select {
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	case a := <-answer:
		last, _ := r.known()
		return last, a.Err
	}
}

func (r *recent[T]) known() (last T, fresh bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.last, !r.at.IsZero() && r.now().Sub(r.at) < recentAge
}

func (r *recent[T]) ask(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, recentTimeout)
	defer cancel()
	last, err := r.from(ctx)
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.last, r.at = last, r.now()
	return nil
}

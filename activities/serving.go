package activities

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/parleyhq/parley/faq"
)

// Serving knows what live traffic is matched with.
type Serving interface {
	Serving(ctx context.Context) (faq.Serving, error)
}

const (
	// servingAge is for how long what serves is taken for granted: every read of a
	// mailbox wants to know it, and it changes once in months.
	servingAge = time.Second
	// servingTimeout bounds the question, which several callers may wait for.
	servingTimeout = 5 * time.Second
)

// RecentServing is a [Serving] that asks another one at most every second. It is
// safe for concurrent use.
type RecentServing struct {
	from   Serving
	now    func() time.Time
	asking singleflight.Group

	mu   sync.Mutex
	last faq.Serving
	at   time.Time
}

// NewRecentServing returns one that has not asked yet.
func NewRecentServing(from Serving, now func() time.Time) *RecentServing {
	return &RecentServing{from: from, now: now}
}

// Serving returns what serves, or served a second ago.
func (r *RecentServing) Serving(ctx context.Context) (faq.Serving, error) {
	if serving, fresh := r.known(); fresh {
		return serving, nil
	}
	answer := r.asking.DoChan("", func() (any, error) { return nil, r.ask(context.WithoutCancel(ctx)) })
	select {
	case <-ctx.Done():
		return faq.Serving{}, ctx.Err()
	case a := <-answer:
		serving, _ := r.known()
		return serving, a.Err
	}
}

func (r *RecentServing) known() (serving faq.Serving, fresh bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.last, !r.at.IsZero() && r.now().Sub(r.at) < servingAge
}

func (r *RecentServing) ask(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, servingTimeout)
	defer cancel()
	serving, err := r.from.Serving(ctx)
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.last, r.at = serving, r.now()
	return nil
}

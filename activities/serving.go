package activities

import (
	"context"
	"time"

	"github.com/parleyhq/parley/faq"
)

// Serving knows what live traffic is matched with.
type Serving interface {
	Serving(ctx context.Context) (faq.Serving, error)
}

// RecentServing is a [Serving] that asks another one at most every second. It is
// safe for concurrent use.
type RecentServing struct{ recent[faq.Serving] }

// NewRecentServing returns one that has not asked yet.
func NewRecentServing(from Serving, now func() time.Time) *RecentServing {
	return &RecentServing{recent[faq.Serving]{from: from.Serving, now: now}}
}

// Serving returns what serves, or served a second ago.
func (r *RecentServing) Serving(ctx context.Context) (faq.Serving, error) { return r.get(ctx) }

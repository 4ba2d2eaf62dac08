package api

import (
	"context"
	"time"
)

// Patience is how long a request waits for a job that goes on without it.
type Patience struct {
	// Start is for the engine to take the job on, Finish for the job to end.
	Start  time.Duration
	Finish time.Duration
}

// DefaultPatience lets a client that waits ten seconds hear of everything.
func DefaultPatience() Patience {
	return Patience{Start: 1500 * time.Millisecond, Finish: 8 * time.Second}
}

// await starts a job and waits until it has ended, unless the client prefers to be
// answered at once and to look at its progress (RFC 7240, respond-async). What does
// not start or end in time goes on, or is started by the sweeper, without the
// request.
func (p Patience) await(ctx context.Context, start, end func(context.Context) error) {
	starting, cancel := context.WithTimeout(ctx, p.Start)
	defer cancel()
	if start(starting) != nil {
		return
	}
	if callOf(ctx).prefers("respond-async") {
		return
	}
	ending, cancel := context.WithTimeout(ctx, p.Finish)
	defer cancel()
	// What became of it stands in the database.
	_ = end(ending)
}

package live

import (
	"context"
	"encoding/json"
	"log/slog"
	"time"
)

// Source is where notes of all processes come from; package store implements it.
type Source interface {
	// Listen calls ready once it hears everything, then heard for every note,
	// until ctx ends or the connection breaks, and returns why.
	Listen(ctx context.Context, ready func(), heard func(payload []byte)) error
}

// The pauses between attempts to listen again, doubling.
const (
	shortestPause = 100 * time.Millisecond
	longestPause  = 5 * time.Second
)

// Run feeds the hub until ctx ends, and closes it then. While nothing can be
// heard listeners hear nothing either; afterwards all are told to look for
// themselves.
func (h *Hub) Run(ctx context.Context, source Source, log *slog.Logger) {
	defer h.Close()
	pause := shortestPause
	for ctx.Err() == nil {
		err := source.Listen(ctx, func() {
			pause = shortestPause
			h.Missed()
		}, func(payload []byte) {
			var n Note
			if err := json.Unmarshal(payload, &n); err != nil {
				log.WarnContext(ctx, "a note cannot be read", "error", err)
				return
			}
			h.Publish(n)
		})
		if ctx.Err() != nil {
			return
		}
		log.WarnContext(ctx, "live updates are interrupted", "error", err, "again_in", pause)
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
		pause = min(2*pause, longestPause)
	}
}

package main

import (
	"context"
	"log/slog"
	"time"
)

// leftovers are rows that nobody needs after their time.
type leftovers interface {
	PruneIdempotencyKeys(ctx context.Context) (int64, error)
	PruneSessions(ctx context.Context) (int64, error)
	PruneLoginAttempts(ctx context.Context, age time.Duration) (int64, error)
	PruneRequests(ctx context.Context, age time.Duration) (int64, error)
}

const (
	tidyEvery = time.Hour
	// loginAttemptsAge is well beyond the span in which attempts are counted.
	loginAttemptsAge = 24 * time.Hour
	// requestsAge is well beyond the time in which a caller repeats an update.
	requestsAge = 7 * 24 * time.Hour
)

// tidy deletes leftovers now and every hour until ctx ends. Two processes may do
// it at once.
func tidy(ctx context.Context, rows leftovers, l *slog.Logger) {
	ticker := time.NewTicker(tidyEvery)
	defer ticker.Stop()
	for {
		tidyOnce(ctx, rows, l)
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

func tidyOnce(ctx context.Context, rows leftovers, l *slog.Logger) {
	for name, prune := range map[string]func(context.Context) (int64, error){
		"idempotency keys": rows.PruneIdempotencyKeys,
		"sessions":         rows.PruneSessions,
		"login attempts": func(ctx context.Context) (int64, error) {
			return rows.PruneLoginAttempts(ctx, loginAttemptsAge)
		},
		"results of updates": func(ctx context.Context) (int64, error) {
			return rows.PruneRequests(ctx, requestsAge)
		},
	} {
		deleted, err := prune(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			l.Warn("leftovers not deleted", "of", name, "error", err)
		case deleted > 0:
			l.Info("leftovers deleted", "of", name, "rows", deleted)
		}
	}
}

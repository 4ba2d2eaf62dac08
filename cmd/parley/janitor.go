package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/parleyhq/parley/responder"
	"github.com/parleyhq/parley/store"
)

const tidyEvery = time.Hour

const day = 24 * time.Hour

// leftover is a kind of rows that nobody needs after their time.
type leftover struct {
	of    string
	prune func(ctx context.Context) (int64, error)
}

// leftovers are all kinds there are. Webhooks are kept as they came for as long as
// webhooks says.
func leftovers(st *store.Store, webhooks time.Duration) []leftover {
	older := func(of string, age time.Duration, prune func(context.Context, time.Duration) (int64, error)) leftover {
		return leftover{of, func(ctx context.Context) (int64, error) { return prune(ctx, age) }}
	}
	return []leftover{
		{"idempotency keys", st.PruneIdempotencyKeys},
		{"sessions", st.PruneSessions},
		// Well beyond the span in which attempts are counted.
		older("login attempts", day, st.PruneLoginAttempts),
		// Well beyond the time in which a caller repeats an update.
		older("results of updates", 7*day, st.PruneRequests),
		// Well beyond what a replay looks at.
		older("vectors of decisions", (responder.MaxReplayDays+5)*day, st.PruneDecisionVectors),
		older("imports", 30*day, st.PruneImports),
		// Their examples quote end users, as long as these have not been erased.
		older("replays", 7*day, st.PruneReplays),
		older("suggestions", 60*day, st.PruneSuggestions),
		older("trainings", day, st.PruneTrainings),
		older("webhooks", webhooks, st.PruneWebhooks),
		// Beyond the time in which providers deliver again.
		older("parked events", 7*day, st.PruneParkedEvents),
		{"vectors of former models", st.PruneVectors},
		{"former embedders", st.PruneEmbedders},
	}
}

// tidy deletes leftovers now and every hour until ctx ends. Two processes may do
// it at once.
func tidy(ctx context.Context, all []leftover, l *slog.Logger) {
	ticker := time.NewTicker(tidyEvery)
	defer ticker.Stop()
	for {
		tidyOnce(ctx, all, l)
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

func tidyOnce(ctx context.Context, all []leftover, l *slog.Logger) {
	for _, rows := range all {
		deleted, err := rows.prune(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			l.Warn("leftovers not deleted", "of", rows.of, "error", err)
		case deleted > 0:
			l.Info("leftovers deleted", "of", rows.of, "rows", deleted)
		}
	}
}

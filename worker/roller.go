package worker

import (
	"context"
	"log/slog"
	"time"
)

// Reports counts what has happened since the last time, for one process at a time.
type Reports interface {
	RollReports(ctx context.Context) (counted bool, err error)
}

// rollEvery is how far reports lag behind.
const rollEvery = 5 * time.Second

// roller keeps the numbers of reports up to date. Every worker may do this: the one
// that comes first counts.
type roller struct {
	reports Reports
	log     *slog.Logger
	every   time.Duration
}

func (r *roller) run(ctx context.Context) {
	ticker := time.NewTicker(r.every)
	defer ticker.Stop()
	for {
		if _, err := r.reports.RollReports(ctx); err != nil && ctx.Err() == nil {
			r.log.Warn("reports not counted", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

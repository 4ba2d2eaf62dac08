package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/report"
)

// ReportNow returns who waits for an answer at this moment, in one inbox or in all
// ("").
func (s *Store) ReportNow(ctx context.Context, inboxID string) (report.Now, error) {
	var now report.Now
	var oldest, rolled *time.Time
	err := s.pool.QueryRow(ctx, countWaiting, pgx.NamedArgs{"inbox": nullID(inboxID)}).Scan(&now.Waiting, &oldest, &rolled)
	if err != nil {
		return report.Now{}, fmt.Errorf("report now: %w", err)
	}
	now.WaitingSince, now.CountedAt = instant(oldest), instant(rolled)
	return now, nil
}

const countWaiting = `
SELECT count(*), min(waiting_since), (SELECT rolled_at FROM report_progress) FROM conversations
WHERE waiting_since IS NOT NULL AND merged_into IS NULL AND (@inbox::uuid IS NULL OR inbox_id = @inbox)`

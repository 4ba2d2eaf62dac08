package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/report"
)

// ReportTimed calls do with how often a measure that took time was counted in each
// span of a size, by its bin, and when the span begins; once for each inbox.
func (s *Store) ReportTimed(
	ctx context.Context, f report.Filter, m report.Measure, size time.Duration, between report.Step,
	do func(at time.Time, bin int, n int64),
) error {
	kind, subject := f.Kind()
	first := report.Slot(m, 0)
	rows, err := s.pool.Query(ctx, listTimed, pgx.NamedArgs{
		"kind": kind, "subject": subject, "inbox": nullID(f.InboxID), "first": first, "next": report.SlotAfter(m),
		"minutes": int(size / time.Minute), "begins": between.Begin, "ends": between.End,
	})
	if err != nil {
		return fmt.Errorf("report times: %w", err)
	}
	var at time.Time
	var slot int
	var n int64
	_, err = pgx.ForEachRow(rows, []any{&at, &slot, &n}, func() error {
		do(at, slot-first, n)
		return nil
	})
	if err != nil {
		return fmt.Errorf("report times: %w", err)
	}
	return nil
}

// listTimed leaves adding up to who asks: sorting all of it first takes longer.
const listTimed = `
SELECT bucket, slot, n FROM (
	SELECT bucket, unnest(slots) AS slot, unnest(counts) AS n FROM report_cells
	WHERE kind = @kind AND subject = @subject AND minutes = @minutes AND bucket >= @begins AND bucket < @ends
	  AND (@inbox::uuid IS NULL OR inbox_id = @inbox)
) every
WHERE slot >= @first::int AND slot < @next::int`

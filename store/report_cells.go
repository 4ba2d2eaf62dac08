package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/report"
)

// ReportSteps returns what happened in each step: one element for each, also where
// nothing did.
func (s *Store) ReportSteps(ctx context.Context, f report.Filter, steps []report.Step) ([]report.Numbers, error) {
	kind, subject := f.Kind()
	args := spanArgs(steps)
	args["kind"], args["subject"], args["inbox"] = kind, subject, nullID(f.InboxID)
	rows, err := s.pool.Query(ctx, listSteps, args)
	if err != nil {
		return nil, fmt.Errorf("report steps: %w", err)
	}
	numbers := make([]report.Numbers, len(steps))
	for i := range numbers {
		numbers[i] = report.NewNumbers()
	}
	var step int
	var slots []int32
	var counts []int64
	_, err = pgx.ForEachRow(rows, []any{&step, &slots, &counts}, func() error {
		numbers[step].CountSlots(slots, counts)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("report steps: %w", err)
	}
	return numbers, nil
}

// listSteps looks up each stretch of spans by itself: without OFFSET 0, Postgres
// would join them to all cells there are.
const listSteps = `
SELECT s.step, c.slots, c.counts
FROM unnest(@steps::int[], @minutes::int[], @begins::timestamptz[], @ends::timestamptz[]) AS s (step, minutes, begins, ends)
CROSS JOIN LATERAL (
	SELECT slots, counts FROM report_cells
	WHERE kind = @kind AND subject = @subject AND minutes = s.minutes AND bucket >= s.begins AND bucket < s.ends
	  AND (@inbox::uuid IS NULL OR inbox_id = @inbox)
	OFFSET 0
) c`

// ReportSubjects returns what happened in an interval, by who it was: by the ids of
// agents, campaigns or FAQs.
func (s *Store) ReportSubjects(ctx context.Context, k report.Kind, inboxID string, between report.Step) (map[string]report.Numbers, error) {
	args := spanArgs([]report.Step{between})
	args["kind"], args["inbox"] = k, nullID(inboxID)
	rows, err := s.pool.Query(ctx, listSubjects, args)
	if err != nil {
		return nil, fmt.Errorf("report subjects: %w", err)
	}
	found := map[string]report.Numbers{}
	var subject string
	var slots []int32
	var counts []int64
	_, err = pgx.ForEachRow(rows, []any{&subject, &slots, &counts}, func() error {
		if _, ok := found[subject]; !ok {
			found[subject] = report.NewNumbers()
		}
		found[subject].CountSlots(slots, counts)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("report subjects: %w", err)
	}
	return found, nil
}

const listSubjects = `
SELECT c.subject, c.slots, c.counts
FROM unnest(@steps::int[], @minutes::int[], @begins::timestamptz[], @ends::timestamptz[]) AS s (step, minutes, begins, ends)
CROSS JOIN LATERAL (
	SELECT subject, slots, counts FROM report_cells
	WHERE kind = @kind AND subject <> '' AND minutes = s.minutes AND bucket >= s.begins AND bucket < s.ends
	  AND (@inbox::uuid IS NULL OR inbox_id = @inbox)
	OFFSET 0
) c`

// ReportBuckets calls do with how often a measure was counted in each span of a
// size, and when the span begins.
func (s *Store) ReportBuckets(
	ctx context.Context, f report.Filter, m report.Measure, size time.Duration, between report.Step, do func(at time.Time, n int64),
) error {
	kind, subject := f.Kind()
	rows, err := s.pool.Query(ctx, sumBuckets, pgx.NamedArgs{
		"kind": kind, "subject": subject, "inbox": nullID(f.InboxID), "slot": report.Slot(m, 0),
		"minutes": int(size / time.Minute), "begins": between.Begin, "ends": between.End,
	})
	if err != nil {
		return fmt.Errorf("report buckets: %w", err)
	}
	var at time.Time
	var n int64
	_, err = pgx.ForEachRow(rows, []any{&at, &n}, func() error {
		do(at, n)
		return nil
	})
	if err != nil {
		return fmt.Errorf("report buckets: %w", err)
	}
	return nil
}

const sumBuckets = `
SELECT bucket, sum(counts[array_position(slots, @slot)])::bigint FROM report_cells
WHERE kind = @kind AND subject = @subject AND minutes = @minutes AND bucket >= @begins AND bucket < @ends
  AND (@inbox::uuid IS NULL OR inbox_id = @inbox) AND @slot::int = ANY (slots)
GROUP BY bucket`

// spanArgs are the counted spans that steps are put together from.
func spanArgs(steps []report.Step) pgx.NamedArgs {
	var of, minutes []int
	var begins, ends []time.Time
	for i, step := range steps {
		for _, s := range report.Spans(step.Begin, step.End) {
			of, minutes = append(of, i), append(minutes, int(s.Size/time.Minute))
			begins, ends = append(begins, s.Begin), append(ends, s.End)
		}
	}
	return pgx.NamedArgs{
		"steps": of, "minutes": minutes, "begins": begins, "ends": ends,
	}
}

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
	rows, err := s.pool.Query(ctx, sumSteps, args)
	if err != nil {
		return nil, fmt.Errorf("report steps: %w", err)
	}
	numbers := make([]report.Numbers, len(steps))
	for i := range numbers {
		numbers[i] = report.NewNumbers()
	}
	var step, bin int
	var measure report.Measure
	var n int64
	_, err = pgx.ForEachRow(rows, []any{&step, &measure, &bin, &n}, func() error {
		numbers[step].Count(measure, bin, n)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("report steps: %w", err)
	}
	return numbers, nil
}

// sumSteps looks up each span of each measure by itself: a step is a handful of
// stretches of the key.
const sumSteps = `
SELECT s.step, m.measure, c.bin, sum(c.n)::bigint
FROM unnest(@steps::int[], @minutes::int[], @begins::timestamptz[], @ends::timestamptz[]) AS s (step, minutes, begins, ends)
CROSS JOIN unnest(@measures::text[]) AS m (measure)
CROSS JOIN LATERAL (
	SELECT bin, n FROM report_cells
	WHERE kind = @kind AND subject = @subject AND measure = m.measure AND minutes = s.minutes
	  AND bucket >= s.begins AND bucket < s.ends AND (@inbox::uuid IS NULL OR inbox_id = @inbox)
) c
GROUP BY s.step, m.measure, c.bin`

// ReportSubjects returns what happened in an interval, by who it was: by the ids of
// agents, campaigns or FAQs.
func (s *Store) ReportSubjects(ctx context.Context, k report.Kind, inboxID string, between report.Step) (map[string]report.Numbers, error) {
	args := spanArgs([]report.Step{between})
	args["kind"], args["inbox"] = k, nullID(inboxID)
	rows, err := s.pool.Query(ctx, sumSubjects, args)
	if err != nil {
		return nil, fmt.Errorf("report subjects: %w", err)
	}
	found := map[string]report.Numbers{}
	var subject string
	var bin int
	var measure report.Measure
	var n int64
	_, err = pgx.ForEachRow(rows, []any{&subject, &measure, &bin, &n}, func() error {
		if _, ok := found[subject]; !ok {
			found[subject] = report.NewNumbers()
		}
		found[subject].Count(measure, bin, n)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("report subjects: %w", err)
	}
	return found, nil
}

const sumSubjects = `
SELECT c.subject, m.measure, c.bin, sum(c.n)::bigint
FROM unnest(@steps::int[], @minutes::int[], @begins::timestamptz[], @ends::timestamptz[]) AS s (step, minutes, begins, ends)
CROSS JOIN unnest(@measures::text[]) AS m (measure)
CROSS JOIN LATERAL (
	SELECT subject, bin, n FROM report_cells
	WHERE kind = @kind AND measure = m.measure AND minutes = s.minutes
	  AND bucket >= s.begins AND bucket < s.ends AND (@inbox::uuid IS NULL OR inbox_id = @inbox)
) c
GROUP BY c.subject, m.measure, c.bin`

// ReportBuckets calls do with how often a measure was counted in each span of a
// size, and when the span begins.
func (s *Store) ReportBuckets(
	ctx context.Context, f report.Filter, m report.Measure, size time.Duration, between report.Step, do func(at time.Time, n int64),
) error {
	kind, subject := f.Kind()
	rows, err := s.pool.Query(ctx, sumBuckets, pgx.NamedArgs{
		"kind": kind, "subject": subject, "inbox": nullID(f.InboxID), "measure": m,
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
SELECT bucket, sum(n)::bigint FROM report_cells
WHERE kind = @kind AND subject = @subject AND measure = @measure AND minutes = @minutes
  AND bucket >= @begins AND bucket < @ends AND (@inbox::uuid IS NULL OR inbox_id = @inbox)
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
		"steps": of, "minutes": minutes, "begins": begins, "ends": ends, "measures": report.Measures(),
	}
}

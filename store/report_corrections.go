package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/report"
)

// ReportCorrections returns the automatic answers of an interval that an agent said
// were wrong, in one inbox or in all ("").
func (s *Store) ReportCorrections(ctx context.Context, inboxID string, between report.Step) ([]report.Correction, error) {
	rows, err := s.pool.Query(ctx, listCorrections, pgx.NamedArgs{
		"inbox": nullID(inboxID), "begins": between.Begin, "ends": between.End,
	})
	if err != nil {
		return nil, fmt.Errorf("report corrections: %w", err)
	}
	corrections, err := pgx.CollectRows(rows, pgx.RowToStructByPos[report.Correction])
	if err != nil {
		return nil, fmt.Errorf("report corrections: %w", err)
	}
	return corrections, nil
}

// listCorrections begins at the verdicts: people gave them one by one, after the
// answers they are about.
const listCorrections = `
SELECT d.created_at, coalesce(d.faq_id::text, '')
FROM decision_verdicts w
JOIN decisions d ON d.id = w.decision_id
JOIN conversations v ON v.id = d.conversation_id
WHERE w.verdict = 'wrong' AND w.at >= @begins AND d.created_at >= @begins AND d.created_at < @ends
  AND (@inbox::uuid IS NULL OR v.inbox_id = @inbox)`

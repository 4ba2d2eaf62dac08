package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/faq"
)

// CountFAQs counts the FAQs that a filter selects, by type and status; its order,
// After and Limit are not looked at. What there is none of is left out.
func (s *Store) CountFAQs(ctx context.Context, f faq.Filter) ([]faq.Count, error) {
	rows, err := s.pool.Query(ctx, countFAQs, pgx.NamedArgs{
		"status": f.Status, "type": f.Type, "label": f.Label, "query": f.Query,
	})
	if err != nil {
		return nil, fmt.Errorf("count FAQs: %w", err)
	}
	counts, err := pgx.CollectRows(rows, pgx.RowToStructByPos[faq.Count])
	if err != nil {
		return nil, fmt.Errorf("count FAQs: %w", err)
	}
	return counts, nil
}

const countFAQs = `
SELECT f.type, f.status, count(*) ` + selectedFAQs + `
GROUP BY f.type, f.status`

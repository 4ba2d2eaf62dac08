package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/faq"
)

// FAQsNamed returns the FAQs with these ids that there are, in no order.
func (s *Store) FAQsNamed(ctx context.Context, ids []string) ([]faq.FAQ, error) {
	rows, err := s.pool.Query(ctx, selectNamedFAQs, pgx.NamedArgs{"ids": ids})
	if err != nil {
		return nil, fmt.Errorf("read FAQs: %w", err)
	}
	found, err := pgx.CollectRows(rows, scanFAQ)
	if err != nil {
		return nil, fmt.Errorf("read FAQs: %w", err)
	}
	return found, nil
}

const selectNamedFAQs = `SELECT ` + faqColumns + ` FROM faqs f WHERE f.id = ANY (@ids::uuid[])`

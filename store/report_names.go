package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/report"
)

// ReportNames returns what agents, campaigns or FAQs are called, by id; of an FAQ,
// its question. What there is no longer has no name.
func (s *Store) ReportNames(ctx context.Context, k report.Kind, ids []string) (map[string]string, error) {
	statement, ok := map[report.Kind]string{
		report.Agent: nameAgents, report.Campaign: nameCampaigns, report.FAQ: nameFAQs,
	}[k]
	if !ok {
		return map[string]string{}, nil
	}
	var known []string
	for _, id := range ids {
		// A service may name a campaign that is none of ours.
		if conversation.IsUUID(id) {
			known = append(known, id)
		}
	}
	rows, err := s.pool.Query(ctx, statement, known)
	if err != nil {
		return nil, fmt.Errorf("report names: %w", err)
	}
	names := make(map[string]string, len(known))
	var id, name string
	_, err = pgx.ForEachRow(rows, []any{&id, &name}, func() error {
		names[id] = name
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("report names: %w", err)
	}
	return names, nil
}

const (
	nameAgents    = `SELECT id, name FROM users WHERE id = ANY ($1::uuid[])`
	nameCampaigns = `SELECT id, name FROM campaigns WHERE id = ANY ($1::uuid[])`
	nameFAQs      = `SELECT faq_id, text FROM faq_questions WHERE position = 0 AND faq_id = ANY ($1::uuid[])`
)

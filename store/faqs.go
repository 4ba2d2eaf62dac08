package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/faq"
)

// GetFAQ returns an FAQ or faq.ErrNotFound.
func (s *Store) GetFAQ(ctx context.Context, id string) (faq.FAQ, error) {
	f, err := selectOneFAQ(ctx, s.pool, id)
	if err != nil {
		return faq.FAQ{}, fmt.Errorf("get FAQ: %w", err)
	}
	return f, nil
}

// ListFAQs returns a page of the FAQs a filter selects, latest change first,
// and the key of the next page, nil on the last one.
func (s *Store) ListFAQs(ctx context.Context, f faq.Filter) ([]faq.FAQ, *faq.ListKey, error) {
	args := pgx.NamedArgs{
		"status": f.Status, "type": f.Type, "label": f.Label, "query": f.Query, "limit": f.Limit + 1,
		"first": f.After == nil, "after_at": time.Time{}, "after_id": noID,
	}
	if f.After != nil {
		args["after_at"], args["after_id"] = f.After.UpdatedAt, f.After.ID
	}
	rows, err := s.pool.Query(ctx, listFAQs, args)
	if err != nil {
		return nil, nil, fmt.Errorf("list FAQs: %w", err)
	}
	faqs, err := pgx.CollectRows(rows, scanFAQ)
	if err != nil {
		return nil, nil, fmt.Errorf("list FAQs: %w", err)
	}
	if len(faqs) <= f.Limit {
		return faqs, nil, nil
	}
	faqs = faqs[:f.Limit]
	last := faqs[f.Limit-1]
	return faqs, &faq.ListKey{UpdatedAt: last.UpdatedAt, ID: last.ID}, nil
}

// noID stands where an argument must be a UUID and is not looked at.
const noID = "00000000-0000-0000-0000-000000000000"

const faqColumns = `f.id, f.type, f.status, f.answer, f.labels, f.created_at, f.updated_at,
	(SELECT array_agg(q.id::text ORDER BY q.position) FROM faq_questions q WHERE q.faq_id = f.id) AS question_ids,
	(SELECT array_agg(q.text ORDER BY q.position) FROM faq_questions q WHERE q.faq_id = f.id) AS questions`

const selectFAQ = `SELECT ` + faqColumns + ` FROM faqs f WHERE f.id = @id`

const listFAQs = `
SELECT ` + faqColumns + `
FROM faqs f
WHERE (@status = '' OR f.status = @status) AND (@type = '' OR f.type = @type)
  AND (@label = '' OR @label = ANY (f.labels))
  AND (@query = '' OR folded(f.answer) LIKE containing(@query) OR EXISTS (
       SELECT FROM faq_questions q WHERE q.faq_id = f.id AND folded(q.text) LIKE containing(@query)))
  AND (@first OR (f.updated_at, f.id) < (@after_at, @after_id))
ORDER BY f.updated_at DESC, f.id DESC LIMIT @limit`

type faqRow struct {
	ID          string
	Type        faq.Type
	Status      faq.Status
	Answer      string
	Labels      []string
	CreatedAt   time.Time
	UpdatedAt   time.Time
	QuestionIDs []string `db:"question_ids"`
	Questions   []string
}

func scanFAQ(row pgx.CollectableRow) (faq.FAQ, error) {
	r, err := pgx.RowToStructByName[faqRow](row)
	if err != nil {
		return faq.FAQ{}, err
	}
	f := faq.FAQ{
		ID: r.ID, Type: r.Type, Status: r.Status, Answer: r.Answer, Labels: r.Labels,
		CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(),
		Questions: make([]faq.Question, len(r.Questions)),
	}
	for i := range r.Questions {
		f.Questions[i] = faq.Question{ID: r.QuestionIDs[i], Text: r.Questions[i]}
	}
	return f, nil
}

func selectOneFAQ(ctx context.Context, q rowsQuerier, id string) (faq.FAQ, error) {
	rows, err := q.Query(ctx, selectFAQ, pgx.NamedArgs{"id": id})
	if err != nil {
		return faq.FAQ{}, err
	}
	f, err := pgx.CollectExactlyOneRow(rows, scanFAQ)
	if errors.Is(err, pgx.ErrNoRows) {
		return faq.FAQ{}, faq.ErrNotFound
	}
	return f, err
}

// rowsQuerier is a pool or a transaction.
type rowsQuerier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

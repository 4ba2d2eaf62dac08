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

// noID stands where an argument must be a UUID and is not looked at.
const noID = "00000000-0000-0000-0000-000000000000"

const faqColumns = `f.id, f.type, f.status, f.answer, f.labels, f.edited_by, (SELECT u.name FROM users u WHERE u.id = f.edited_by) AS editor, f.version, f.created_at, f.updated_at,
	(SELECT array_agg(q.id::text ORDER BY q.position) FROM faq_questions q WHERE q.faq_id = f.id) AS question_ids,
	(SELECT array_agg(q.text ORDER BY q.position) FROM faq_questions q WHERE q.faq_id = f.id) AS questions,
	` + matchesOfFAQ + ` AS matches`

// matchesOfFAQ counts the bursts that FAQ f answered in the last 30 days.
const matchesOfFAQ = `
	CASE f.type
	WHEN 'filler' THEN
		(SELECT count(*) FROM decisions d WHERE d.filler_id = f.id AND d.created_at > now() - interval '30 days')
	ELSE
		(SELECT count(*) FROM decisions d WHERE d.answered AND d.faq_id = f.id AND d.created_at > now() - interval '30 days')
	END`

const selectFAQ = `SELECT ` + faqColumns + ` FROM faqs f WHERE f.id = @id`

type faqRow struct {
	ID          string
	Type        faq.Type
	Status      faq.Status
	Answer      string
	Labels      []string
	EditedBy    *string
	Editor      *string
	Version     int64
	CreatedAt   time.Time
	UpdatedAt   time.Time
	QuestionIDs []string `db:"question_ids"`
	Questions   []string
	Matches     int
}

func scanFAQ(row pgx.CollectableRow) (faq.FAQ, error) {
	r, err := pgx.RowToStructByName[faqRow](row)
	if err != nil {
		return faq.FAQ{}, err
	}
	return r.faq(), nil
}

func (r faqRow) faq() faq.FAQ {
	f := faq.FAQ{
		ID: r.ID, Type: r.Type, Status: r.Status, Answer: r.Answer, Labels: r.Labels, EditedBy: text(r.EditedBy), EditorName: text(r.Editor),
		Version: r.Version, CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(), Matches30d: r.Matches,
		Questions: make([]faq.Question, len(r.Questions)),
	}
	for i := range r.Questions {
		f.Questions[i] = faq.Question{ID: r.QuestionIDs[i], Text: r.Questions[i]}
	}
	return f
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

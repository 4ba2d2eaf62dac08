package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"

	"github.com/parleyhq/parley/faq"
)

// Nearest returns the k questions nearest to vector, nearest first, with their
// cosine similarity as Score. It compares with questions of active FAQs only,
// never of type filler, and only with vectors of the same model and length. It
// fails with faq.ErrVector for a vector that has no direction.
//
// The scan is exact: an approximate index filters after it has chosen
// (DESIGN section 4).
func (s *Store) Nearest(ctx context.Context, model string, vector []float32, k int) ([]faq.Candidate, error) {
	return s.nearest(ctx, model, vector, k, func(status faq.Status) bool { return status == faq.Active })
}

// NearestSaved is Nearest among the questions of all FAQs that are not archived:
// what a new question may be too close to.
func (s *Store) NearestSaved(ctx context.Context, model string, vector []float32, k int) ([]faq.Candidate, error) {
	return s.nearest(ctx, model, vector, k, func(status faq.Status) bool { return status != faq.Archived })
}

func (s *Store) nearest(
	ctx context.Context, model string, vector []float32, k int, counts func(faq.Status) bool,
) ([]faq.Candidate, error) {
	if !usable(vector) {
		return nil, fmt.Errorf("find nearest questions: %w", faq.ErrVector)
	}
	for scan := k + spareNearest; ; scan *= 8 {
		found, err := s.scan(ctx, model, vector, scan)
		if err != nil {
			return nil, fmt.Errorf("find nearest questions: %w", err)
		}
		candidates := make([]faq.Candidate, 0, k)
		for _, r := range found {
			if r.Comparable && counts(r.Status) && len(candidates) < k {
				candidates = append(candidates, r.candidate())
			}
		}
		if len(candidates) == k || len(found) < scan {
			return candidates, nil
		}
	}
}

// spareNearest is how many questions are looked at beyond those asked for, since
// drafts and archived FAQs have vectors too.
const spareNearest = 64

func (s *Store) scan(ctx context.Context, model string, vector []float32, limit int) ([]nearRow, error) {
	rows, err := s.pool.Query(ctx, nearestQuestions, pgx.NamedArgs{
		"model": model, "vector": pgvector.NewVector(vector), "dimensions": len(vector), "limit": limit,
	})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[nearRow])
}

// nearestQuestions chooses before it joins, so that the join is of a few rows,
// whatever the planner thinks. A distance that is no number sorts last and has
// no place here.
const nearestQuestions = `
WITH near AS MATERIALIZED (
	SELECT question_id, embedding <=> @vector AS distance FROM faq_vectors
	WHERE model = @model AND vector_dims(embedding) = @dimensions
	ORDER BY distance, question_id LIMIT @limit
)
SELECT q.faq_id, q.id AS question_id, q.text AS question, f.answer, f.type, f.status, 1 - n.distance AS score,
       f.type <> 'filler' AND n.distance <> 'NaN' AS comparable
FROM near n JOIN faq_questions q ON q.id = n.question_id JOIN faqs f ON f.id = q.faq_id
ORDER BY n.distance, n.question_id`

type nearRow struct {
	FAQID      string `db:"faq_id"`
	QuestionID string
	Question   string
	Answer     string
	Type       faq.Type
	Status     faq.Status
	Score      float64
	Comparable bool
}

func (r nearRow) candidate() faq.Candidate {
	return faq.Candidate{
		FAQID: r.FAQID, QuestionID: r.QuestionID, Question: r.Question, Answer: r.Answer, Type: r.Type, Score: r.Score,
	}
}

// usableVectors returns nil or a faq.ErrVector that says what is wrong with one
// vector for each of n questions.
func usableVectors(n int, vectors [][]float32) error {
	if len(vectors) != n {
		return fmt.Errorf("%w: %d vectors for %d questions", faq.ErrVector, len(vectors), n)
	}
	for i, v := range vectors {
		if !usable(v) {
			return fmt.Errorf("%w: number %d", faq.ErrVector, i)
		}
	}
	return nil
}

// usable reports whether a vector has a direction that pgvector can compare, as
// the table's check does: its norm is between 1e-15 and 1e15.
func usable(vector []float32) bool {
	var square float64
	for _, x := range vector {
		square += float64(x) * float64(x)
	}
	return square >= 1e-30 && square <= 1e30
}

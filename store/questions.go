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
	if !usable(vector) {
		return nil, fmt.Errorf("find nearest questions: %w", faq.ErrVector)
	}
	rows, err := s.pool.Query(ctx, nearestQuestions, pgx.NamedArgs{
		"model": model, "vector": pgvector.NewVector(vector), "dimensions": len(vector), "k": k,
	})
	if err != nil {
		return nil, fmt.Errorf("find nearest questions: %w", err)
	}
	candidates, err := pgx.CollectRows(rows, scanCandidate)
	if err != nil {
		return nil, fmt.Errorf("find nearest questions: %w", err)
	}
	return candidates, nil
}

// nearestQuestions scores before it joins: the planner cannot know how many
// vectors have the right length, would guess very few, and compare every
// question with every FAQ. Vectors of another length have no score, and
// similarities that are no number, which sort above every number, are left out.
const nearestQuestions = `
WITH scored AS MATERIALIZED (
	SELECT id, faq_id, text,
	       CASE WHEN vector_dims(embedding) = @dimensions THEN 1 - (embedding <=> @vector) END AS score
	FROM faq_questions WHERE model = @model
)
SELECT q.faq_id, q.id AS question_id, q.text AS question, f.answer, f.type, q.score
FROM scored q JOIN faqs f ON f.id = q.faq_id
WHERE q.score <> 'NaN' AND f.status = 'active' AND f.type <> 'filler'
ORDER BY q.score DESC, q.id LIMIT @k`

type candidateRow struct {
	FAQID      string `db:"faq_id"`
	QuestionID string
	Question   string
	Answer     string
	Type       faq.Type
	Score      float64
}

func scanCandidate(row pgx.CollectableRow) (faq.Candidate, error) {
	r, err := pgx.RowToStructByName[candidateRow](row)
	return faq.Candidate(r), err
}

// QuestionsWithoutModel returns at most limit questions, of FAQs in any status,
// whose vector is of another model and has to be made anew.
func (s *Store) QuestionsWithoutModel(ctx context.Context, model string, limit int) ([]faq.Question, error) {
	rows, err := s.pool.Query(ctx, listQuestionsWithoutModel, pgx.NamedArgs{"model": model, "limit": limit})
	if err != nil {
		return nil, fmt.Errorf("list questions without model: %w", err)
	}
	questions, err := pgx.CollectRows(rows, pgx.RowToStructByName[faq.Question])
	if err != nil {
		return nil, fmt.Errorf("list questions without model: %w", err)
	}
	return questions, nil
}

const listQuestionsWithoutModel = `
SELECT id, text FROM faq_questions WHERE model <> @model ORDER BY id LIMIT @limit`

// SetVectors replaces the vectors of questions, given in their order. Questions
// that have been deleted or reworded since are passed over. It fails with
// faq.ErrVector.
func (s *Store) SetVectors(ctx context.Context, model string, questions []faq.Question, vectors [][]float32) error {
	if err := usableVectors(len(questions), vectors); err != nil {
		return fmt.Errorf("set vectors: %w", err)
	}
	batch := &pgx.Batch{}
	for i, q := range questions {
		batch.Queue(setVector, pgx.NamedArgs{
			"id": q.ID, "text": q.Text, "model": model, "vector": pgvector.NewVector(vectors[i]),
		})
	}
	if err := s.pool.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("set vectors: %w", err)
	}
	return nil
}

const setVector = `
UPDATE faq_questions SET model = @model, embedding = @vector WHERE id = @id AND text = @text`

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

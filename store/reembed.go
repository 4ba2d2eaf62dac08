package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"

	"github.com/parleyhq/parley/faq"
)

// BeginReembed names the embedder that is to take over once every question has a
// vector of its model; one named before is forgotten, and naming the one that
// serves gives up the change. by is the user, "" for an API key. It fails with
// faq.ErrNotFound.
func (s *Store) BeginReembed(ctx context.Context, to, by string) error {
	tag, err := s.pool.Exec(ctx, beginReembed, pgx.NamedArgs{"to": to, "by": nullID(by)})
	if err == nil && tag.RowsAffected() == 0 {
		err = faq.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("begin re-embedding: %w", err)
	}
	return nil
}

const beginReembed = `
UPDATE matching m
SET reembed_to = nullif(e.id, m.embedder_id),
    reembed_at = CASE WHEN e.id = m.embedder_id THEN NULL WHEN e.id = m.reembed_to THEN m.reembed_at ELSE now() END,
    reembed_error = '', edited_by = @by, updated_at = now()
FROM embedders e WHERE e.id = @to`

// CancelReembed gives up a change of the embedder; without one it does nothing.
func (s *Store) CancelReembed(ctx context.Context) error {
	if _, err := s.pool.Exec(ctx, cancelReembed); err != nil {
		return fmt.Errorf("cancel re-embedding: %w", err)
	}
	return nil
}

const cancelReembed = `
UPDATE matching SET reembed_to = NULL, reembed_at = NULL, reembed_error = '', updated_at = now() WHERE reembed_to IS NOT NULL`

// NoteReembed says in a sentence for people what the change to an embedder waits
// for, "" for nothing. It changes nothing where another is to take over, or none.
func (s *Store) NoteReembed(ctx context.Context, to, reason string) error {
	if _, err := s.pool.Exec(ctx, noteReembed, pgx.NamedArgs{"to": to, "error": reason}); err != nil {
		return fmt.Errorf("note re-embedding: %w", err)
	}
	return nil
}

const noteReembed = `UPDATE matching SET reembed_error = @error WHERE reembed_to = @to AND reembed_error <> @error`

// QuestionsWithoutVector returns at most limit questions, of FAQs in any status,
// that have no vector of a model: those after the question with the id after, ""
// for the first, in the order of their ids.
func (s *Store) QuestionsWithoutVector(ctx context.Context, model, after string, limit int) ([]faq.Question, error) {
	if after == "" {
		after = noID
	}
	rows, err := s.pool.Query(ctx, listQuestionsWithoutVector, pgx.NamedArgs{"model": model, "after": after, "limit": limit})
	if err != nil {
		return nil, fmt.Errorf("list questions without vector: %w", err)
	}
	questions, err := pgx.CollectRows(rows, pgx.RowToStructByName[faq.Question])
	if err != nil {
		return nil, fmt.Errorf("list questions without vector: %w", err)
	}
	return questions, nil
}

const listQuestionsWithoutVector = `
SELECT q.id, q.text FROM faq_questions q
WHERE q.id > @after AND NOT EXISTS (SELECT FROM faq_vectors v WHERE v.question_id = q.id AND v.model = @model)
ORDER BY q.id LIMIT @limit`

// SetVectors stores vectors of a model for questions, given in their order, and
// replaces those there are. Questions that have been deleted or reworded since
// are passed over. It fails with faq.ErrVector.
func (s *Store) SetVectors(ctx context.Context, model string, questions []faq.Question, vectors [][]float32) error {
	if err := usableVectors(len(questions), vectors); err != nil {
		return fmt.Errorf("set vectors: %w", err)
	}
	ids, texts := make([]string, len(questions)), make([]string, len(questions))
	for i, q := range questions {
		ids[i], texts[i] = q.ID, q.Text
	}
	_, err := s.pool.Exec(ctx, setVectors, pgx.NamedArgs{
		"ids": ids, "texts": texts, "model": model, "vectors": vectorList(vectors),
	})
	if err != nil {
		return fmt.Errorf("set vectors: %w", err)
	}
	return nil
}

// setVectors locks the questions, so that none is deleted meanwhile.
const setVectors = `
WITH asked AS (
	SELECT q.id, a.vector
	FROM unnest(@ids::uuid[], @texts::text[], @vectors::vector[]) AS a (id, text, vector)
	JOIN faq_questions q ON q.id = a.id AND q.text = a.text
	ORDER BY q.id FOR KEY SHARE OF q
)
INSERT INTO faq_vectors (question_id, model, embedding) SELECT id, @model, vector FROM asked
ON CONFLICT (question_id, model) DO UPDATE SET embedding = excluded.embedding`

// ReembedProgress returns how many of all questions have a vector of an
// embedder's model, or faq.ErrNotFound.
func (s *Store) ReembedProgress(ctx context.Context, to string) (done, total int, err error) {
	err = s.pool.QueryRow(ctx, selectReembedProgress, pgx.NamedArgs{"to": to}).Scan(&done, &total)
	if errors.Is(err, pgx.ErrNoRows) {
		err = faq.ErrNotFound
	}
	if err != nil {
		return 0, 0, fmt.Errorf("read progress of re-embedding: %w", err)
	}
	return done, total, nil
}

const selectReembedProgress = `
SELECT (SELECT count(*) FROM faq_vectors v WHERE v.model = e.vector_model), (SELECT count(*) FROM faq_questions)
FROM embedders e WHERE e.id = @to`

// FinishReembed lets the embedder that is to take over serve, with a training of
// its model, "" for none: in one transaction that no edit of an FAQ runs beside.
// It reports false and changes nothing while a question lacks a vector of the
// model, and where another embedder or none is to take over. It fails with
// faq.ErrNotFound for a training that is not there or is of another model.
func (s *Store) FinishReembed(ctx context.Context, to, trainingID string) (switched bool, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		switched = false
		m, err := lockMatching(ctx, tx)
		if err != nil || m.ReembedTo != to || to == "" {
			return err
		}
		var complete, trained bool
		args := pgx.NamedArgs{"to": to, "training": nullID(trainingID)}
		if err := tx.QueryRow(ctx, selectReembedComplete, args).Scan(&complete, &trained); err != nil {
			return err
		}
		if !trained {
			return fmt.Errorf("training %s: %w", trainingID, faq.ErrNotFound)
		}
		if !complete {
			return nil
		}
		switched = true
		_, err = tx.Exec(ctx, finishReembed, args)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("finish re-embedding: %w", err)
	}
	return switched, nil
}

const selectReembedComplete = `
SELECT NOT EXISTS (
	SELECT FROM faq_questions q
	WHERE NOT EXISTS (SELECT FROM faq_vectors v WHERE v.question_id = q.id AND v.model = e.vector_model)
), @training::uuid IS NULL OR EXISTS (SELECT FROM trainings t WHERE t.id = @training AND t.model = e.vector_model)
FROM embedders e WHERE e.id = @to`

// finishReembed keeps the vectors of what served before, as a way back.
const finishReembed = `
UPDATE matching
SET previous_embedder_id = embedder_id, embedder_id = @to, training_id = @training,
    reembed_to = NULL, reembed_at = NULL, reembed_error = '', updated_at = now()`

// PruneVectors deletes vectors of models that neither serve, nor served before,
// nor are to take over, and returns how many.
func (s *Store) PruneVectors(ctx context.Context) (int64, error) {
	return s.prune(ctx, "vectors", pruneVectors, pgx.NamedArgs{"limit": pruneBatch})
}

// pruneVectors deletes nothing before something serves.
const pruneVectors = `
WITH kept AS (
	SELECT e.vector_model FROM embedders e JOIN matching m
	ON e.id IN (m.embedder_id, m.previous_embedder_id, m.reembed_to)
)
DELETE FROM faq_vectors WHERE ctid IN (
	SELECT v.ctid FROM faq_vectors v
	WHERE EXISTS (SELECT FROM kept) AND v.model NOT IN (SELECT vector_model FROM kept)
	LIMIT @limit
)`

func vectorList(vectors [][]float32) []pgvector.Vector {
	list := make([]pgvector.Vector, len(vectors))
	for i, v := range vectors {
		list[i] = pgvector.NewVector(v)
	}
	return list
}

package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"

	"github.com/parleyhq/parley/faq"
)

// bulkTimeout is what a statement over the whole FAQ set may take, in
// milliseconds; never on the way of a message.
const bulkTimeout = `SET LOCAL statement_timeout = 60000`

// Indexed returns every question of the FAQs that have one of the statuses and
// can be matched, with its vector of a model, as they all are at one revision:
// in the order of FAQs and their questions. Questions without such a vector are
// left out.
func (s *Store) Indexed(ctx context.Context, model string, statuses ...faq.Status) (revision int64, questions []faq.Indexed, err error) {
	// A snapshot: the revision is the one of just these questions.
	snapshot := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err = pgx.BeginTxFunc(ctx, s.pool, snapshot, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, bulkTimeout); err != nil {
			return err
		}
		if err := tx.QueryRow(ctx, selectRevision).Scan(&revision); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, listIndexed, pgx.NamedArgs{"model": model, "statuses": statuses})
		if err != nil {
			return err
		}
		questions, err = pgx.CollectRows(rows, scanIndexed)
		return err
	})
	if err != nil {
		return 0, nil, fmt.Errorf("read indexed questions: %w", err)
	}
	return revision, questions, nil
}

const selectRevision = `SELECT revision FROM matching`

const listIndexed = `
SELECT f.id AS faq_id, q.id AS question_id, f.type, f.status, q.text AS question, f.answer, v.embedding
FROM faqs f JOIN faq_questions q ON q.faq_id = f.id JOIN faq_vectors v ON v.question_id = q.id
WHERE v.model = @model AND f.status = ANY (@statuses) AND f.type <> 'filler'
ORDER BY f.id, q.position`

func scanIndexed(row pgx.CollectableRow) (faq.Indexed, error) {
	var i faq.Indexed
	var vector pgvector.Vector
	err := row.Scan(&i.FAQID, &i.QuestionID, &i.Type, &i.Status, &i.Question, &i.Answer, &vector)
	i.Vector = vector.Slice()
	return i, err
}

// TrainingSize counts the questions of active FAQs that can be matched by a
// model, and these FAQs, and says at which revision.
func (s *Store) TrainingSize(ctx context.Context, model string) (revision int64, questions, faqs int, err error) {
	err = s.pool.QueryRow(ctx, selectTrainingSize, pgx.NamedArgs{"model": model}).Scan(&revision, &questions, &faqs)
	if err != nil {
		return 0, 0, 0, fmt.Errorf("read size of training: %w", err)
	}
	return revision, questions, faqs, nil
}

const selectTrainingSize = `
SELECT m.revision, count(q.id), count(DISTINCT f.id)
FROM matching m
LEFT JOIN (
	faqs f JOIN faq_questions q ON q.faq_id = f.id JOIN faq_vectors v ON v.question_id = q.id
) ON v.model = @model AND f.status = 'active' AND f.type <> 'filler'
GROUP BY m.revision`

// SaveTraining stores a training and reports whether it serves from now on: it
// does unless one of a newer revision serves, or its model does not. The latest
// few of a model are kept, and what serves.
func (s *Store) SaveTraining(ctx context.Context, t faq.TrainingRecord) (switched bool, err error) {
	summary := t.Summary
	if len(summary) == 0 {
		summary = []byte("{}")
	}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, bulkTimeout); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, insertTraining, pgx.NamedArgs{
			"id": t.ID, "model": t.Model, "revision": t.Revision, "questions": t.Questions, "faqs": t.FAQs,
			"data": t.Data, "balanced": t.Balanced, "cautious": t.Cautious, "summary": summary,
			"took": t.Took.Milliseconds(),
		}); err != nil {
			return err
		}
		// Locked only now: the data may be long in coming.
		tag, err := tx.Exec(ctx, serveTraining, pgx.NamedArgs{"id": t.ID, "model": t.Model, "revision": t.Revision})
		if err != nil {
			return err
		}
		switched = tag.RowsAffected() > 0
		_, err = tx.Exec(ctx, pruneTrainings, pgx.NamedArgs{"keep": trainingsKept})
		return err
	})
	if err != nil {
		return false, fmt.Errorf("save training: %w", err)
	}
	return switched, nil
}

// trainingsKept are the latest of each model: a worker may still be loading the
// one before the last.
const trainingsKept = 3

// insertTraining: a repetition finds the training stored.
const insertTraining = `
INSERT INTO trainings (id, model, revision, questions, faqs, data, balanced, cautious, summary, took_ms)
VALUES (@id, @model, @revision, @questions, @faqs, @data, @balanced, @cautious, @summary, @took)
ON CONFLICT (id) DO NOTHING`

const serveTraining = `
UPDATE matching m SET training_id = @id, updated_at = now()
WHERE EXISTS (SELECT FROM embedders e WHERE e.id = m.embedder_id AND e.vector_model = @model)
  AND NOT EXISTS (SELECT FROM trainings t WHERE t.id = m.training_id AND t.model = @model AND t.revision > @revision)`

const pruneTrainings = `
WITH ranked AS (
	SELECT id, row_number() OVER (PARTITION BY model ORDER BY revision DESC, created_at DESC, id DESC) AS place FROM trainings
)
DELETE FROM trainings t USING ranked r
WHERE r.id = t.id AND r.place > @keep AND t.id IS DISTINCT FROM (SELECT training_id FROM matching)`

// Training returns the data of a training, or faq.ErrNotFound.
func (s *Store) Training(ctx context.Context, id string) ([]byte, error) {
	var data []byte
	err := s.pool.QueryRow(ctx, selectTraining, pgx.NamedArgs{"id": id}).Scan(&data)
	if errors.Is(err, pgx.ErrNoRows) {
		err = faq.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read training: %w", err)
	}
	return data, nil
}

const selectTraining = `SELECT data FROM trainings WHERE id = @id`

// PruneTrainings deletes trainings older than age of models that neither serve
// nor are to take over, and returns how many.
func (s *Store) PruneTrainings(ctx context.Context, age time.Duration) (int64, error) {
	return s.prune(ctx, "trainings", pruneOldTrainings, pgx.NamedArgs{"age": age, "limit": pruneBatch})
}

const pruneOldTrainings = `
DELETE FROM trainings WHERE id IN (
	SELECT t.id FROM trainings t, matching m
	WHERE t.created_at < now() - @age::interval AND t.id IS DISTINCT FROM m.training_id
	  AND NOT EXISTS (SELECT FROM embedders e WHERE e.id IN (m.embedder_id, m.reembed_to) AND e.vector_model = t.model)
	LIMIT @limit
)`

package store

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/faq"
)

// CreateFAQ stores an FAQ with its status and one vector of the named model
// for each question, in their order; ids and instants are set by the store. by
// is the user who wrote it, "" for an API key. It does not validate the texts,
// see faq.FAQ.Validate. It fails with faq.ErrVector, with faq.ErrModel if another
// model serves, and with faq.ErrIncomplete for an active one without an answer.
func (s *Store) CreateFAQ(ctx context.Context, f faq.FAQ, model string, vectors [][]float32, by string) (faq.FAQ, error) {
	if err := usableVectors(len(f.Questions), vectors); err != nil {
		return faq.FAQ{}, fmt.Errorf("create FAQ: %w", err)
	}
	var created faq.FAQ
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		var err error
		if created, err = createFAQ(ctx, tx, f, model, vectors, by); err != nil {
			return err
		}
		return sealEdit(ctx, tx, model, created.Status == faq.Active)
	})
	if err != nil {
		return faq.FAQ{}, fmt.Errorf("create FAQ: %w", err)
	}
	return created, nil
}

func createFAQ(ctx context.Context, tx pgx.Tx, f faq.FAQ, model string, vectors [][]float32, by string) (faq.FAQ, error) {
	id := uuid.Must(uuid.NewV7()).String()
	args := faqArgs(id, f, by)
	args["status"] = f.Status
	if _, err := tx.Exec(ctx, insertFAQ, args); err != nil {
		return faq.FAQ{}, incomplete(err)
	}
	if err := setQuestions(ctx, tx, id, f.Questions, model, vectors); err != nil {
		return faq.FAQ{}, err
	}
	return selectOneFAQ(ctx, tx, id)
}

const insertFAQ = `
INSERT INTO faqs (id, type, status, answer, labels, edited_by) VALUES (@id, @type, @status, @answer, @labels, @by)`

// UpdateFAQ replaces type, answer, labels and questions of the FAQ with f's id;
// its status stays. A question whose text is unchanged keeps its id, so that
// decisions still point to it. version is the one that was changed: it fails
// with faq.ErrChanged if the FAQ has another by now, and with faq.ErrNotFound,
// faq.ErrVector, faq.ErrModel and faq.ErrIncomplete as CreateFAQ does.
func (s *Store) UpdateFAQ(ctx context.Context, f faq.FAQ, model string, vectors [][]float32, by string, version int64) (faq.FAQ, error) {
	if err := usableVectors(len(f.Questions), vectors); err != nil {
		return faq.FAQ{}, fmt.Errorf("update FAQ: %w", err)
	}
	var updated faq.FAQ
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		// The update locks the row: two edits follow each other as a whole.
		args := faqArgs(f.ID, f, by)
		args["version"] = version
		tag, err := tx.Exec(ctx, updateFAQ, args)
		if err != nil {
			return incomplete(err)
		}
		if tag.RowsAffected() == 0 {
			if _, err := selectOneFAQ(ctx, tx, f.ID); err != nil {
				return err
			}
			return faq.ErrChanged
		}
		if err := setQuestions(ctx, tx, f.ID, f.Questions, model, vectors); err != nil {
			return err
		}
		if updated, err = selectOneFAQ(ctx, tx, f.ID); err != nil {
			return err
		}
		return sealEdit(ctx, tx, model, updated.Status == faq.Active)
	})
	if err != nil {
		return faq.FAQ{}, fmt.Errorf("update FAQ: %w", err)
	}
	return updated, nil
}

const updateFAQ = `
UPDATE faqs
SET type = @type, answer = @answer, labels = @labels, edited_by = @by, version = version + 1, updated_at = now()
WHERE id = @id AND version = @version`

func faqArgs(id string, f faq.FAQ, by string) pgx.NamedArgs {
	return pgx.NamedArgs{
		"id": id, "type": f.Type, "answer": f.Answer, "labels": nonNil(f.Labels), "by": nullID(by),
	}
}

// incomplete names what the schema refuses: an active FAQ without an answer.
func incomplete(err error) error {
	if violates(err, "faqs_answer_check") {
		return faq.ErrIncomplete
	}
	return err
}

// setQuestions makes questions those of an FAQ, with their vectors of a model.
// Those whose text stays keep their ids, and their vectors of other models.
func setQuestions(ctx context.Context, tx pgx.Tx, faqID string, questions []faq.Question, model string, vectors [][]float32) error {
	texts, ids := make([]string, len(questions)), make([]string, len(questions))
	for i, q := range questions {
		texts[i], ids[i] = q.Text, uuid.Must(uuid.NewV7()).String()
	}
	args := pgx.NamedArgs{
		"faq": faqID, "texts": texts, "ids": ids, "model": model, "vectors": vectorList(vectors),
	}
	batch := &pgx.Batch{}
	batch.Queue(dropQuestions, args)
	batch.Queue(moveQuestions, args)
	batch.Queue(addQuestions, args)
	batch.Queue(setQuestionVectors, args)
	return tx.SendBatch(ctx, batch).Close()
}

const dropQuestions = `DELETE FROM faq_questions WHERE faq_id = @faq AND text <> ALL (@texts::text[])`

const moveQuestions = `
UPDATE faq_questions q SET position = t.position - 1
FROM unnest(@texts::text[]) WITH ORDINALITY AS t (text, position)
WHERE q.faq_id = @faq AND q.text = t.text`

const addQuestions = `
INSERT INTO faq_questions (id, faq_id, position, text)
SELECT t.id, @faq, t.position - 1, t.text
FROM unnest(@ids::uuid[], @texts::text[]) WITH ORDINALITY AS t (id, text, position)
WHERE NOT EXISTS (SELECT FROM faq_questions q WHERE q.faq_id = @faq AND q.text = t.text)`

const setQuestionVectors = `
INSERT INTO faq_vectors (question_id, model, embedding)
SELECT q.id, @model, t.vector
FROM unnest(@texts::text[], @vectors::vector[]) AS t (text, vector)
JOIN faq_questions q ON q.faq_id = @faq AND q.text = t.text
ON CONFLICT (question_id, model) DO UPDATE SET embedding = excluded.embedding`

package store

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"

	"github.com/parleyhq/parley/faq"
)

// CreateFAQ stores an FAQ with its status and one vector of the named model
// for each question, in their order; ids and instants are set by the store. It
// does not validate the texts, see faq.FAQ.Validate. It fails with
// faq.ErrVector.
func (s *Store) CreateFAQ(ctx context.Context, f faq.FAQ, model string, vectors [][]float32) (faq.FAQ, error) {
	if err := usableVectors(len(f.Questions), vectors); err != nil {
		return faq.FAQ{}, fmt.Errorf("create FAQ: %w", err)
	}
	var created faq.FAQ
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		id := uuid.Must(uuid.NewV7()).String()
		args := faqArgs(id, f)
		args["status"] = f.Status
		if _, err := tx.Exec(ctx, insertFAQ, args); err != nil {
			return err
		}
		if err := insertQuestions(ctx, tx, id, f.Questions, nil, model, vectors); err != nil {
			return err
		}
		var err error
		created, err = selectOneFAQ(ctx, tx, id)
		return err
	})
	if err != nil {
		return faq.FAQ{}, fmt.Errorf("create FAQ: %w", err)
	}
	return created, nil
}

const insertFAQ = `
INSERT INTO faqs (id, type, status, answer, labels) VALUES (@id, @type, @status, @answer, @labels)`

// UpdateFAQ replaces type, answer, labels and questions of the FAQ with f's id;
// its status stays. A question whose text is unchanged keeps its id, so that
// decisions still point to it. It fails with faq.ErrNotFound and
// faq.ErrVector.
func (s *Store) UpdateFAQ(ctx context.Context, f faq.FAQ, model string, vectors [][]float32) (faq.FAQ, error) {
	if err := usableVectors(len(f.Questions), vectors); err != nil {
		return faq.FAQ{}, fmt.Errorf("update FAQ: %w", err)
	}
	var updated faq.FAQ
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		// The update locks the row: two edits follow each other as a whole.
		tag, err := tx.Exec(ctx, updateFAQ, faqArgs(f.ID, f))
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return faq.ErrNotFound
		}
		old, err := selectOneFAQ(ctx, tx, f.ID)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, deleteQuestions, pgx.NamedArgs{"faq": f.ID}); err != nil {
			return err
		}
		if err := insertQuestions(ctx, tx, f.ID, f.Questions, old.Questions, model, vectors); err != nil {
			return err
		}
		updated, err = selectOneFAQ(ctx, tx, f.ID)
		return err
	})
	if err != nil {
		return faq.FAQ{}, fmt.Errorf("update FAQ: %w", err)
	}
	return updated, nil
}

const updateFAQ = `
UPDATE faqs SET type = @type, answer = @answer, labels = @labels, version = version + 1, updated_at = now()
WHERE id = @id`

const deleteQuestions = `DELETE FROM faq_questions WHERE faq_id = @faq`

func faqArgs(id string, f faq.FAQ) pgx.NamedArgs {
	return pgx.NamedArgs{"id": id, "type": f.Type, "answer": f.Answer, "labels": nonNil(f.Labels)}
}

func insertQuestions(ctx context.Context, tx pgx.Tx, faqID string, questions, old []faq.Question, model string, vectors [][]float32) error {
	ids := make(map[string]string, len(old))
	for _, q := range old {
		ids[q.Text] = q.ID
	}
	batch := &pgx.Batch{}
	for i, q := range questions {
		id, known := ids[q.Text]
		delete(ids, q.Text)
		if !known {
			id = uuid.Must(uuid.NewV7()).String()
		}
		batch.Queue(insertQuestion, pgx.NamedArgs{
			"id": id, "faq": faqID, "position": i, "text": q.Text, "model": model,
			"vector": pgvector.NewVector(vectors[i]),
		})
	}
	return tx.SendBatch(ctx, batch).Close()
}

const insertQuestion = `
INSERT INTO faq_questions (id, faq_id, position, text, model, embedding)
VALUES (@id, @faq, @position, @text, @model, @vector)`

package store

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/faq"
)

// CloneFAQ stores a draft that says the same as an FAQ, with vectors of every
// model the FAQ has, and returns it. by is the user, "" for an API key. It fails
// with faq.ErrNotFound.
func (s *Store) CloneFAQ(ctx context.Context, id, by string) (faq.FAQ, error) {
	var clone faq.FAQ
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		// Locked, so that its questions are those of the row that is copied.
		if _, err := tx.Exec(ctx, lockFAQ, pgx.NamedArgs{"id": id}); err != nil {
			return err
		}
		original, err := selectOneFAQ(ctx, tx, id)
		if err != nil {
			return err
		}
		old, ids := make([]string, len(original.Questions)), make([]string, len(original.Questions))
		for i, q := range original.Questions {
			old[i], ids[i] = q.ID, uuid.Must(uuid.NewV7()).String()
		}
		cloneID := uuid.Must(uuid.NewV7()).String()
		args := faqArgs(cloneID, original.Clone(), by)
		args["status"], args["old"], args["ids"] = faq.Draft, old, ids
		batch := &pgx.Batch{}
		batch.Queue(insertFAQ, args)
		batch.Queue(cloneQuestions, args)
		// No switch to another model may come between this and what it copies.
		batch.Queue(selectMatchingForUpdate)
		batch.Queue(cloneVectors, args)
		if err := tx.SendBatch(ctx, batch).Close(); err != nil {
			return err
		}
		clone, err = selectOneFAQ(ctx, tx, cloneID)
		return err
	})
	if err != nil {
		return faq.FAQ{}, fmt.Errorf("clone FAQ: %w", err)
	}
	return clone, nil
}

const cloneQuestions = `
INSERT INTO faq_questions (id, faq_id, position, text)
SELECT c.id, @id, q.position, q.text
FROM unnest(@old::uuid[], @ids::uuid[]) AS c (old, id) JOIN faq_questions q ON q.id = c.old`

const cloneVectors = `
INSERT INTO faq_vectors (question_id, model, embedding)
SELECT c.id, v.model, v.embedding
FROM unnest(@old::uuid[], @ids::uuid[]) AS c (old, id) JOIN faq_vectors v ON v.question_id = c.old`

package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// BeginDemo makes sure that the demo data has been begun, with an inbox of these
// settings, and returns what there is of it.
func (s *Store) BeginDemo(ctx context.Context, in conversation.InboxSettings) (conversation.Demo, error) {
	var d conversation.Demo
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, lockDemo); err != nil {
			return err
		}
		var err error
		if d, err = readDemo(ctx, tx); err != nil || d.InboxID != "" {
			return err
		}
		inbox, err := s.createInbox(ctx, tx, conversation.ChannelWebhook, in)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, insertDemo, pgx.NamedArgs{"inbox": inbox.ID}); err != nil {
			return err
		}
		d, err = readDemo(ctx, tx)
		return err
	})
	if err != nil {
		return conversation.Demo{}, fmt.Errorf("begin demo: %w", err)
	}
	return d, nil
}

const insertDemo = `INSERT INTO demo (inbox_id) VALUES (@inbox)`

// SetDemoImport says which import brings the demo's FAQs in, unless another one
// than former does by now; it reports whether it was said.
func (s *Store) SetDemoImport(ctx context.Context, former, id string) (bool, error) {
	tag, err := s.pool.Exec(ctx, setDemoImport, pgx.NamedArgs{"former": nullID(former), "id": id})
	if err != nil {
		return false, fmt.Errorf("set demo import: %w", err)
	}
	return tag.RowsAffected() == 1, nil
}

const setDemoImport = `
UPDATE demo SET import_id = @id
WHERE import_id IS NOT DISTINCT FROM @former::uuid AND faqs_at IS NULL AND removing_at IS NULL`

// AskedAlready returns those of some questions that an FAQ begins with as they
// stand.
func (s *Store) AskedAlready(ctx context.Context, questions []string) ([]string, error) {
	rows, err := s.pool.Query(ctx, askedAlready, questions)
	if err != nil {
		return nil, fmt.Errorf("look for questions: %w", err)
	}
	asked, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("look for questions: %w", err)
	}
	return asked, nil
}

const askedAlready = `SELECT DISTINCT text FROM faq_questions WHERE position = 0 AND text = ANY ($1)`

// NoteDemoFAQs remembers which FAQs the demo's import made.
func (s *Store) NoteDemoFAQs(ctx context.Context) error {
	if err := s.inTx(ctx, func(tx pgx.Tx) error { return noteDemoFAQs(ctx, tx) }); err != nil {
		return fmt.Errorf("note demo FAQs: %w", err)
	}
	return nil
}

func noteDemoFAQs(ctx context.Context, tx pgx.Tx) error {
	if _, err := tx.Exec(ctx, lockDemo); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, insertDemoFAQs); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, demoFAQsThere)
	return err
}

// insertDemoFAQs finds no words for one that was changed before it could look.
const insertDemoFAQs = `
INSERT INTO demo_faqs (faq_id, said)
SELECT f.id, CASE WHEN f.version = 1 THEN ` + saidByFAQ + ` ELSE '' END
FROM demo d JOIN import_rows r ON r.import_id = d.import_id AND r.verdict = 'created'
JOIN imports i ON i.id = r.import_id AND i.status = 'done'
JOIN faqs f ON f.id = r.faq_id
WHERE d.faqs_at IS NULL
ON CONFLICT DO NOTHING`

const demoFAQsThere = `UPDATE demo SET faqs_at = now() WHERE faqs_at IS NULL`

// FinishDemo says that the demo's customers have written.
func (s *Store) FinishDemo(ctx context.Context) error {
	if _, err := s.pool.Exec(ctx, finishDemo); err != nil {
		return fmt.Errorf("finish demo: %w", err)
	}
	return nil
}

const finishDemo = `UPDATE demo SET loaded_at = now() WHERE loaded_at IS NULL AND faqs_at IS NOT NULL`

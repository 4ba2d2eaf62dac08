package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// GetDemo returns what there is of the demo data; that there is none is no error.
func (s *Store) GetDemo(ctx context.Context) (conversation.Demo, error) {
	d, err := readDemo(ctx, s.pool)
	if err != nil {
		return conversation.Demo{}, fmt.Errorf("get demo: %w", err)
	}
	return d, nil
}

const selectDemo = `
SELECT d.inbox_id, d.import_id, d.faqs_at, d.loaded_at, d.removing_at,
       (SELECT count(*) FROM demo_faqs) AS faqs,
       (SELECT count(*) FROM conversations c WHERE c.inbox_id = d.inbox_id AND c.merged_into IS NULL) AS conversations
FROM demo d`

// saidByFAQ is a digest of what FAQ f says. Its status is no part of it: an FAQ
// that was only archived is nobody's work.
const saidByFAQ = `encode(sha256(convert_to(jsonb_build_array(f.type, f.answer, f.labels,
	(SELECT array_agg(q.text ORDER BY q.position) FROM faq_questions q WHERE q.faq_id = f.id))::text, 'UTF8')), 'hex')`

// answeredOthers says that FAQ f answered somebody outside of the demo, whose
// conversation shows why.
const answeredOthers = `EXISTS (
	SELECT FROM decisions x JOIN conversations c ON c.id = x.conversation_id
	WHERE (x.answered AND x.faq_id = f.id OR x.filler_id = f.id) AND c.inbox_id <> (SELECT inbox_id FROM demo))`

const selectKeptDemo = `
SELECT f.id, (SELECT q.text FROM faq_questions q WHERE q.faq_id = f.id AND q.position = 0) AS question,
       d.said <> ` + saidByFAQ + ` AS edited
FROM demo_faqs d JOIN faqs f ON f.id = d.faq_id
WHERE d.said <> ` + saidByFAQ + ` OR ` + answeredOthers + `
ORDER BY question, f.id`

func readDemo(ctx context.Context, q rowsQuerier) (conversation.Demo, error) {
	rows, err := q.Query(ctx, selectDemo)
	if err != nil {
		return conversation.Demo{}, err
	}
	d, err := pgx.CollectExactlyOneRow(rows, scanDemo)
	if errors.Is(err, pgx.ErrNoRows) {
		return conversation.Demo{}, nil
	}
	if err != nil {
		return conversation.Demo{}, err
	}
	if rows, err = q.Query(ctx, selectKeptDemo); err != nil {
		return conversation.Demo{}, err
	}
	d.Kept, err = pgx.CollectRows(rows, pgx.RowToStructByName[conversation.DemoFAQ])
	return d, err
}

func scanDemo(row pgx.CollectableRow) (conversation.Demo, error) {
	r, err := pgx.RowToStructByName[struct {
		InboxID                      string
		ImportID                     *string
		FAQsAt, LoadedAt, RemovingAt *time.Time
		FAQs, Conversations          int
	}](row)
	return conversation.Demo{
		InboxID: r.InboxID, ImportID: text(r.ImportID), FAQs: r.FAQs, Conversations: r.Conversations,
		FAQsAt: instant(r.FAQsAt), LoadedAt: instant(r.LoadedAt), RemovingAt: instant(r.RemovingAt),
	}, err
}

// lockDemo lets one at a time begin the demo data or take it away.
const lockDemo = `SELECT pg_advisory_xact_lock(hashtext('parley demo'))`

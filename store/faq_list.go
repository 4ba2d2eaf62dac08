package store

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/faq"
)

// ListFAQs returns a page of the FAQs a filter selects, in its order, and the
// key of the next page, nil on the last one.
func (s *Store) ListFAQs(ctx context.Context, f faq.Filter) ([]faq.FAQ, *faq.ListKey, error) {
	args := pgx.NamedArgs{
		"status": f.Status, "type": f.Type, "label": f.Label, "query": f.Query, "limit": f.Limit + 1,
		"first": f.After == nil, "after_id": noID,
		"after_at": time.Time{}, "after_question": "", "after_matches": 0,
	}
	if f.After != nil {
		args["after_id"], args["after_question"], args["after_matches"] = f.After.ID, f.After.Question, f.After.Matches
		args["after_at"] = f.After.UpdatedAt
		if f.Sort == faq.ByCreated {
			args["after_at"] = f.After.CreatedAt
		}
	}
	rows, err := s.pool.Query(ctx, faqList(f.Sort, f.Reverse), args)
	if err != nil {
		return nil, nil, fmt.Errorf("list FAQs: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[listedFAQ])
	if err != nil {
		return nil, nil, fmt.Errorf("list FAQs: %w", err)
	}
	faqs := make([]faq.FAQ, len(found))
	for i, r := range found {
		faqs[i] = r.faq()
	}
	if len(faqs) <= f.Limit {
		return faqs, nil, nil
	}
	return faqs[:f.Limit], found[f.Limit-1].key(f.Sort), nil
}

// listedFAQ also holds what FAQs are ordered by, as the database compares it.
type listedFAQ struct {
	faqRow
	Folded string
}

func (r listedFAQ) key(by faq.Sort) *faq.ListKey {
	key := faq.ListKey{ID: r.ID}
	switch by {
	case faq.ByCreated:
		key.CreatedAt = r.CreatedAt.UTC()
	case faq.ByQuestion:
		key.Question = r.Folded
	case faq.ByMatches:
		key.Matches = r.Matches
	default:
		key.UpdatedAt = r.UpdatedAt.UTC()
	}
	return &key
}

func faqList(by faq.Sort, reverse bool) string {
	var list [2]string
	switch by {
	case faq.ByCreated:
		list = [2]string{listFAQsByCreated, listFAQsByCreatedReversed}
	case faq.ByQuestion:
		list = [2]string{listFAQsByQuestion, listFAQsByQuestionReversed}
	case faq.ByMatches:
		list = [2]string{listFAQsByMatches, listFAQsByMatchesReversed}
	default:
		list = [2]string{listFAQsByUpdated, listFAQsByUpdatedReversed}
	}
	if reverse {
		return list[1]
	}
	return list[0]
}

const listedColumns = faqColumns + `, ` + firstQuestion + ` AS folded`

const selectedFAQs = `FROM faqs f
WHERE (@status = '' OR f.status = @status) AND (@type = '' OR f.type = @type)
  AND (@label = '' OR @label = ANY (f.labels))
  AND (@query = '' OR folded(f.answer) LIKE containing(@query) OR EXISTS (
       SELECT FROM faq_questions q WHERE q.faq_id = f.id AND folded(q.text) LIKE containing(@query)))`

const listedFAQs = selectedFAQs + `
  AND (@first OR`

const firstQuestion = `
	(SELECT folded(q.text) FROM faq_questions q WHERE q.faq_id = f.id AND q.position = 0)`

const listFAQsByUpdated = `
SELECT ` + listedColumns + `
` + listedFAQs + `
  (f.updated_at, f.id) < (@after_at::timestamptz, @after_id::uuid))
ORDER BY f.updated_at DESC, f.id DESC LIMIT @limit`

const listFAQsByUpdatedReversed = `
SELECT ` + listedColumns + `
` + listedFAQs + `
  (f.updated_at, f.id) > (@after_at::timestamptz, @after_id::uuid))
ORDER BY f.updated_at, f.id LIMIT @limit`

const listFAQsByCreated = `
SELECT ` + listedColumns + `
` + listedFAQs + `
  (f.created_at, f.id) < (@after_at::timestamptz, @after_id::uuid))
ORDER BY f.created_at DESC, f.id DESC LIMIT @limit`

const listFAQsByCreatedReversed = `
SELECT ` + listedColumns + `
` + listedFAQs + `
  (f.created_at, f.id) > (@after_at::timestamptz, @after_id::uuid))
ORDER BY f.created_at, f.id LIMIT @limit`

const listFAQsByQuestion = `
SELECT ` + listedColumns + `
` + listedFAQs + `
  (` + firstQuestion + `, f.id) > (@after_question, @after_id::uuid))
ORDER BY folded, f.id LIMIT @limit`

const listFAQsByQuestionReversed = `
SELECT ` + listedColumns + `
` + listedFAQs + `
  (` + firstQuestion + `, f.id) < (@after_question, @after_id::uuid))
ORDER BY folded DESC, f.id DESC LIMIT @limit`

const listFAQsByMatches = `
SELECT ` + listedColumns + `
` + listedFAQs + `
  (` + matchesOfFAQ + `, f.id) < (@after_matches::bigint, @after_id::uuid))
ORDER BY matches DESC, f.id DESC LIMIT @limit`

const listFAQsByMatchesReversed = `
SELECT ` + listedColumns + `
` + listedFAQs + `
  (` + matchesOfFAQ + `, f.id) > (@after_matches::bigint, @after_id::uuid))
ORDER BY matches, f.id LIMIT @limit`

// exportPage is how many FAQs an export holds in memory.
const exportPage = 500

// ExportFAQs yields every FAQ a filter selects, newest first; its order, Reverse, After
// and Limit are not looked at. It reads page by page and holds nothing in
// between, so that it may be as slow as whoever downloads. An FAQ that is
// created meanwhile is not yielded; one that is changed is yielded once, as it
// was or as it is. The first error is the last that is yielded.
func (s *Store) ExportFAQs(ctx context.Context, f faq.Filter) iter.Seq2[faq.FAQ, error] {
	f.Sort, f.Reverse, f.After, f.Limit = faq.ByCreated, false, nil, exportPage
	return func(yield func(faq.FAQ, error) bool) {
		for {
			page, next, err := s.ListFAQs(ctx, f)
			if err != nil {
				yield(faq.FAQ{}, err)
				return
			}
			for _, found := range page {
				if !yield(found, nil) {
					return
				}
			}
			if next == nil {
				return
			}
			f.After = next
		}
	}
}

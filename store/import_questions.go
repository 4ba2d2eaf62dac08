package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"

	"github.com/parleyhq/parley/faq"
)

// CheckedQuestions returns at most limit questions that can be matched, of rows
// of an import that have been checked and would change the FAQs, with their
// vectors of a model: those after a place in the file, in its order.
func (s *Store) CheckedQuestions(
	ctx context.Context, id, model string, after faq.ImportedKey, limit int,
) ([]faq.ImportedQuestion, error) {
	rows, err := s.pool.Query(ctx, listCheckedQuestions, pgx.NamedArgs{
		"id": id, "model": model, "row": after.Row, "position": after.Position, "limit": limit,
	})
	if err != nil {
		return nil, fmt.Errorf("list checked questions: %w", err)
	}
	found, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (faq.ImportedQuestion, error) {
		var q faq.ImportedQuestion
		var vector pgvector.Vector
		err := row.Scan(&q.Row, &q.Position, &q.Question, &vector)
		q.Vector = vector.Slice()
		return q, err
	})
	if err != nil {
		return nil, fmt.Errorf("list checked questions: %w", err)
	}
	return found, nil
}

const listCheckedQuestions = `
SELECT v.row, v.position, r.questions[v.position + 1], v.embedding
FROM import_vectors v JOIN import_rows r ON r.import_id = v.import_id AND r.row = v.row
WHERE v.import_id = @id AND v.model = @model AND (v.row, v.position) > (@row, @position) AND r.type <> 'filler'
ORDER BY v.row, v.position LIMIT @limit`

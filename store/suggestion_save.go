package store

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"

	"github.com/parleyhq/parley/faq"
)

// SaveSuggestions keeps groups that were found as suggestions, and returns how
// many of them are new. A group that is there already, by what it means or by
// whom it holds, is not proposed again: an open suggestion is brought up to date,
// one that was accepted or dismissed stays as it is.
func (s *Store) SaveSuggestions(ctx context.Context, proposals []faq.Proposal) (created int, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		created = 0
		// Two looks at once would propose the same twice.
		if _, err := tx.Exec(ctx, lockSuggestions); err != nil {
			return err
		}
		for _, p := range proposals {
			fresh, err := saveSuggestion(ctx, tx, p)
			if err != nil {
				return err
			}
			if fresh {
				created++
			}
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("save suggestions: %w", err)
	}
	return created, nil
}

const lockSuggestions = `SELECT pg_advisory_xact_lock(hashtext('parley suggestions'))`

// sameMeaning is the cosine of two groups' centres above which they are one. It
// lies well above that of two groups, whatever the embedder: centres of the same
// group on two days differ by a few members only.
const sameMeaning = 0.95

func saveSuggestion(ctx context.Context, tx pgx.Tx, p faq.Proposal) (created bool, err error) {
	if !usable(p.Centre) {
		return false, fmt.Errorf("centre of a group: %w", faq.ErrVector)
	}
	wordings := make([]*int, len(p.Members))
	for i, member := range p.Members {
		wordings[i] = wordingOf(p, member)
	}
	args := pgx.NamedArgs{
		"id": uuid.Must(uuid.NewV7()).String(), "model": p.Model, "centre": pgvector.NewVector(p.Centre),
		"dimensions": len(p.Centre), "same": sameMeaning, "members": p.Members, "wordings": wordings,
	}
	rows, err := tx.Query(ctx, findSuggestion, args)
	if err != nil {
		return false, err
	}
	known, err := pgx.CollectRows(rows, pgx.RowToStructByName[struct {
		ID     string
		Status faq.SuggestionStatus
	}])
	if err != nil {
		return false, err
	}
	statement := insertSuggestion
	if len(known) > 0 {
		if known[0].Status != faq.SuggestionOpen {
			return false, nil
		}
		args["id"], statement = known[0].ID, updateSuggestion
	}
	tag, err := tx.Exec(ctx, statement, args)
	if err != nil || tag.RowsAffected() == 0 {
		return false, err
	}
	batch := &pgx.Batch{}
	batch.Queue(dropMembers, args)
	batch.Queue(addMembers, args)
	return len(known) == 0, tx.SendBatch(ctx, batch).Close()
}

func wordingOf(p faq.Proposal, member string) *int {
	if member == p.Question {
		return new(int)
	}
	for i, related := range p.Related {
		if member == related {
			place := i + 1
			return &place
		}
	}
	return nil
}

// findSuggestion prefers one that was decided about: what was dismissed does not
// come back under an open one that is like it too.
const findSuggestion = `
SELECT s.id, s.status FROM suggestions s
CROSS JOIN LATERAL (
	SELECT count(*) AS shared FROM suggestion_members m
	WHERE m.suggestion_id = s.id AND m.decision_id = ANY (@members::uuid[])
) o
WHERE 2 * o.shared >= least(s.size, cardinality(@members::uuid[]))
   OR s.model = @model
      AND CASE WHEN vector_dims(s.centre) = @dimensions THEN 1 - (s.centre <=> @centre) ELSE 0 END >= @same
ORDER BY s.status = 'open', o.shared DESC, s.id LIMIT 1`

// spanOfMembers is size, first_at and last_at of a group; no row if all its
// decisions are gone.
const spanOfMembers = `
	SELECT count(*) AS size, min(created_at) AS first_at, max(created_at) AS last_at
	FROM decisions WHERE id = ANY (@members::uuid[]) HAVING count(*) > 0`

const insertSuggestion = `
INSERT INTO suggestions (id, model, centre, size, first_at, last_at)
SELECT @id, @model, @centre, n.size, n.first_at, n.last_at FROM (` + spanOfMembers + `) n`

const updateSuggestion = `
UPDATE suggestions s
SET model = @model, centre = @centre, size = n.size, first_at = n.first_at, last_at = n.last_at, updated_at = now()
FROM (` + spanOfMembers + `) n WHERE s.id = @id`

const dropMembers = `DELETE FROM suggestion_members WHERE suggestion_id = @id`

// addMembers passes over decisions that are gone.
const addMembers = `
INSERT INTO suggestion_members (suggestion_id, decision_id, rank, wording)
SELECT @id, m.id, m.rank - 1, m.wording
FROM unnest(@members::uuid[], @wordings::int[]) WITH ORDINALITY AS m (id, wording, rank)
JOIN decisions d ON d.id = m.id`

package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
)

// CountBursts returns how many bursts Bursts yields.
func (s *Store) CountBursts(ctx context.Context, since time.Time) (int, error) {
	var n int
	err := s.pool.QueryRow(ctx, countBursts, pgx.NamedArgs{"since": since, "most": responder.MaxReplayBursts}).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count bursts: %w", err)
	}
	return n, nil
}

const countBursts = `SELECT count(*) FROM (SELECT FROM decisions WHERE created_at >= @since LIMIT @most) d`

// Bursts returns a page of what was decided since an instant, oldest first, with
// the vectors of a model: at most limit bursts after a key, nil for the first
// page, and the key of the next page, nil on the last one. Of more than
// responder.MaxReplayBursts it begins with the newest so many.
func (s *Store) Bursts(ctx context.Context, since time.Time, model string, after *responder.BurstKey, limit int) (
	[]responder.StoredBurst, *responder.BurstKey, error,
) {
	args := pgx.NamedArgs{
		"since": since, "model": model, "limit": limit, "first": after == nil, "after_at": since, "after_id": noID,
		"most": responder.MaxReplayBursts,
	}
	if after != nil {
		args["after_at"], args["after_id"] = after.At, after.ID
	}
	rows, err := s.pool.Query(ctx, listBursts, args)
	if err != nil {
		return nil, nil, fmt.Errorf("list bursts: %w", err)
	}
	bursts, err := pgx.CollectRows(rows, scanStoredBurst)
	if err != nil {
		return nil, nil, fmt.Errorf("list bursts: %w", err)
	}
	if len(bursts) < limit {
		return bursts, nil, nil
	}
	last := bursts[limit-1]
	return bursts, &responder.BurstKey{At: last.At, ID: last.DecisionID}, nil
}

// listBursts reads vectors as a list for each burst, never a row for each part.
const listBursts = `
WITH page AS (
	SELECT id, conversation_id, ticket, from_seq, upto_seq, created_at, answered, step, faq_id, quick_reply_id, filler_id
	FROM decisions
	WHERE created_at >= @since AND (created_at, id) > (@after_at::timestamptz, @after_id::uuid)
	  AND (NOT @first OR (created_at, id) >= (
	      SELECT o.created_at, o.id FROM (
	          SELECT created_at, id FROM decisions WHERE created_at >= @since
	          ORDER BY created_at DESC, id DESC LIMIT @most
	      ) o ORDER BY o.created_at, o.id LIMIT 1))
	ORDER BY created_at, id LIMIT @limit
)
SELECT d.id, d.conversation_id, d.ticket, d.from_seq, d.created_at, d.answered, d.step,
       coalesce(d.quick_reply_id, d.filler_id, d.faq_id) AS answered_by,
       ARRAY(SELECT m.text FROM messages m
             WHERE m.conversation_id = d.conversation_id AND m.seq BETWEEN d.from_seq AND d.upto_seq AND m.author = 'contact'
             ORDER BY m.seq LIMIT 20) AS lines,
       ARRAY(SELECT v.part FROM decision_vectors v WHERE v.decision_id = d.id AND v.model = @model ORDER BY v.part) AS parts,
       ARRAY(SELECT v.embedding FROM decision_vectors v WHERE v.decision_id = d.id AND v.model = @model ORDER BY v.part) AS vectors
FROM page d ORDER BY d.created_at, d.id`

func scanStoredBurst(row pgx.CollectableRow) (responder.StoredBurst, error) {
	r, err := pgx.RowToStructByName[struct {
		ID             string
		ConversationID string
		Ticket         int
		FromSeq        int64
		CreatedAt      time.Time
		Answered       bool
		Step           string
		AnsweredBy     *string
		Lines          []string
		Parts          []int
		Vectors        []pgvector.Vector
	}](row)
	if err != nil {
		return responder.StoredBurst{}, err
	}
	b := responder.StoredBurst{
		DecisionID: r.ID, Ticket: r.Ticket, Answered: r.Answered,
		Burst: responder.Burst{
			ConversationID: r.ConversationID, FromSeq: r.FromSeq, Lines: r.Lines, At: r.CreatedAt.UTC(),
		},
	}
	// Before there was a chain the step stood there whether it answered or not.
	if r.Answered {
		b.Step, b.AnsweredBy = responder.Step(r.Step), text(r.AnsweredBy)
	}
	for i, part := range r.Parts {
		b.Vectors = append(b.Vectors, faq.Vector{Part: part, Values: r.Vectors[i].Slice()})
	}
	return b, nil
}

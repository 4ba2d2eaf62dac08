package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
)

// GetDecision returns why a burst was answered, or was not, or
// faq.ErrNotFound.
func (s *Store) GetDecision(ctx context.Context, id string) (responder.Recorded, error) {
	rows, err := s.pool.Query(ctx, selectDecision, pgx.NamedArgs{"id": id})
	if err != nil {
		return responder.Recorded{}, fmt.Errorf("get decision: %w", err)
	}
	decision, err := pgx.CollectExactlyOneRow(rows, scanDecision)
	if errors.Is(err, pgx.ErrNoRows) {
		err = faq.ErrNotFound
	}
	if err != nil {
		return responder.Recorded{}, fmt.Errorf("get decision: %w", err)
	}
	return decision, nil
}

const selectDecision = `
SELECT d.id, d.conversation_id, d.ticket, d.from_seq, d.upto_seq, d.created_at, d.decision,
       d.answered, d.step, d.reason, d.model, d.faq_id, d.question_id, d.score, d.threshold, d.margin, d.candidates,
       u.id AS corrected_by, u.name AS corrected_name, v.at AS corrected_at
FROM decisions d
LEFT JOIN decision_verdicts v ON v.decision_id = d.id
LEFT JOIN users u ON u.id = v.user_id
WHERE d.id = @id`

type decisionRow struct {
	ID             string
	ConversationID string
	Ticket         int
	FromSeq        int64
	UptoSeq        int64
	CreatedAt      time.Time
	// Decision is the whole decision; the others are looked at without it.
	Decision []byte

	Answered   bool
	Step       string
	Reason     faq.Reason
	Model      string
	FAQID      *string `db:"faq_id"`
	QuestionID *string
	Score      *float64
	Threshold  *float64
	Margin     *float64
	Candidates []byte

	CorrectedBy, CorrectedName *string
	CorrectedAt                *time.Time
}

func scanDecision(row pgx.CollectableRow) (responder.Recorded, error) {
	r, err := pgx.RowToStructByName[decisionRow](row)
	if err != nil {
		return responder.Recorded{}, err
	}
	recorded := responder.Recorded{
		ID: r.ID, ConversationID: r.ConversationID, Ticket: r.Ticket, FromSeq: r.FromSeq, UptoSeq: r.UptoSeq,
		CreatedAt: r.CreatedAt.UTC(),
	}
	if r.CorrectedBy != nil {
		recorded.Correction = &responder.Correction{UserID: *r.CorrectedBy, UserName: text(r.CorrectedName), At: r.CorrectedAt.UTC()}
	}
	if r.Decision != nil {
		return recorded, decode("decision", r.ID, r.Decision, &recorded.Decision)
	}
	recorded.Decision, err = r.beforeTheChain()
	return recorded, err
}

// beforeTheChain reads a decision from the time when the FAQs were the only
// responder.
func (r decisionRow) beforeTheChain() (responder.Decision, error) {
	matched := faq.Decision{
		Answered: r.Answered, FAQID: text(r.FAQID), QuestionID: text(r.QuestionID), Step: r.Step, Reason: r.Reason,
		Model: r.Model, Score: number(r.Score), Threshold: number(r.Threshold), Margin: number(r.Margin),
	}
	if err := decode("candidates", r.ID, r.Candidates, &matched.Candidates); err != nil {
		return responder.Decision{}, err
	}
	explain(&matched)
	d := responder.Decision{
		Answered: r.Answered, Answer: matched.Answer, Reason: r.Reason, FAQ: &matched, At: r.CreatedAt.UTC(),
	}
	if r.Answered {
		d.Step = responder.StepFAQ
	}
	return d, nil
}

// explain fills in what the candidates say about a decision: as they were then,
// not as the FAQ is now.
func explain(d *faq.Decision) {
	for i, c := range d.Candidates {
		if d.Answered && c.QuestionID == d.QuestionID {
			d.Question, d.Answer, d.Type = c.Question, c.Answer, c.Type
		}
		if d.RunnerUp == nil && c.FAQID != d.Candidates[0].FAQID {
			d.RunnerUp = &d.Candidates[i]
		}
	}
}

func number(f *float64) float64 {
	if f == nil {
		return 0
	}
	return *f
}

// PruneDecisionVectors deletes the vectors of decisions older than age, which
// nobody replays any more, and returns how many. The decisions stay.
func (s *Store) PruneDecisionVectors(ctx context.Context, age time.Duration) (int64, error) {
	return s.prune(ctx, "vectors of decisions", pruneDecisionVectors, pgx.NamedArgs{
		"before": firstUUID(time.Now().Add(-age)), "limit": pruneBatch,
	})
}

// pruneDecisionVectors goes by the ids, which are in the order of time: nothing
// is read that is not deleted.
const pruneDecisionVectors = `
DELETE FROM decision_vectors WHERE (decision_id, part) IN (
	SELECT decision_id, part FROM decision_vectors WHERE decision_id < @before ORDER BY decision_id LIMIT @limit
)`

// firstUUID is the first id of version 7 at an instant.
func firstUUID(at time.Time) string {
	var id uuid.UUID
	ms := at.UnixMilli()
	for i := range 6 {
		id[i] = byte(ms >> (8 * (5 - i)))
	}
	id[6], id[8] = 0x70, 0x80
	return id.String()
}

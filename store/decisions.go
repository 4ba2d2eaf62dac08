package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/faq"
)

// GetDecision returns why a burst was answered, or was not, or
// faq.ErrNotFound.
func (s *Store) GetDecision(ctx context.Context, id string) (faq.Recorded, error) {
	rows, err := s.pool.Query(ctx, selectDecision, pgx.NamedArgs{"id": id})
	if err != nil {
		return faq.Recorded{}, fmt.Errorf("get decision: %w", err)
	}
	decision, err := pgx.CollectExactlyOneRow(rows, scanDecision)
	if errors.Is(err, pgx.ErrNoRows) {
		err = faq.ErrNotFound
	}
	if err != nil {
		return faq.Recorded{}, fmt.Errorf("get decision: %w", err)
	}
	return decision, nil
}

const selectDecision = `
SELECT id, conversation_id, ticket, from_seq, upto_seq, answered, step, reason, model, faq_id, question_id,
       score, threshold, margin, candidates, created_at
FROM decisions WHERE id = @id`

type decisionRow struct {
	ID             string
	ConversationID string
	Ticket         int
	FromSeq        int64
	UptoSeq        int64
	Answered       bool
	Step           string
	Reason         faq.Reason
	Model          string
	FAQID          *string `db:"faq_id"`
	QuestionID     *string
	Score          *float64
	Threshold      *float64
	Margin         *float64
	Candidates     []byte
	CreatedAt      time.Time
}

func scanDecision(row pgx.CollectableRow) (faq.Recorded, error) {
	r, err := pgx.RowToStructByName[decisionRow](row)
	if err != nil {
		return faq.Recorded{}, err
	}
	d := faq.Decision{
		Answered: r.Answered, FAQID: text(r.FAQID), QuestionID: text(r.QuestionID), Step: r.Step, Reason: r.Reason,
		Model: r.Model, Score: number(r.Score), Threshold: number(r.Threshold), Margin: number(r.Margin),
	}
	if err := json.Unmarshal(r.Candidates, &d.Candidates); err != nil {
		return faq.Recorded{}, fmt.Errorf("decode candidates of decision %s: %w", r.ID, err)
	}
	explain(&d)
	return faq.Recorded{
		ID: r.ID, ConversationID: r.ConversationID, Ticket: r.Ticket, FromSeq: r.FromSeq, UptoSeq: r.UptoSeq,
		Decision: d, CreatedAt: r.CreatedAt.UTC(),
	}, nil
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

package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/faq"
)

// Burst returns the texts of the inbound messages from fromSeq to uptoSeq, in
// order: what one automatic reply would answer. At most the first 20.
func (s *Store) Burst(ctx context.Context, conversationID string, fromSeq, uptoSeq int64) ([]string, error) {
	rows, err := s.pool.Query(ctx, readBurst, conversationID, fromSeq, uptoSeq)
	if err != nil {
		return nil, fmt.Errorf("read burst: %w", err)
	}
	texts, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("read burst: %w", err)
	}
	return texts, nil
}

const readBurst = `
SELECT text FROM messages
WHERE conversation_id = $1 AND seq BETWEEN $2 AND $3 AND author = 'contact'
ORDER BY seq LIMIT 20`

// RecordDecision keeps a decision with its inputs, marks the burst as dealt
// with and, if the decision answered, queues the reply: one transaction,
// refused as a conflict if the row has another version than v.Version. The
// reply is keyed by (conversation, first seq of the burst), so a repetition
// cannot queue a second one. It returns the reply's id, "" for silence.
func (s *Store) RecordDecision(ctx context.Context, v conversation.Verdict, d faq.Decision) (conversation.Responded, error) {
	candidates, err := json.Marshal(nonNil(d.Candidates))
	if err != nil {
		return conversation.Responded{}, fmt.Errorf("encode candidates: %w", err)
	}
	var out conversation.Responded
	reply := uuid.Must(uuid.NewV7()).String()
	err = s.pool.QueryRow(ctx, finishBurst, pgx.NamedArgs{
		"conversation": v.ConversationID, "version": v.Version, "wake_at": null(v.WakeAt),
		"decision": uuid.Must(uuid.NewV7()).String(), "from": v.FromSeq, "upto": v.UptoSeq, "answered": d.Answered,
		"step": d.Step, "reason": string(d.Reason), "model": d.Model, "faq": nullID(d.FAQID),
		"question": nullID(d.QuestionID), "score": d.Score, "threshold": d.Threshold, "margin": d.Margin,
		"candidates": candidates, "reply": reply, "answer": d.Answer,
	}).Scan(&out.Version, &out.LastSeq)
	if errors.Is(err, pgx.ErrNoRows) {
		return conversation.Responded{Conflict: true}, nil
	}
	if err != nil {
		return conversation.Responded{}, fmt.Errorf("record decision: %w", err)
	}
	if d.Answered {
		out.MessageID = reply
	}
	return out, nil
}

// finishBurst is Commit for the one change Answered makes: same compare-and-set,
// and only while the autoresponder may speak. One statement is one transaction.
const finishBurst = `
WITH finished AS (
	UPDATE conversations
	SET version = version + 1, answer_from = 0, answer_at = NULL, wake_at = @wake_at,
	    waiting_since = CASE WHEN @answered THEN NULL ELSE waiting_since END,
	    last_text = CASE WHEN @answered THEN left(@answer, 500) ELSE last_text END,
	    last_direction = CASE WHEN @answered THEN 'out' ELSE last_direction END,
	    last_at = CASE WHEN @answered THEN clock_timestamp() ELSE last_at END,
	    sweep_attempts = 0, sweep_after = NULL
	WHERE id = @conversation AND version = @version AND status = 'new' AND owner_id IS NULL
	RETURNING id, version, last_seq, ticket, inbox_id
), decided AS (
	INSERT INTO decisions (id, conversation_id, ticket, from_seq, upto_seq, answered, step, reason, model,
	                       faq_id, question_id, score, threshold, margin, candidates)
	SELECT @decision, id, ticket, @from, @upto, @answered, @step, @reason, @model,
	       @faq, @question, @score, @threshold, @margin, @candidates
	FROM finished
), queued AS (
	INSERT INTO messages (id, conversation_id, inbox_id, direction, author, text, state, answers_seq, decision_id)
	SELECT @reply, id, inbox_id, 'out', 'auto', @answer, 'queued', @from, @decision
	FROM finished WHERE @answered
)
SELECT version, last_seq FROM finished`

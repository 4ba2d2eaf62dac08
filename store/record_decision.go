package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
)

// RecordDecision keeps a decision with its inputs and vectors, marks the burst as
// dealt with and, if the decision answered, queues the reply: one transaction,
// refused as a conflict if the row has another version than v.Version, and if the
// quick reply was sent in the same period already. The reply is keyed by
// (conversation, first seq of the burst), so a repetition cannot queue a second
// one. It returns the reply's id, "" for silence.
func (s *Store) RecordDecision(ctx context.Context, v conversation.Verdict, d responder.Decision) (conversation.Responded, error) {
	args, reply, err := decisionArgs(v, d)
	if err != nil {
		return conversation.Responded{}, fmt.Errorf("record decision: %w", err)
	}
	var out conversation.Responded
	err = s.pool.QueryRow(ctx, finishBurst, args).Scan(&out.Version, &out.LastSeq)
	if errors.Is(err, pgx.ErrNoRows) || violates(err, "quick_reply_sent_pkey") {
		return conversation.Responded{Conflict: true}, nil
	}
	if err != nil {
		return conversation.Responded{}, fmt.Errorf("record decision: %w", err)
	}
	out.MessageID = reply
	return out, nil
}

// CommitDecision is [Store.Commit] of a change that asks for an answer, with the
// decision its burst came to: all of both in one transaction, or nothing. It is a
// conflict, too, if the quick reply was sent in the same period already.
func (s *Store) CommitDecision(
	ctx context.Context, c conversation.Change, d responder.Decision,
) (conversation.Committed, error) {
	st := c.State
	args, reply, err := decisionArgs(conversation.Verdict{
		ConversationID: st.ID, Version: st.Version, FromSeq: st.AnswerFrom, UptoSeq: st.Cursor,
	}, d)
	if err != nil {
		return conversation.Committed{}, fmt.Errorf("commit decision: %w", err)
	}
	st.AnswerFrom, st.AnswerAt = 0, time.Time{}
	if d.Answered {
		st.WaitingSince = time.Time{}
	}
	maps.Copy(args, stateArgs(st, c.Answer.WakeAt))
	committed, err := s.commit(ctx, c, commitBurst, args)
	if violates(err, "quick_reply_sent_pkey") {
		return conversation.Committed{Conflict: true}, nil
	}
	if err != nil || committed.Conflict {
		return committed, err
	}
	committed.Answered, committed.ReplyID = true, reply
	return committed, nil
}

// decisionArgs are the parameters of [decided], and the id of the reply, "" for
// silence.
func decisionArgs(v conversation.Verdict, d responder.Decision) (args pgx.NamedArgs, reply string, err error) {
	whole, err := json.Marshal(d)
	if err != nil {
		return nil, "", fmt.Errorf("encode decision: %w", err)
	}
	if d.Answered {
		reply = uuid.Must(uuid.NewV7()).String()
	}
	matched := faq.Decision{}
	if d.FAQ != nil {
		matched = *d.FAQ
	}
	args = pgx.NamedArgs{
		"id": v.ConversationID, "version": v.Version, "wake_at": null(v.WakeAt),
		"from": v.FromSeq, "upto": v.UptoSeq, "reply": nullID(reply),
		// Version 7: a decision's id says when it was taken, see PruneDecisionVectors.
		"decision": uuid.Must(uuid.NewV7()).String(), "whole": whole,
		"answered": d.Answered, "answer": d.Answer, "step": string(d.Step), "reason": string(d.Reason),
		"model": matched.Model, "training": nullID(matched.TrainingID),
		"faq": nullID(matched.FAQID), "question": nullID(matched.QuestionID),
		"score": matched.Score, "threshold": matched.Threshold, "margin": matched.Margin,
		"quick_reply": nullID(d.QuickReplyID), "period_start": d.PeriodStart, "filler": nullID(d.FillerID),
		// The instant the chain went by, so that a replay goes by it too.
		"at": null(d.At),
	}
	var parts []int
	var vectors [][]float32
	for _, v := range d.Vectors {
		// Nothing can be decided by one without a direction: it is not worth failing.
		if usable(v.Values) {
			parts, vectors = append(parts, v.Part), append(vectors, v.Values)
		}
	}
	args["parts"], args["vectors"] = nonNil(parts), vectorList(vectors)
	return args, reply, nil
}

// finishBurst is Commit for the one change Answered makes: same compare-and-set,
// and only while the autoresponder may speak. One statement is one transaction.
const finishBurst = `
WITH finished AS (
	UPDATE conversations
	SET version = version + 1, answer_from = 0, answer_at = NULL, wake_at = @wake_at,
	    waiting_since = CASE WHEN @answered THEN NULL ELSE waiting_since END,
	    sweep_attempts = 0, sweep_after = NULL, ` + setLast + `
	WHERE id = @id AND version = @version AND status = 'new' AND owner_id IS NULL
	RETURNING id, version, last_seq, ticket, inbox_id
` + decided

// commitBurst is updateState and finishBurst in one.
const commitBurst = `
WITH finished AS (
	UPDATE conversations SET ` + setState + `, ` + setLast + `
	WHERE id = @id AND version = @version
	RETURNING id, version, last_seq, ticket, inbox_id
` + decided

const setLast = `
	    last_text = CASE WHEN @answered THEN left(@answer, 500) ELSE last_text END,
	    last_direction = CASE WHEN @answered THEN 'out' ELSE last_direction END,
	    last_at = CASE WHEN @answered THEN clock_timestamp() ELSE last_at END`

// decided keeps the decision for the row that was finished, if any.
const decided = `), decided AS (
	INSERT INTO decisions (id, conversation_id, ticket, from_seq, upto_seq, answered, step, reason, model,
	                       faq_id, question_id, score, threshold, margin, decision, training_id, quick_reply_id, filler_id,
	                       created_at)
	SELECT @decision, id, ticket, @from, @upto, @answered, @step, @reason, @model,
	       @faq, @question, @score, @threshold, @margin, @whole, @training, @quick_reply, @filler,
	       coalesce(@at, now())
	FROM finished
), compared AS (
	INSERT INTO decision_vectors (decision_id, part, model, embedding)
	SELECT @decision, v.part, @model, v.embedding
	FROM finished, unnest(@parts::int[], @vectors::vector[]) AS v (part, embedding)
), told AS (
	INSERT INTO quick_reply_sent (conversation_id, quick_reply_id, period_start)
	SELECT id, @quick_reply, @period_start FROM finished WHERE @quick_reply::uuid IS NOT NULL
), queued AS (
	INSERT INTO messages (id, conversation_id, inbox_id, direction, author, text, state, answers_seq, decision_id)
	SELECT @reply, id, inbox_id, 'out', 'auto', @answer, 'queued', @from, @decision
	FROM finished WHERE @answered
)
SELECT version, last_seq FROM finished`

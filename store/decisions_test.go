package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
	"github.com/parleyhq/parley/schedule"
)

func TestDecisionSaysWhy(t *testing.T) {
	t.Parallel()
	b := setup(t)
	id := b.message(t, b.inbox(t).ID, "customer", "where is it")
	b.apply(t, id)
	best := faq.Candidate{
		FAQID: nobody, QuestionID: "00000000-0000-4000-8000-000000000001", Question: "Where is my order?",
		Answer: "Tap Track order.", Type: faq.General, Score: 0.9,
	}
	second := faq.Candidate{
		FAQID: "00000000-0000-4000-8000-000000000002", QuestionID: "00000000-0000-4000-8000-000000000003",
		Question: "Where are you?", Answer: "Here.", Type: faq.General, Score: 0.5,
	}
	decision := faq.Decision{
		Answered: true, FAQID: best.FAQID, QuestionID: best.QuestionID, Question: best.Question, Answer: best.Answer,
		Type: best.Type, Score: 0.9, Threshold: 0.7, Margin: 0.1, RunnerUp: &second,
		Candidates: []faq.Candidate{best, second}, Model: model, Step: faq.StepFAQ, Reason: faq.ReasonMatched,
	}
	_, err := b.RecordDecision(t.Context(),
		conversation.Verdict{ConversationID: id, Version: 1, FromSeq: 1, UptoSeq: 1}, chained(decision))
	require.NoError(t, err)

	history, err := b.Messages(t.Context(), id, 0, 2)
	require.NoError(t, err)
	require.Equal(t, conversation.ByAuto, history[0].Author)
	require.Equal(t, history[0].DecisionID, history[1].DecisionID, "the message knows what was decided about it")
	recorded, err := b.GetDecision(t.Context(), history[0].DecisionID)
	require.NoError(t, err)
	require.Equal(t, responder.Recorded{
		ID: history[0].DecisionID, ConversationID: id, Ticket: 1, FromSeq: 1, UptoSeq: 1,
		Decision: chained(decision), CreatedAt: recorded.CreatedAt,
	}, recorded)

	_, err = b.GetDecision(t.Context(), nobody)
	require.ErrorIs(t, err, faq.ErrNotFound)
}

func TestDecisionSaysWhyNot(t *testing.T) {
	t.Parallel()
	b := setup(t)
	id := b.message(t, b.inbox(t).ID, "customer", "where is it")
	b.apply(t, id)
	near := faq.Candidate{FAQID: nobody, QuestionID: nobody, Question: "Where?", Answer: "Here.", Type: faq.General, Score: 0.3}
	decision := faq.Decision{
		Score: 0.3, Threshold: 0.7, Margin: 0.1, Candidates: []faq.Candidate{near},
		Model: model, Step: faq.StepFAQ, Reason: faq.ReasonBelowThreshold,
	}
	_, err := b.RecordDecision(t.Context(),
		conversation.Verdict{ConversationID: id, Version: 1, FromSeq: 1, UptoSeq: 1}, chained(decision))
	require.NoError(t, err)
	history, err := b.Messages(t.Context(), id, 0, 1)
	require.NoError(t, err)
	recorded, err := b.GetDecision(t.Context(), history[0].DecisionID)
	require.NoError(t, err)
	require.Equal(t, chained(decision), recorded.Decision)
}

// Decisions of the time before there was a chain have columns only.
func TestAnOldDecisionStillSaysWhy(t *testing.T) {
	t.Parallel()
	b := setup(t)
	state := b.waiting(t)
	const id, where, here = "00000000-0000-4000-8000-00000000dec1", "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000003"
	b.exec(t, `
		INSERT INTO decisions (id, conversation_id, ticket, from_seq, upto_seq, answered, step, reason, model, faq_id,
		                       question_id, score, threshold, margin, candidates)
		VALUES ($1, $2, 1, 1, 1, true, 'faq', 'matched', 'test-model', $3, $4, 0.9, 0.7, 0.1, $5)`, id, state.ID, nobody, where,
		`[{"faq_id": "`+nobody+`", "question_id": "`+where+`", "question": "Where is it?", "answer": "There.", "type": "general", "score": 0.9},
		  {"faq_id": "`+here+`", "question_id": "`+here+`", "question": "Who?", "answer": "Me.", "type": "general", "score": 0.5}]`)
	best := faq.Candidate{FAQID: nobody, QuestionID: where, Question: "Where is it?", Answer: "There.", Type: faq.General, Score: 0.9}
	second := faq.Candidate{FAQID: here, QuestionID: here, Question: "Who?", Answer: "Me.", Type: faq.General, Score: 0.5}
	recorded, err := b.GetDecision(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, responder.Recorded{
		ID: id, ConversationID: state.ID, Ticket: 1, FromSeq: 1, UptoSeq: 1, CreatedAt: recorded.CreatedAt,
		Decision: responder.Decision{
			Answered: true, Step: responder.StepFAQ, Answer: "There.", Reason: faq.ReasonMatched, At: recorded.CreatedAt,
			FAQ: &faq.Decision{
				Answered: true, FAQID: nobody, QuestionID: where, Question: "Where is it?", Answer: "There.", Type: faq.General,
				Score: 0.9, Threshold: 0.7, Margin: 0.1, RunnerUp: &second, Candidates: []faq.Candidate{best, second},
				Model: model, Step: faq.StepFAQ, Reason: faq.ReasonMatched,
			},
		},
	}, recorded)
	b.exec(t, `UPDATE decisions SET answered = false, reason = 'tie', faq_id = NULL, question_id = NULL`)
	recorded, err = b.GetDecision(t.Context(), id)
	require.NoError(t, err)
	require.Empty(t, recorded.Step, "nothing answered")
	require.Equal(t, faq.ReasonTie, recorded.FAQ.Reason)
}

func TestADecisionOfTheWholeChainIsKept(t *testing.T) {
	t.Parallel()
	b := setup(t)
	state := b.waiting(t)
	q := b.quickReply(t, schedule.When{Always: true}, faq.Active)
	at := time.Date(2026, 3, 29, 1, 30, 0, 123456000, time.UTC)
	want := responder.Decision{
		Answered: true, Step: responder.StepQuickReply, Answer: q.Text, Reason: faq.ReasonMatched,
		Order: responder.DefaultOrder(), QuickReplyID: q.ID, PeriodStart: at.Add(-time.Hour), At: at,
		FAQ:          &faq.Decision{Reason: faq.ReasonTie, Step: faq.StepFAQ, Model: model, TrainingID: nobody, Score: 0.1 + 0.2},
		QuickReplies: []responder.Verdict{{QuickReplyID: q.ID, Name: q.Name, Active: true, PeriodStart: at.Add(-time.Hour), Reason: "It is on."}},
	}
	d := want
	d.Vectors = []faq.Vector{{Part: 0, Values: []float32{0.1, 0.2, 0.3}}, {Part: 2, Values: []float32{1, 2, 3}}, {Part: 3, Values: []float32{0, 0, 0}}}
	require.False(t, b.decide(t, state, d).Conflict)
	history, err := b.Messages(t.Context(), state.ID, 0, 1)
	require.NoError(t, err)
	recorded, err := b.GetDecision(t.Context(), history[0].DecisionID)
	require.NoError(t, err)
	require.Equal(t, want, recorded.Decision)
	require.Equal(t, at, recorded.CreatedAt, "a replay goes by the instant the chain went by")
	require.Equal(t, 2, b.number(t, `SELECT count(*) FROM decision_vectors WHERE decision_id = $1 AND model = $2`, recorded.ID, model),
		"what has no direction is not worth a failure")
}

func TestVectorsOfOldDecisionsGo(t *testing.T) {
	t.Parallel()
	b := setup(t)
	d := answer
	d.Vectors = []faq.Vector{{Values: axis(0)[0]}, {Part: 1, Values: axis(1)[0]}}
	for range 3 {
		require.False(t, b.decide(t, b.waiting(t), d).Conflict)
	}
	pruned, err := b.PruneDecisionVectors(t.Context(), time.Hour)
	require.NoError(t, err)
	require.Zero(t, pruned)
	pruned, err = b.PruneDecisionVectors(t.Context(), -time.Hour)
	require.NoError(t, err)
	require.EqualValues(t, 6, pruned)
	require.Equal(t, 3, b.number(t, `SELECT count(*) FROM decisions`))
}

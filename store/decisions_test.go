package store_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
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

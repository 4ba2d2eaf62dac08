package api_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
)

// decided is a message that the chain has decided about, by its decision.
func (b *bundle) decided(t *testing.T, inboxID, from, words string, d responder.Decision) (conversationID, decisionID string) {
	t.Helper()
	id := b.conversation(t, inboxID, from, words)
	snapshot, err := b.store.ReadMailbox(t.Context(), id, nil)
	require.NoError(t, err)
	change := conversation.Change{State: snapshot.State}
	for _, entry := range snapshot.Entries {
		var outcome conversation.Outcome
		change.State, outcome = conversation.Apply(conversation.RulesV1, conversation.Rules{Window: 24 * time.Hour}, change.State, entry.Event())
		change.Records = append(change.Records, outcome.Records...)
	}
	committed, err := b.store.Commit(t.Context(), change)
	require.NoError(t, err)
	require.False(t, committed.Conflict)
	now, err := b.store.ReadMailbox(t.Context(), id, nil)
	require.NoError(t, err)
	responded, err := b.store.RecordDecision(t.Context(), conversation.Verdict{
		ConversationID: id, Version: now.State.Version, FromSeq: now.State.Cursor, UptoSeq: now.State.Cursor,
	}, d)
	require.NoError(t, err)
	require.False(t, responded.Conflict)
	history, err := b.store.Messages(t.Context(), id, 0, 1)
	require.NoError(t, err)
	return id, history[0].DecisionID
}

func TestViewMatched(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t).ID
	_, agent := b.user(t, "asha", account.Agent)
	at := time.Date(2026, 1, 5, 22, 0, 0, 0, time.UTC)
	matched := faq.Candidate{FAQID: nobody, QuestionID: nobody, Question: "Where is my order?", Answer: "On its way.", Type: faq.General, Score: 0.91}
	second := faq.Candidate{FAQID: nobody, QuestionID: nobody, Question: "When do you open?", Answer: "At nine.", Type: faq.General, Score: 0.3}
	conversationID, id := b.decided(t, inbox, "ravi", "where is it", responder.Decision{
		Answered: true, Step: responder.StepFAQ, Answer: "On its way.", Reason: faq.ReasonMatched, At: at,
		Order: responder.Order{responder.StepQuickReply, responder.StepFAQ},
		FAQ: &faq.Decision{
			Answered: true, FAQID: nobody, Question: matched.Question, Answer: matched.Answer, Type: faq.General, Score: 0.91,
			Threshold: 0.5, Margin: 0.05, Calibration: faq.Cautious, Model: "fake", Step: faq.StepFAQ, Reason: faq.ReasonMatched,
			Candidates: []faq.Candidate{matched, second}, RunnerUp: &second,
		},
		QuickReplies: []responder.Verdict{{
			QuickReplyID: nobody, Name: "Night", Active: true, Sent: true, PeriodStart: at.Add(-time.Hour), PeriodEnd: at.Add(time.Hour),
			Reason: "It is on, but the conversation has had it in this period.",
		}},
	})
	d := into[api.Decision](t, b.do(t, "GET", "/v1/decisions/"+id, nil, agent).want(t, 200))
	require.Equal(t, conversationID, d.ConversationID)
	require.EqualValues(t, 1, d.FromSeq)
	v := d.Verdict
	require.Equal(t, "faq", *v.Step)
	require.Equal(t, "/v1/faqs/"+nobody, *v.FAQURL)
	require.Equal(t, "Where is my order?", *v.Question)
	require.InDelta(t, 0.91, v.Score, 1e-9)
	require.InDelta(t, 0.5, v.Threshold, 1e-9)
	require.Equal(t, "cautious", *v.Calibration)
	require.Equal(t, "When do you open?", v.RunnerUp.Question)
	require.Len(t, v.Candidates, 2)
	require.Equal(t, api.ChainOrder{"quick_reply", "faq"}, v.Chain)
	require.True(t, v.QuickReplies[0].Sent)
	require.Equal(t, at.Add(-time.Hour), *v.QuickReplies[0].PeriodStart)
	require.True(t, v.At.Equal(at))
	require.Contains(t, v.Explanation, "fits well")
	require.Nil(t, v.FAQ)
	require.Empty(t, v.Corrected)

	_, id = b.decided(t, inbox, "kim", "anybody there?", responder.Decision{
		Reason: responder.ReasonOff, Order: responder.Order{}, At: at,
	})
	silent := into[api.Decision](t, b.do(t, "GET", "/v1/decisions/"+id, nil, agent).want(t, 200)).Verdict
	require.False(t, silent.Answered)
	require.Equal(t, "Every responder is off.", silent.Explanation)
	require.Equal(t, []api.QuickReplyVerdict{}, silent.QuickReplies)

	// Decisions of before there was a chain say what they know.
	b.exec(t, `UPDATE decisions SET decision = NULL WHERE id = $1`, id)
	old := into[api.Decision](t, b.do(t, "GET", "/v1/decisions/"+id, nil, agent).want(t, 200)).Verdict
	require.Equal(t, api.ChainOrder{}, old.Chain)
	require.False(t, old.At.IsZero())
	b.do(t, "GET", "/v1/decisions/"+nobody, nil, agent).problem(t, 404, "not-found")
}

package api_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
)

func TestReplay(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	_, creator := b.user(t, "writer", account.Creator)
	order := b.create(t, admin, orderFAQ)
	draft := b.create(t, admin, refundFAQ)
	conversationID, decisionID := b.decided(t, b.inbox(t).ID, "ravi", "when do i get my money", responder.Decision{
		Reason: faq.ReasonBelowThreshold, At: time.Now(), Order: responder.DefaultOrder(),
	})
	var asked responder.ReplayRequest
	b.jobs.run = func(ctx context.Context, _, id string) error {
		stored, err := b.store.GetReplay(ctx, id)
		asked = stored.Request
		return errors.Join(err, b.store.FinishReplay(ctx, id, responder.ReplayResult{
			Messages: 1, Since: time.Now().Add(-time.Hour), AnsweredAfter: 1,
			Newly: responder.ReplayList{Count: 1, Examples: []responder.ReplayExample{{
				DecisionID: decisionID, ConversationID: conversationID, At: time.Now(),
				After: responder.Outcome{Step: responder.StepFAQ, FAQID: draft.ID, Question: draft.Question, Answer: draft.Answer, Score: 0.8},
			}}},
		}))
	}
	body := `{"days":7,"calibration":"cautious","threshold":0,"order":[],"faqs":{
		"activate":["` + draft.ID + `"],"remove":["` + order.ID + `"],
		"upsert":[{"type":"general","question":"Is parking free?","related_questions":["Where do I park?"],"answer":"Yes."}]}}`
	done := into[api.Replay](t, b.do(t, "POST", "/v1/faqs/replay", body, creator).want(t, 200))
	require.Equal(t, api.ReplayStatusDone, done.Status)
	require.Equal(t, 1, done.Result.NewlyAnswered.Count)
	example := done.Result.NewlyAnswered.Examples[0]
	require.Equal(t, "when do i get my money", example.Text)
	require.Nil(t, example.ConversationID, "creators read no conversations")
	require.Nil(t, example.Before.Step)
	require.Equal(t, draft.ID, *example.After.FAQID)
	require.Empty(t, done.Result.NoLongerAnswered.Examples)

	require.Equal(t, 7, asked.Days)
	require.Equal(t, faq.Cautious, asked.Calibration)
	require.InDelta(t, 0, *asked.Threshold, 0)
	require.NotNil(t, asked.Order)
	require.Empty(t, asked.Order)
	require.Equal(t, []string{order.ID}, asked.Remove)
	require.Len(t, asked.Upsert, 2)
	for _, f := range asked.Upsert {
		require.Equal(t, faq.Active, f.Status)
		require.NoError(t, f.Validate())
	}
	read := into[api.Replay](t, b.do(t, "GET", done.URL, nil, admin).want(t, 200))
	require.Equal(t, conversationID, *read.Result.NewlyAnswered.Examples[0].ConversationID)

	// Nothing said is nothing changed, over thirty days.
	b.do(t, "POST", "/v1/faqs/replay", `{}`, creator).want(t, 200)
	require.Equal(t, responder.MaxReplayDays, asked.Days)
	require.Nil(t, asked.Order)
	require.Nil(t, asked.Threshold)
}

// What takes long, or cannot be started now, is answered later.
func TestLongReplay(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, creator := b.user(t, "writer", account.Creator)
	for _, away := range []error{nil, errors.New("no engine")} {
		b.jobs.err = away
		a := b.do(t, "POST", "/v1/faqs/replay", `{"days":1}`, creator).want(t, 202)
		running := into[api.Replay](t, a)
		require.Equal(t, api.ReplayStatusRunning, running.Status)
		require.Nil(t, running.Result)
		require.Equal(t, running.URL, a.header.Get("Location"))
		require.NoError(t, b.store.FailReplay(t.Context(), running.ReplayID, "It took too long."))
		failed := into[api.Replay](t, b.do(t, "GET", running.URL, nil, creator).want(t, 200))
		require.Equal(t, "It took too long.", *failed.Error)
	}
	b.do(t, "GET", "/v1/faqs/replays/"+nobody, nil, creator).problem(t, 404, "not-found")
}

func TestBadReplays(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, creator := b.user(t, "writer", account.Creator)
	for body, field := range map[string]string{
		`{"days":0}`:                               "days",
		`{"days":31}`:                              "days",
		`{"threshold":2}`:                          "threshold",
		`{"calibration":"bold"}`:                   "calibration",
		`{"order":["faq","faq"]}`:                  "order",
		`{"faqs":{"remove":["x"]}}`:                "faqs.remove[0]",
		`{"faqs":{"activate":["x"]}}`:              "faqs.activate[0]",
		`{"faqs":{"activate":["` + nobody + `"]}}`: "faqs.activate[0]",
		`{"faqs":{"upsert":[{"id":"` + nobody + `","type":"general","question":"Is it?","answer":"A"}]}}`: "faqs.upsert[0].id",
		`{"faqs":{"upsert":[{"type":"general","question":"?","answer":"A"}]}}`:                            "faqs.upsert[0].question",
		`{"faqs":{"upsert":[{"type":"general","question":"Is it?","answer":" "}]}}`:                       "faqs.upsert[0].answer",
		`{"faqs":{"upsert":[{"type":"general","question":"Is it?"}]}}`:                                    "faqs.upsert[0].answer",
	} {
		require.Equal(t, field, b.do(t, "POST", "/v1/faqs/replay", body, creator).problem(t, 422, "invalid").Errors[0].Field, body)
	}
	require.Empty(t, b.jobs.heard())
}

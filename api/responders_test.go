package api_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/matcher/embedding/local"
)

func TestResponders(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, approver := b.user(t, "lead", account.Approver)
	_, admin := b.user(t, "boss", account.Admin)
	read := func() api.Responders {
		return into[api.Responders](t, b.do(t, "GET", "/v1/responders", nil, approver).want(t, 200))
	}
	before := read()
	require.Equal(t, api.ChainOrder{"faq", "quick_reply"}, before.Order)
	require.Len(t, before.Steps, 3)
	for i, s := range before.Steps {
		require.Equal(t, i < 2, s.On)
		require.False(t, s.Ready)
	}
	require.Contains(t, before.Steps[0].Explanation, "not an active FAQ")
	require.Nil(t, before.EditedBy)
	require.Nil(t, before.EditedAt, "nobody has set it")

	b.create(t, admin, orderFAQ)
	b.create(t, admin, `{"type":"filler","question":"Please wait a moment","answer":"One moment.","status":"active"}`)
	after := into[api.Responders](t, b.do(t, "PUT", "/v1/responders", `{"order":["filler","faq"]}`, approver).want(t, 200))
	require.Equal(t, api.ChainOrder{"filler", "faq"}, after.Order)
	require.Equal(t, after, read())
	require.Equal(t, []api.StepState{
		{Step: "filler", On: true, Ready: true, Count: 1, Explanation: after.Steps[0].Explanation},
		{Step: "faq", On: true, Ready: true, Count: 1, Explanation: after.Steps[1].Explanation},
		{Step: "quick_reply", On: false, Ready: false, Explanation: after.Steps[2].Explanation},
	}, after.Steps)
	off := into[api.Responders](t, b.do(t, "PUT", "/v1/responders", `{"order":[]}`, approver).want(t, 200))
	require.Equal(t, api.ChainOrder{}, off.Order)

	// An order that somebody else has set since is not overwritten.
	b.do(t, "PUT", "/v1/responders", `{"order":["faq"],"seen":["filler","faq"]}`, admin).problem(t, 409, "stale")
	require.Empty(t, read().Order)
	require.Equal(t, "Lead", read().EditedBy.Name)
	seen := into[api.Responders](t, b.do(t, "PUT", "/v1/responders", `{"order":["faq"],"seen":[]}`, admin).want(t, 200))
	require.Equal(t, api.ChainOrder{"faq"}, seen.Order)
	require.Equal(t, "Boss", seen.EditedBy.Name)
	require.NotNil(t, seen.EditedAt)

	for _, body := range []string{`{}`, `{"order":["faq","faq"]}`, `{"order":["llm"]}`, `{"order":"faq"}`, `{"order":["faq",null]}`} {
		require.Contains(t, b.do(t, "PUT", "/v1/responders", body, approver).problem(t, 422, "invalid").Errors[0].Field, "order", body)
	}
}

func TestMatcherSettings(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, approver := b.user(t, "lead", account.Approver)
	_, admin := b.user(t, "boss", account.Admin)
	read := func() api.MatcherState {
		return into[api.MatcherState](t, b.do(t, "GET", "/v1/matcher", nil, approver).want(t, 200))
	}
	before := read()
	require.Equal(t, api.CalibrationBalanced, before.Calibration)
	require.Nil(t, before.ThresholdInForce)
	require.Nil(t, before.Training)
	require.False(t, before.UpToDate)
	require.Equal(t, "fake", before.Embedder.Model)
	b.create(t, admin, orderFAQ)
	require.Greater(t, read().Revision, before.Revision)

	record := faq.TrainingRecord{
		ID: nobody, Model: "fake", Revision: read().Revision, Questions: 1, FAQs: 1, Data: []byte("x"),
		Balanced: 0.5, Cautious: 0.7, Summary: []byte(`{"note":"made by a test"}`),
	}
	switched, err := b.store.SaveTraining(t.Context(), record)
	require.NoError(t, err)
	require.True(t, switched)
	trained := read()
	require.True(t, trained.UpToDate)
	require.InDelta(t, 0.5, *trained.ThresholdInForce, 0)
	require.Equal(t, "made by a test", trained.Training.Summary["note"])

	set := into[api.MatcherState](t, b.do(t, "PUT", "/v1/matcher", `{"calibration":"cautious"}`, approver).want(t, 200))
	require.InDelta(t, 0.7, *set.ThresholdInForce, 0)
	set = into[api.MatcherState](t, b.do(t, "PUT", "/v1/matcher", `{"calibration":"cautious","threshold":0}`, approver).want(t, 200))
	require.InDelta(t, 0, *set.Threshold, 0)
	require.InDelta(t, 0, *set.ThresholdInForce, 0)
	set = into[api.MatcherState](t, b.do(t, "PUT", "/v1/matcher", `{"calibration":"balanced","threshold":null}`, approver).want(t, 200))
	require.Nil(t, set.Threshold)
	b.create(t, admin, orderFAQ)
	require.False(t, read().UpToDate)

	for _, body := range []string{
		`{}`, `{"calibration":"bold"}`, `{"calibration":"balanced","threshold":1.1}`, `{"calibration":"balanced","threshold":-0.1}`,
		`{"calibration":"balanced","threshold":"0.5"}`, `{"calibration":"balanced","margin":0.1}`,
	} {
		b.do(t, "PUT", "/v1/matcher", body, approver).problem(t, 422, "invalid")
	}
}

const smallModel = `{"kind":"openai","base_url":"http://127.0.0.1:11434/v1","model":"small","dimensions":256`

func TestEmbedder(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	state := into[api.EmbedderState](t, b.do(t, "GET", "/v1/matcher/embedder", nil, admin).want(t, 200))
	require.Equal(t, "fake", state.Serving.Model)
	require.Nil(t, state.Reembedding)

	works := into[api.EmbedderTest](t, b.do(t, "POST", "/v1/matcher/embedder/test", smallModel+`,"api_key":"sk-secret"}`, admin).want(t, 200))
	require.True(t, works.Works, works.Explanation)
	require.Equal(t, fakeDimensions, *works.Dimensions)
	require.Equal(t, "sk-secret", b.embedder.opened[0].APIKey)
	require.Empty(t, b.jobs.heard())

	a := b.do(t, "PUT", "/v1/matcher/embedder", smallModel+`,"api_key":"sk-secret"}`, admin).want(t, 202)
	require.NotContains(t, string(a.body), "sk-secret")
	state = into[api.EmbedderState](t, a)
	require.Equal(t, "fake", state.Serving.Model, "the old one keeps serving")
	require.Equal(t, "small", state.Reembedding.To.Model)
	require.True(t, state.Reembedding.To.HasAPIKey)
	require.Equal(t, []string{"reembed"}, b.jobs.heard())

	// A known one keeps its key.
	b.do(t, "POST", "/v1/matcher/embedder/test", smallModel+`}`, admin).want(t, 200)
	require.Equal(t, "sk-secret", b.embedder.opened[len(b.embedder.opened)-1].APIKey)

	state = into[api.EmbedderState](t, b.do(t, "POST", "/v1/matcher/embedder/cancel", nil, admin).want(t, 200))
	require.Nil(t, state.Reembedding)
	require.Equal(t, []string{"reembed", "cancel reembed"}, b.jobs.heard())
	b.do(t, "POST", "/v1/matcher/embedder/cancel", nil, admin).want(t, 200)
	require.NotContains(t, b.log.String(), "sk-secret")
}

// A model that does not work changes nothing; why is said in words.
func TestBadEmbedders(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	for body, field := range map[string]string{
		`{}`:                             "kind",
		`{"kind":"cohere"}`:              "kind",
		`{"kind":"openai"}`:              "base_url",
		`{"kind":"local","model":"big"}`: "model",
		`{"kind":"openai","base_url":"ftp://host/v1","model":"m","dimensions":3}`:           "base_url",
		`{"kind":"openai","base_url":"https://user:pw@host/v1","model":"m","dimensions":3}`: "base_url",
		`{"kind":"openai","base_url":"https://host/v1","model":" ","dimensions":3}`:         "model",
		`{"kind":"openai","base_url":"https://host/v1","model":"m"}`:                        "dimensions",
		`{"kind":"openai","base_url":"https://host/v1","model":"m","dimensions":100000}`:    "dimensions",
		`{"kind":"openai","base_url":"https://host/v1","model":"m","dimensions":"3"}`:       "dimensions",
	} {
		for method, path := range map[string]string{"PUT": "/v1/matcher/embedder", "POST": "/v1/matcher/embedder/test"} {
			require.Equal(t, field, b.do(t, method, path, body, admin).problem(t, 422, "invalid").Errors[0].Field, body)
		}
	}
	b.embedder.fails(errors.New("refused"))
	broken := into[api.EmbedderTest](t, b.do(t, "POST", "/v1/matcher/embedder/test", smallModel+`}`, admin).want(t, 200))
	require.False(t, broken.Works)
	require.NotEmpty(t, broken.Explanation)
	require.Nil(t, broken.Dimensions)
	require.Contains(t, b.do(t, "PUT", "/v1/matcher/embedder", smallModel+`}`, admin).problem(t, 422, "invalid").Detail, "Nothing was changed")
	require.Nil(t, into[api.EmbedderState](t, b.do(t, "GET", "/v1/matcher/embedder", nil, admin).want(t, 200)).Reembedding)
	require.Empty(t, b.jobs.heard())

	// The embedded model needs no settings.
	b.embedder.fails(nil)
	b.do(t, "PUT", "/v1/matcher/embedder", `{"kind":"local"}`, admin).want(t, 202)
	last := b.embedder.opened[len(b.embedder.opened)-1]
	require.Equal(t, local.Name, last.Model)
	require.Equal(t, local.Dimensions, last.Dimensions)
}

package api_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
	"github.com/parleyhq/parley/faq"
)

func TestFAQs(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)

	created := into[api.FAQ](t, b.do(t, "POST", "/v1/faqs", `{
		"type":"general","question":"How long does a refund take?","related_questions":["When do I get my money back?"],
		"answer":"Five working days.","labels":["payments"]}`, admin).want(t, 201))
	require.Equal(t, api.FAQStatusDraft, created.Status)
	require.Equal(t, []string{"When do I get my money back?"}, created.RelatedQuestions)
	path := "/v1/faqs/" + created.ID
	require.Equal(t, created, into[api.FAQ](t, b.do(t, "GET", path, nil, admin).want(t, 200)))

	near, err := b.store.Nearest(t.Context(), "fake", []float32{1, 0, 0}, 5)
	require.NoError(t, err)
	require.Empty(t, near, "a draft answers nobody")
	active := into[api.FAQ](t, b.do(t, "POST", path+"/activate", nil, admin).want(t, 200))
	require.Equal(t, api.FAQStatusActive, active.Status)
	near, err = b.store.Nearest(t.Context(), "fake", []float32{1, 0, 0}, 5)
	require.NoError(t, err)
	require.Len(t, near, 2)

	changed := into[api.FAQ](t, b.do(t, "PUT", path, `{
		"type":"general","question":"How long does a refund take?","related_questions":[],"answer":"Two days.","labels":[]}`, admin).want(t, 200))
	require.Equal(t, "Two days.", changed.Answer)
	require.Equal(t, api.FAQStatusActive, changed.Status)
	require.Empty(t, changed.RelatedQuestions)
	require.Equal(t, []string{}, changed.Labels)

	archived := into[api.FAQ](t, b.do(t, "POST", path+"/archive", nil, admin).want(t, 200))
	require.Equal(t, api.FAQStatusArchived, archived.Status)
	b.do(t, "POST", path+"/activate", nil, admin).problem(t, 409, "archived")
	restored := into[api.FAQ](t, b.do(t, "POST", path+"/restore", nil, admin).want(t, 200))
	require.Equal(t, api.FAQStatusDraft, restored.Status)

	for _, action := range []string{"/archive", "/restore", "/activate"} {
		b.do(t, "POST", "/v1/faqs/"+nobody+action, nil, admin).problem(t, 404, "not-found")
	}
	b.do(t, "PUT", "/v1/faqs/"+nobody, `{"type":"general","question":"What?","related_questions":[],"answer":"A","labels":[]}`, admin).problem(t, 404, "not-found")
}

func TestFAQLists(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	for _, body := range []string{
		`{"type":"greeting","question":"Good morning","answer":"Hello.","status":"active"}`,
		`{"type":"closing","question":"Thank you","answer":"With pleasure.","status":"active","labels":["polite"]}`,
		`{"type":"general","question":"Where is my order?","answer":"On its way.","labels":["orders"]}`,
	} {
		b.do(t, "POST", "/v1/faqs", body, admin).want(t, 201)
	}
	for query, count := range map[string]int{
		"": 3, "?status=active": 2, "?status=archived": 0, "?type=general": 1, "?label=polite": 1, "?q=ORDER": 1, "?q=%25": 0,
		"?status=active&type=closing&label=polite&q=thank": 1,
	} {
		require.Len(t, into[api.FAQList](t, b.do(t, "GET", "/v1/faqs"+query, nil, admin).want(t, 200)).Items, count, query)
	}
	first := into[api.FAQList](t, b.do(t, "GET", "/v1/faqs?limit=2", nil, admin).want(t, 200))
	require.Equal(t, "Where is my order?", first.Items[0].Question)
	rest := into[api.FAQList](t, b.do(t, "GET", "/v1/faqs?limit=2&cursor="+*first.NextCursor, nil, admin).want(t, 200))
	require.Len(t, rest.Items, 1)
	require.Nil(t, rest.NextCursor)
	b.do(t, "GET", "/v1/faqs?status=active&cursor="+*first.NextCursor, nil, admin).problem(t, 400, "malformed")
}

// Fields are named as the API calls them, whatever the domain calls them.
func TestBadFAQs(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	long := strings.Repeat("long ", 101)
	for body, want := range map[string]api.FieldError{
		`{"question":"Where is it?","answer":"A"}`:                                                                               {Field: "type", Reason: "is missing"},
		`{"type":"general","answer":"A"}`:                                                                                        {Field: "question", Reason: "is missing"},
		`{"type":"general","question":"","answer":"A"}`:                                                                          {Field: "question", Reason: "is empty"},
		`{"type":"general","question":"?!","answer":"A"}`:                                                                        {Field: "question", Reason: "needs a letter or a digit"},
		`{"type":"general","question":"` + long + `","answer":"A"}`:                                                              {Field: "question", Reason: "is longer than 500 characters"},
		`{"type":"general","question":"Where is it?","related_questions":["Who?"," "],"answer":"A"}`:                             {Field: "related_questions[1]", Reason: "is empty"},
		`{"type":"general","question":"Where is it?","related_questions":["where  is it?"],"answer":"A"}`:                        {Field: "related_questions[0]", Reason: "repeats question"},
		`{"type":"general","question":"Where is it?","related_questions":["Who?","Why?","WHO?"],"answer":"A"}`:                   {Field: "related_questions[2]", Reason: "repeats related_questions[0]"},
		`{"type":"general","question":"Where is it?","related_questions":["Who?",5],"answer":"A"}`:                               {Field: "related_questions[1]", Reason: "must be a text"},
		`{"type":"general","question":"Where is it?","answer":"A","status":"archived"}`:                                          {Field: "status", Reason: "must be one of draft, active"},
		`{"type":"other","question":"Where is it?","answer":"A"}`:                                                                {Field: "type", Reason: "must be one of greeting, general, closing, filler"},
		`{"type":"general","question":"Where is it?","answer":"A","labels":["x","x"]}`:                                           {Field: "labels", Reason: "has an item twice"},
		`{"type":"general","question":"Where is it?","answer":" "}`:                                                              {Field: "answer", Reason: "is empty"},
		`{"type":"general","question":"Where is it?","answer":"A","labels":["` + strings.Repeat("x", 65) + `"]}`:                 {Field: "labels[0]", Reason: "must have at most 64 characters"},
		`{"type":"general","question":"Where is it?","answer":"` + strings.Repeat("x", faq.MaxAnswerLength+1) + `"}`:             {Field: "answer", Reason: "is longer than 4096 characters"},
		`{"type":"general","question":"Where is it?","related_questions":[` + strings.Repeat(`"a",`, 500) + `"a"],"answer":"A"}`: {Field: "related_questions", Reason: "has more than 500 related_questions"},
	} {
		p := b.do(t, "POST", "/v1/faqs", body, admin).problem(t, 422, "invalid")
		require.Contains(t, p.Errors, want, body)
	}
	require.Empty(t, into[api.FAQList](t, b.do(t, "GET", "/v1/faqs", nil, admin).want(t, 200)).Items)
}

// Without the embedder nothing is stored.
func TestFAQsWithoutEmbedder(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	created := into[api.FAQ](t, b.do(t, "POST", "/v1/faqs", refundFAQ, admin).want(t, 201))
	b.matcher.err = errors.New("secret of the embedder")
	change := `{"type":"general","question":"Another question?","related_questions":[],"answer":"A","labels":[]}`
	for _, a := range []answer{
		b.do(t, "POST", "/v1/faqs", refundFAQ, admin),
		b.do(t, "PUT", "/v1/faqs/"+created.ID, change, admin),
		b.do(t, "POST", "/v1/faqs/test", `{"text":"hello"}`, admin),
	} {
		a.problem(t, 503, "unavailable")
		require.NotEmpty(t, a.header.Get("Retry-After"))
		require.NotContains(t, string(a.body), "secret")
	}
	faqs := into[api.FAQList](t, b.do(t, "GET", "/v1/faqs", nil, admin).want(t, 200)).Items
	require.Equal(t, []api.FAQ{created}, faqs)
}

// Creators write, they do not publish.
func TestCreatorsMakeDrafts(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	_, creator := b.user(t, "writer", account.Creator)
	_, approver := b.user(t, "lead", account.Approver)
	body := strings.Replace(refundFAQ, "}", `,"status":"active"}`, 1)
	require.Equal(t, api.FAQStatusActive, into[api.FAQ](t, b.do(t, "POST", "/v1/faqs", body, admin).want(t, 201)).Status)
	draft := into[api.FAQ](t, b.do(t, "POST", "/v1/faqs", body, creator).want(t, 201))
	require.Equal(t, api.FAQStatusDraft, draft.Status)
	path := "/v1/faqs/" + draft.ID
	change := `{"type":"general","question":"Another question?","related_questions":[],"answer":"A","labels":[]}`
	b.do(t, "PUT", path, change, creator).want(t, 200)
	b.do(t, "POST", path+"/activate", nil, creator).problem(t, 403, "forbidden")
	b.do(t, "PUT", path, change, approver).problem(t, 403, "forbidden")
	b.do(t, "POST", path+"/activate", nil, approver).want(t, 200)
	b.do(t, "PUT", path, change, creator).problem(t, 403, "forbidden")
	b.do(t, "PUT", path, change, admin).want(t, 200)
}

func TestTestFAQs(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, session := b.user(t, "asha", account.Member)
	b.matcher.decision = faq.Decision{
		Answered: true, FAQID: nobody, Question: "Where is my order?", Answer: "On its way.", Type: faq.General,
		Score: 0.9, Threshold: 0.7, Margin: 0.05, Model: "fake", Step: faq.StepFAQ, Reason: faq.ReasonMatched,
		Candidates: []faq.Candidate{{FAQID: nobody, Question: "Where is my order?", Answer: "On its way.", Score: 0.9}},
	}
	verdict := into[api.FAQVerdict](t, b.do(t, "POST", "/v1/faqs/test", `{"text":"hi\r\n\nwhere is it"}`, session).want(t, 200))
	require.Equal(t, []string{"hi", "where is it"}, b.matcher.lines)
	require.True(t, verdict.Answered)
	require.Equal(t, "On its way.", *verdict.Answer)
	require.Equal(t, nobody, *verdict.FAQID)
	require.InDelta(t, 0.9, verdict.Candidates[0].Score, 0)
	require.NotEmpty(t, verdict.Explanation)

	b.matcher.decision = faq.Decision{Step: faq.StepFAQ, Reason: faq.ReasonNoFAQ}
	verdict = into[api.FAQVerdict](t, b.do(t, "POST", "/v1/faqs/test", `{"text":"anything"}`, session).want(t, 200))
	require.False(t, verdict.Answered)
	require.Nil(t, verdict.Answer)
	require.Contains(t, verdict.Explanation, "no active FAQ")
	require.Equal(t, []api.FAQCandidate{}, verdict.Candidates)
	b.do(t, "POST", "/v1/faqs/test", `{"text":""}`, session).problem(t, 422, "invalid")
	b.do(t, "POST", "/v1/faqs/test", `{"text":"`+strings.Repeat("x", 65537)+`"}`, session).problem(t, 422, "invalid")
}

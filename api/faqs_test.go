package api_test

import (
	"errors"
	"fmt"
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

	const question = "When do I get my money back?"
	require.False(t, b.ask(t, admin, question).Answered, "a draft answers nobody")
	require.Zero(t, b.bell.changes)
	active := into[api.FAQ](t, b.do(t, "POST", path+"/activate", nil, admin).want(t, 200))
	require.Equal(t, api.FAQStatusActive, active.Status)
	require.Equal(t, 1, b.bell.changes)
	require.Equal(t, created.ID, *b.ask(t, admin, question).FAQID)

	changed := into[api.FAQ](t, b.do(t, "PUT", path, `{
		"type":"general","question":"How long does a refund take?","related_questions":[],"answer":"Two days.","labels":[]}`, admin).want(t, 200))
	require.Equal(t, "Two days.", changed.Answer)
	require.Equal(t, api.FAQStatusActive, changed.Status)
	require.Empty(t, changed.RelatedQuestions)
	require.Equal(t, []string{}, changed.Labels)
	require.Equal(t, 2, b.bell.changes)
	require.False(t, b.ask(t, admin, question).Answered, "no longer one of its questions")

	archived := into[api.FAQ](t, b.do(t, "POST", path+"/archive", nil, admin).want(t, 200))
	require.Equal(t, api.FAQStatusArchived, archived.Status)
	b.do(t, "POST", path+"/activate", nil, admin).problem(t, 409, "archived")
	require.Equal(t, 3, b.bell.changes)
	restored := into[api.FAQ](t, b.do(t, "POST", path+"/restore", nil, admin).want(t, 200))
	require.Equal(t, api.FAQStatusDraft, restored.Status)

	for _, action := range []string{"/archive", "/restore", "/activate", "/clone"} {
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
	require.Equal(t, api.FAQCounts{Active: 2, Draft: 1}, into[api.FAQCounts](t, b.do(t, "GET", "/v1/faqs/counts", nil, admin).want(t, 200)))
	require.Equal(t, api.FAQCounts{Active: 1}, into[api.FAQCounts](t, b.do(t, "GET", "/v1/faqs/counts?label=polite&q=thank", nil, admin).want(t, 200)))
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
		`{"type":"general","question":"Where is it?","answer":" ","status":"active"}`:                                            {Field: "answer", Reason: "is empty"},
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
	b.embedder.fails(errors.New("secret of the embedder"))
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
	require.Len(t, faqs, 1)
	require.Equal(t, created.Version, faqs[0].Version)
	// Advice on the words needs no embedder.
	require.NotEmpty(t, into[api.AdviceList](t, b.do(t, "POST", "/v1/faqs/check", refundFAQ, admin).want(t, 200)).Advice)
}

// Creators write, approvers publish, and nobody but an admin publishes what they
// wrote themselves.
func TestFourEyes(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	_, creator := b.user(t, "writer", account.Creator)
	_, approver := b.user(t, "lead", account.Approver)
	both, bothSession := b.user(t, "both", account.Creator, account.Approver)
	service := b.apiKey(t, account.ScopeAdmin)

	body := strings.Replace(refundFAQ, "}", `,"status":"active"}`, 1)
	status := func(who header) api.FAQStatus {
		return into[api.FAQ](t, b.do(t, "POST", "/v1/faqs", body, who).want(t, 201)).Status
	}
	require.Equal(t, api.FAQStatusActive, status(admin))
	require.Equal(t, api.FAQStatusActive, status(service))
	require.Equal(t, api.FAQStatusDraft, status(creator))

	draft := into[api.FAQ](t, b.do(t, "POST", "/v1/faqs", body, bothSession).want(t, 201))
	require.Equal(t, api.FAQStatusDraft, draft.Status)
	require.Equal(t, both.ID, *draft.EditedBy)
	path := "/v1/faqs/" + draft.ID
	change := `{"type":"general","question":"Another question?","related_questions":[],"answer":"A","labels":[]}`
	b.do(t, "POST", path+"/activate", nil, bothSession).problem(t, 403, "own-edit")
	b.do(t, "PUT", path, change, creator).want(t, 200)
	b.do(t, "POST", path+"/activate", nil, creator).problem(t, 403, "forbidden")
	b.do(t, "PUT", path, change, approver).problem(t, 403, "forbidden")
	b.do(t, "POST", path+"/activate", nil, bothSession).want(t, 200)

	for _, who := range []header{creator, bothSession} {
		p := b.do(t, "PUT", path, change, who).problem(t, 403, "forbidden")
		require.Contains(t, p.Detail, "clone it")
	}
	clone := into[api.FAQ](t, b.do(t, "POST", path+"/clone", nil, creator).want(t, 201))
	require.Equal(t, api.FAQStatusDraft, clone.Status)
	require.NotEqual(t, draft.ID, clone.ID)
	require.Equal(t, "Another question?", clone.Question)
	b.do(t, "PUT", path, change, admin).want(t, 200)
}

// Edits that cross: the later one is told, with the version there is.
func TestStaleFAQs(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	created := into[api.FAQ](t, b.do(t, "POST", "/v1/faqs", refundFAQ, admin).want(t, 201))
	path := "/v1/faqs/" + created.ID
	edit := func(version string) answer {
		return b.do(t, "PUT", path, `{"type":"general","question":"Where is it?","related_questions":[],"answer":"Here.","labels":[]`+version+`}`, admin)
	}
	second := into[api.FAQ](t, edit(fmt.Sprintf(`,"version":%d`, created.Version)).want(t, 200))
	p := edit(fmt.Sprintf(`,"version":%d`, created.Version)).problem(t, 409, "stale")
	require.Equal(t, second.Version, p.Version)
	require.Equal(t, "Boss", *into[api.FAQ](t, b.do(t, "GET", path, nil, admin).want(t, 200)).EditedByName, "whose change it was")
	third := into[api.FAQ](t, edit("").want(t, 200))
	require.Greater(t, third.Version, second.Version)
	edit(`,"version":0`).problem(t, 422, "invalid")
}

// A draft may lack its answer; an active FAQ may not.
func TestUnfinishedDrafts(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	draft := into[api.FAQ](t, b.do(t, "POST", "/v1/faqs", `{"type":"general","question":"Where is my order right now?"}`, admin).want(t, 201))
	require.Empty(t, draft.Answer)
	require.Contains(t, rules(*draft.Advice), "answer_missing")
	p := b.do(t, "POST", "/v1/faqs/"+draft.ID+"/activate", nil, admin).problem(t, 422, "invalid")
	require.Equal(t, "answer", p.Errors[0].Field)
	b.do(t, "POST", "/v1/faqs", `{"type":"general","question":"Where is it?","status":"active"}`, admin).problem(t, 422, "invalid")
}

// Advice names the field, the other FAQ, and how near it is.
func TestAdvice(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, member := b.user(t, "reader", account.Member)
	_, admin := b.user(t, "boss", account.Admin)
	first := into[api.FAQ](t, b.do(t, "POST", "/v1/faqs",
		`{"type":"general","question":"How long does a refund take to arrive?","answer":"It takes five working days.","status":"active"}`, admin).want(t, 201))
	check := func(body string) []api.Advice {
		return into[api.AdviceList](t, b.do(t, "POST", "/v1/faqs/check", body, member).want(t, 200)).Advice
	}
	same := `{"type":"general","question":"Where is my money now, please?","related_questions":["How long does a refund take to arrive?"],"answer":"It takes five working days."`
	found := check(same + `}`)
	require.Contains(t, rules(found), "overlap")
	for _, a := range found {
		if a.Rule == "overlap" {
			require.Equal(t, "related_questions[0]", a.Field)
			require.Equal(t, first.ID, a.FAQID)
			require.Equal(t, "How long does a refund take to arrive?", a.Question)
			require.Less(t, *a.Distance, 0.01)
		}
	}
	require.NotContains(t, rules(check(same+`,"faq_id":"`+first.ID+`"}`)), "overlap", "no FAQ is too near itself")
	require.Contains(t, rules(check(`{"type":"general","question":"COD please"}`)), "too_short")
	require.Contains(t, rules(check(`{"type":"general","question":""}`)), "answer_missing", "nothing is written yet")
	b.do(t, "POST", "/v1/faqs/check", `{"type":"general","question":"x","faq_id":"7"}`, member).problem(t, 422, "invalid")

	second := into[api.FAQ](t, b.do(t, "POST", "/v1/faqs", same+`}`, admin).want(t, 201))
	require.Contains(t, rules(*second.Advice), "overlap")
	require.Contains(t, rules(check(`{"type":"general","question":"Where is my money now, please?"}`)), "overlap", "a draft will answer too")
	b.do(t, "POST", "/v1/faqs/"+second.ID+"/archive", nil, admin).want(t, 200)
	require.NotContains(t, rules(check(`{"type":"general","question":"Where is my money now, please?"}`)), "overlap")
	require.Nil(t, into[api.FAQList](t, b.do(t, "GET", "/v1/faqs", nil, admin).want(t, 200)).Items[0].Advice)
}

func rules(advice []api.Advice) []string {
	found := []string{}
	for _, a := range advice {
		found = append(found, a.Rule)
	}
	return found
}

// ask is what Test FAQ says.
func (b *bundle) ask(t *testing.T, who header, text string) api.FAQVerdict {
	t.Helper()
	return into[api.FAQVerdict](t, b.do(t, "POST", "/v1/faqs/test", map[string]string{"text": text}, who).want(t, 200))
}

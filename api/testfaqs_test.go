package api_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
)

const orderFAQ = `{"type":"general","question":"Where is my order right now?","answer":"On its way.","status":"active"}`

func (b *bundle) create(t *testing.T, who header, body string) api.FAQ {
	t.Helper()
	return into[api.FAQ](t, b.do(t, "POST", "/v1/faqs", body, who).want(t, 201))
}

func TestTestFAQs(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	_, member := b.user(t, "asha", account.Member)
	silence := b.ask(t, member, "where is my order right now")
	require.False(t, silence.Answered)
	require.Nil(t, silence.Answer)
	require.Nil(t, silence.Step)
	require.Equal(t, "no_faq", silence.Reason)
	require.Contains(t, silence.Explanation, "no active FAQ")
	require.Equal(t, []api.FAQCandidate{}, silence.Candidates)

	order := b.create(t, admin, orderFAQ)
	refund := b.create(t, admin, strings.Replace(refundFAQ, "}", `,"status":"active"}`, 1))
	v := b.ask(t, member, "\n\r\nwhere is my order right now?\r\n")
	require.True(t, v.Answered)
	require.Equal(t, "On its way.", *v.Answer)
	require.Equal(t, order.ID, *v.FAQID)
	require.Equal(t, "/v1/faqs/"+order.ID, *v.FAQURL)
	require.Equal(t, "Where is my order right now?", *v.Question)
	require.Equal(t, "faq", *v.Step)
	require.Equal(t, "matched", v.Reason)
	require.Equal(t, "balanced", *v.Calibration)
	require.Equal(t, "fake", *v.Model)
	require.Equal(t, api.ChainOrder{api.StepFAQ, api.StepQuickReply}, v.Chain)
	require.GreaterOrEqual(t, v.Score, v.Threshold)
	require.Equal(t, order.ID, v.Candidates[0].FAQID)
	require.Nil(t, v.FAQ)
	b.do(t, "GET", *v.FAQURL, nil, member).want(t, 200)

	b.do(t, "PUT", "/v1/matcher", `{"calibration":"cautious","threshold":0.99}`, admin).want(t, 200)
	v = b.ask(t, member, "How long does a refund of mine take these days?")
	require.False(t, v.Answered)
	require.InDelta(t, 0.99, v.Threshold, 0)
	require.Equal(t, "manual", *v.Calibration)
	require.Equal(t, refund.ID, v.Candidates[0].FAQID)
}

// Words that are not saved are refused with what to do, whoever sends them.
func TestTestFAQKnowsSavedFAQsOnly(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	for _, body := range []string{
		`{"text":"hello","question":"Where is it?","answer":"Here."}`,
		`{"text":"hello","related_questions":["Where is it?"]}`,
		`{"text":"hello","answer":"Here."}`,
		`{"text":"hello","faq_id":"` + nobody + `"}`,
		`{"text":"hello","faq_id":"draft"}`,
	} {
		p := b.do(t, "POST", "/v1/faqs/test", body, admin).problem(t, 422, "invalid")
		require.Contains(t, p.Detail+p.Errors[0].Reason, "Save the FAQ first", body)
	}
	b.do(t, "POST", "/v1/faqs/test", `{"text":""}`, admin).problem(t, 422, "invalid")
	b.do(t, "POST", "/v1/faqs/test", `{"text":"x","at":"yesterday"}`, admin).problem(t, 422, "invalid")
	b.do(t, "POST", "/v1/faqs/test", `{"text":"`+strings.Repeat("x", 65537)+`"}`, admin).problem(t, 422, "invalid")
}

// An FAQ that is asked about says why it did not answer.
func TestStandings(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	order := b.create(t, admin, orderFAQ)
	draft := b.create(t, admin, refundFAQ)
	filler := b.create(t, admin, `{"type":"filler","question":"Please wait a moment","answer":"One moment.","status":"active"}`)
	about := func(id, text string) api.FAQStanding {
		body := map[string]string{"text": text, "faq_id": id}
		v := into[api.FAQVerdict](t, b.do(t, "POST", "/v1/faqs/test", body, admin).want(t, 200))
		require.NotNil(t, v.FAQ)
		require.Equal(t, id, v.FAQ.FAQID)
		return *v.FAQ
	}
	s := about(order.ID, "where is my order right now?")
	require.True(t, s.Answered)
	require.Equal(t, 1, *s.Rank)
	require.Equal(t, "Where is my order right now?", *s.Question)
	require.Contains(t, s.Explanation, "It answers")

	s = about(order.ID, "Do you sell gift cards in other currencies?")
	require.False(t, s.Answered)
	require.NotEmpty(t, s.Explanation)
	require.Contains(t, about(order.ID, "🙂").Explanation, "no words")

	s = about(draft.ID, "How long does a refund take?")
	require.False(t, s.Answered)
	require.Nil(t, s.Rank)
	require.Equal(t, api.FAQStatusDraft, s.Status)
	require.Contains(t, s.Explanation, "draft")
	b.do(t, "POST", "/v1/faqs/"+draft.ID+"/archive", nil, admin).want(t, 200)
	require.Contains(t, about(draft.ID, "How long does a refund take?").Explanation, "archived")

	require.Contains(t, about(filler.ID, "blue elephants").Explanation, "not in the chain")
	b.do(t, "PUT", "/v1/responders", `{"order":["faq","filler"]}`, admin).want(t, 200)
	require.True(t, about(filler.ID, "blue elephants").Answered)
	require.Contains(t, about(filler.ID, "where is my order right now?").Explanation, "something did")
	b.do(t, "PUT", "/v1/responders", `{"order":["filler"]}`, admin).want(t, 200)
	require.Contains(t, about(order.ID, "where is my order right now?").Explanation, "not in the chain")
}

// The chain is that of live traffic: order, quick replies, fillers.
func TestTestFAQRunsTheChain(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	order := b.create(t, admin, orderFAQ)
	b.create(t, admin, `{"type":"filler","question":"Please wait a moment","answer":"One moment.","status":"active"}`)
	night := into[api.QuickReply](t, b.do(t, "POST", "/v1/quick-replies", `{"name":"Night","text":"We sleep.","status":"active",
		"when":{"zone":"Europe/Berlin","weekly":[{"day":"monday","from":"22:00","to":"06:00"}]}}`, admin).want(t, 201))
	test := func(text, at string) api.FAQVerdict {
		return into[api.FAQVerdict](t, b.do(t, "POST", "/v1/faqs/test", map[string]string{"text": text, "at": at}, admin).want(t, 200))
	}
	const question, other = "Where is my order right now?", "blue elephants"
	// A Monday at 23:00 and a Tuesday at noon in Berlin.
	const late, noon = "2026-01-05T22:00:00Z", "2026-01-06T11:00:00Z"

	v := test(other, late)
	require.Equal(t, "quick_reply", *v.Step)
	require.Equal(t, "We sleep.", *v.Answer)
	require.Equal(t, night.ID, *v.QuickReplyID)
	require.Contains(t, v.Explanation, `"Night"`)
	require.Len(t, v.QuickReplies, 1)
	require.True(t, v.QuickReplies[0].Active)
	require.Equal(t, "2026-01-05T21:00:00Z", v.QuickReplies[0].PeriodStart.Format("2006-01-02T15:04:05Z07:00"))
	require.Equal(t, order.ID, *test(question, late).FAQID, "FAQs go first")
	require.False(t, test(other, noon).Answered)

	b.do(t, "PUT", "/v1/responders", `{"order":["quick_reply","faq","filler"]}`, admin).want(t, 200)
	v = test(question, late)
	require.Equal(t, "quick_reply", *v.Step)
	require.Nil(t, v.FAQID)
	require.Equal(t, order.ID, *test(question, noon).FAQID)
	v = test(other, noon)
	require.Equal(t, "filler", *v.Step)
	require.Equal(t, "One moment.", *v.Answer)

	b.do(t, "PUT", "/v1/responders", `{"order":[]}`, admin).want(t, 200)
	v = test(question, late)
	require.False(t, v.Answered)
	require.Equal(t, "responders_off", v.Reason)
	require.Equal(t, api.ChainOrder{}, v.Chain)
}

// Without the embedder a quick reply still answers; what the FAQs would have
// said is not known.
func TestTestFAQWithoutEmbedder(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	b.create(t, admin, orderFAQ)
	b.embedder.fails(errors.New("secret of the embedder"))
	a := b.do(t, "POST", "/v1/faqs/test", `{"text":"Where is my order right now?"}`, admin)
	a.problem(t, 503, "unavailable")
	require.NotContains(t, string(a.body), "secret")
	b.do(t, "POST", "/v1/quick-replies", `{"name":"Always","text":"We got it.","status":"active","when":{"always":true}}`, admin).want(t, 201)
	v := b.ask(t, admin, "Where is my order right now?")
	require.Equal(t, "We got it.", *v.Answer)
}

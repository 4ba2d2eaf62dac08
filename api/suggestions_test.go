package api_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
)

// suggest makes a suggestion of messages, and returns their conversations.
func (b *bundle) suggest(t *testing.T, direction int, texts ...string) (conversations []string) {
	t.Helper()
	inbox := b.inbox(t).ID
	var members []string
	centre := make([]float32, fakeDimensions)
	centre[direction] = 1
	for i, text := range texts {
		conversationID, id := b.decided(t, inbox, fmt.Sprintf("%d of %p", i, &members), text, responder.Decision{
			Reason: faq.ReasonBelowThreshold, At: time.Now(), Order: responder.DefaultOrder(),
			FAQ:     &faq.Decision{Reason: faq.ReasonBelowThreshold, Step: faq.StepFAQ, Model: "fake"},
			Vectors: []faq.Vector{{Values: centre}},
		})
		conversations, members = append(conversations, conversationID), append(members, id)
	}
	created, err := b.store.SaveSuggestions(t.Context(), []faq.Proposal{{
		Model: "fake", Centre: centre, Question: members[0], Related: members[1:], Members: members,
	}})
	require.NoError(t, err)
	require.Equal(t, 1, created)
	return conversations
}

func TestSuggestions(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	_, creator := b.user(t, "writer", account.Creator)
	_, approver := b.user(t, "lead", account.Approver)
	whose := b.suggest(t, 0, "Can I bring my dog to the shop?", "Are dogs allowed inside?")
	b.suggest(t, 1, "Do you sell gift cards in other currencies?")
	_, err := b.store.AppendAgent(t.Context(), conversation.Outbound{
		ConversationID: whose[0], MessageID: uuid.NewString(), AgentID: uuid.NewString(), Text: "Yes, Mr Rao, bring him.",
	})
	require.NoError(t, err)

	list := func(query string, who header) api.SuggestionList {
		return into[api.SuggestionList](t, b.do(t, "GET", "/v1/faqs/suggestions"+query, nil, who).want(t, 200))
	}
	first := list("?limit=1", creator)
	require.Len(t, first.Items, 1)
	dogs := first.Items[0]
	require.Equal(t, "Can I bring my dog to the shop?", dogs.Question)
	require.Equal(t, []string{"Are dogs allowed inside?"}, dogs.RelatedQuestions)
	require.Equal(t, 2, dogs.Size)
	require.Nil(t, dogs.Samples[0].ConversationID, "creators read no conversations")
	require.Nil(t, dogs.Answer, "nor what agents replied in them")
	seen := list("", admin).Items[0]
	require.Equal(t, whose[0], *seen.Samples[0].ConversationID)
	require.Equal(t, "Yes, Mr Rao, bring him.", *seen.Answer)
	second := list("?limit=1&cursor="+*first.NextCursor, creator)
	require.Len(t, second.Items, 1)
	require.Nil(t, second.NextCursor)
	cards := second.Items[0]

	path := "/v1/faqs/suggestions/" + dogs.ID
	b.do(t, "POST", path+"/accept", `{}`, approver).problem(t, 403, "forbidden")
	accepted := b.do(t, "POST", path+"/accept", `{"answer":"Yes, on a leash.","labels":["shop"]}`, creator, key("a"))
	draft := into[api.FAQ](t, accepted.want(t, 201))
	require.Equal(t, api.FAQStatusDraft, draft.Status)
	require.Equal(t, "Can I bring my dog to the shop?", draft.Question)
	require.Equal(t, []string{"Are dogs allowed inside?"}, draft.RelatedQuestions)
	require.Equal(t, "Yes, on a leash.", draft.Answer)
	require.Equal(t, []string{"shop"}, draft.Labels)
	again := b.do(t, "POST", path+"/accept", `{"answer":"Yes, on a leash.","labels":["shop"]}`, creator, key("a")).want(t, 201)
	require.Equal(t, "true", again.header.Get("Idempotency-Replayed"))
	b.do(t, "POST", path+"/accept", `{}`, creator).problem(t, 409, "too-late")
	b.do(t, "POST", path+"/dismiss", nil, creator).problem(t, 409, "too-late")
	require.Equal(t, draft.ID, *into[api.Suggestion](t, b.do(t, "GET", path, nil, creator).want(t, 200)).FAQID)

	path = "/v1/faqs/suggestions/" + cards.ID
	require.Equal(t, api.SuggestionStatusDismissed, into[api.Suggestion](t, b.do(t, "POST", path+"/dismiss", nil, creator).want(t, 200)).Status)
	require.Empty(t, list("", creator).Items)
	require.Len(t, list("?status=dismissed", creator).Items, 1)
	require.Len(t, list("?status=accepted", creator).Items, 1)
	b.do(t, "POST", path+"/reopen", nil, creator).want(t, 200)
	b.do(t, "POST", path+"/reopen", nil, creator).problem(t, 409, "too-late")
	draft = into[api.FAQ](t, b.do(t, "POST", path+"/accept", `{"question":"Do you have gift cards?","related_questions":[]}`, admin).want(t, 201))
	require.Equal(t, "Do you have gift cards?", draft.Question)
	require.Empty(t, draft.RelatedQuestions)
	require.Empty(t, draft.Answer)
	for _, action := range []string{"", "/accept", "/dismiss", "/reopen"} {
		method, body := "POST", any(nil)
		switch action {
		case "":
			method = "GET"
		case "/accept":
			body = `{}`
		}
		b.do(t, method, "/v1/faqs/suggestions/"+nobody+action, body, admin).problem(t, 404, "not-found")
	}
}

func TestFindSuggestions(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, creator := b.user(t, "writer", account.Creator)
	find := func() api.SuggestionSearch {
		return into[api.SuggestionSearch](t, b.do(t, "POST", "/v1/faqs/suggestions", nil, creator).want(t, 202))
	}
	require.True(t, find().Started)
	require.False(t, find().Started, "one runs")
	b.jobs.err = errors.New("secret of the engine")
	a := b.do(t, "POST", "/v1/faqs/suggestions", nil, creator)
	a.problem(t, 503, "unavailable")
	require.NotContains(t, string(a.body), "secret")
}

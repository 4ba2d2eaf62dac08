package api_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
)

// A wrong answer is marked once, by whoever said so first, until somebody takes it
// back; the history, the decision and the audit trail say so.
func TestCorrections(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t).ID
	asha, ashas := b.user(t, "asha", account.Agent)
	_, bens := b.user(t, "ben", account.Agent)
	id, decision := b.decided(t, inbox, "ravi", "where is it", responder.Decision{
		Answered: true, Step: responder.StepFAQ, Answer: "On its way.", Reason: faq.ReasonMatched, At: time.Now(),
		Order: responder.Order{responder.StepFAQ}, FAQ: &faq.Decision{Answered: true, FAQID: nobody, Score: 0.9, Threshold: 0.5, Reason: faq.ReasonMatched},
	})
	path := "/v1/decisions/" + decision + "/correction"
	require.Nil(t, into[api.Decision](t, b.do(t, "GET", "/v1/decisions/"+decision, nil, ashas).want(t, 200)).Correction)
	by := api.Person{ID: asha.ID, Name: "Asha"}
	require.Equal(t, by, into[api.Decision](t, b.do(t, "PUT", path, nil, ashas).want(t, 200)).Correction.User)
	require.Equal(t, by, into[api.Decision](t, b.do(t, "PUT", path, nil, bens).want(t, 200)).Correction.User)
	history := into[api.MessageList](t, b.do(t, "GET", "/v1/conversations/"+id+"/messages", nil, bens).want(t, 200)).Items
	require.Equal(t, &by, history[0].CorrectedBy)
	require.Nil(t, history[1].CorrectedBy)
	require.Nil(t, into[api.Decision](t, b.do(t, "DELETE", path, nil, bens).want(t, 200)).Correction)
	b.do(t, "DELETE", path, nil, bens).want(t, 200)
	events := into[api.EventList](t, b.do(t, "GET", "/v1/conversations/"+id+"/events", nil, bens).want(t, 200)).Items
	require.Equal(t, []api.EventType{"correction_withdrawn", "answer_corrected"}, []api.EventType{events[0].Type, events[1].Type}, "each once")
	require.Equal(t, history[0].ID, *events[1].MessageID)

	_, silent := b.decided(t, inbox, "kim", "anybody?", responder.Decision{Reason: responder.ReasonOff, Order: responder.Order{}, At: time.Now()})
	b.do(t, "PUT", "/v1/decisions/"+silent+"/correction", nil, ashas).problem(t, 409, "too-late")
	b.do(t, "PUT", "/v1/decisions/"+nobody+"/correction", nil, ashas).problem(t, 404, "not-found")
}

// Whoever is named in a note has it unread until they read the conversation, or say
// that they have read them all.
func TestMentionsAreRead(t *testing.T) {
	t.Parallel()
	b := setup(t)
	asha, ashas := b.user(t, "asha", account.Agent)
	_, bens := b.user(t, "ben", account.Agent)
	inbox := b.inbox(t).ID
	path := "/v1/conversations/" + b.conversation(t, inbox, "ravi", "hello")
	unread := func() int {
		return into[api.ConversationCounts](t, b.do(t, "GET", "/v1/conversations/counts", nil, ashas).want(t, 200)).Mentions
	}
	names := func(path string) {
		note := b.do(t, "POST", path+"/notes", `{"text":"@Asha look","mentions":["`+asha.ID+`"]}`, bens).want(t, 201)
		require.Equal(t, []api.Person{{ID: asha.ID, Name: "Asha"}}, into[api.Message](t, note).Mentions)
	}
	names(path)
	names("/v1/conversations/" + b.conversation(t, inbox, "kim", "hello"))
	require.Equal(t, 2, unread())
	b.do(t, "PUT", path+"/read", nil, bens).want(t, 204)
	require.Equal(t, 2, unread(), "read by somebody else")
	b.do(t, "PUT", path+"/read", nil, ashas).want(t, 204)
	require.Equal(t, 1, unread())
	mentions := into[api.MentionList](t, b.do(t, "GET", "/v1/mentions", nil, ashas).want(t, 200)).Items
	require.Nil(t, mentions[0].ReadAt)
	require.NotNil(t, mentions[1].ReadAt)
	b.do(t, "PUT", "/v1/mentions/read", nil, ashas).want(t, 204)
	require.Zero(t, unread())
}

func TestViewsAreRenamed(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, ashas := b.user(t, "asha", account.Agent)
	_, bens := b.user(t, "ben", account.Agent)
	first := into[api.SavedView](t, b.do(t, "POST", "/v1/views", `{"name":"Refunds","filter":{"label":"refund"}}`, ashas).want(t, 201)).ID
	b.do(t, "POST", "/v1/views", `{"name":"Orders","filter":{}}`, ashas).want(t, 201)
	changed := into[api.SavedView](t, b.do(t, "PUT", "/v1/views/"+first, `{"name":"Money back","filter":{"label":"money"}}`, ashas).want(t, 200))
	require.Equal(t, "Money back", changed.Name)
	require.Equal(t, "money", changed.Filter.Label)
	b.do(t, "PUT", "/v1/views/"+first, `{"name":"orders","filter":{}}`, ashas).problem(t, 422, "invalid")
	b.do(t, "PUT", "/v1/views/"+first, `{"name":"Mine now","filter":{}}`, bens).problem(t, 404, "not-found")
}

// What the FAQs would say is told below the threshold too, and is about what the end
// user wrote last, in one go.
func TestSuggestedAnswers(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	id := b.conversation(t, b.inbox(t).ID, "ravi", "where is my order right now")
	path := "/v1/conversations/" + id + "/answers"
	require.Empty(t, into[api.AnswerSuggestions](t, b.do(t, "GET", path, nil, admin).want(t, 200)).Items)
	order := b.create(t, admin, orderFAQ)
	b.do(t, "PUT", "/v1/matcher", `{"calibration":"cautious","threshold":0.99}`, admin).want(t, 200)
	b.do(t, "PUT", "/v1/responders", `{"order":[]}`, admin).want(t, 200)
	b.do(t, "POST", "/v1/conversations/"+id+"/notes", `{"text":"a note is no answer"}`, admin).want(t, 201)
	got := into[api.AnswerSuggestions](t, b.do(t, "GET", path, nil, admin).want(t, 200))
	require.Equal(t, order.ID, got.Items[0].FAQID)
	require.Equal(t, "On its way.", got.Items[0].Answer)
	require.NotNil(t, got.MessageID)
	b.do(t, "GET", "/v1/conversations/"+nobody+"/answers", nil, admin).problem(t, 404, "not-found")
}

// A reaction needs the conversation and an emoji of the channel's; what the channel
// refuses is not kept.
func TestReactions(t *testing.T) {
	t.Parallel()
	b, p, asha, session, id := calling(t, time.Hour)
	_, other := b.user(t, "ben", account.Agent)
	messages, err := b.store.Messages(t.Context(), id, 0, 1)
	require.NoError(t, err)
	path := "/v1/conversations/" + id + "/messages/" + messages[0].ID + "/reaction"
	b.do(t, "PUT", path, `{"emoji":"👍"}`, session).problem(t, 409, "not-owner")
	b.commit(t, id, func(s *conversation.State) { s.OwnerID = asha.ID })
	b.do(t, "PUT", path, `{"emoji":"👍"}`, other).problem(t, 409, "not-owner")
	b.do(t, "PUT", path, `{"emoji":"🦀"}`, session).problem(t, 422, "invalid")
	b.do(t, "PUT", path, `{"emoji":"👍"}`, session).want(t, 204)
	require.Equal(t, "👍 user-1 user-1/hello", <-p.shown)
	shown := func() []api.Reaction {
		return into[api.MessageList](t, b.do(t, "GET", "/v1/conversations/"+id+"/messages", nil, other).want(t, 200)).Items[0].Reactions
	}
	require.Equal(t, "👍", shown()[0].Emoji)
	require.EqualValues(t, "agent", shown()[0].Author)
	b.do(t, "PUT", path, `{"emoji":"🚫"}`, session).problem(t, 409, "too-late")
	require.Equal(t, "👍", shown()[0].Emoji)
	b.do(t, "DELETE", path, nil, session).want(t, 204)
	require.Empty(t, shown())
	c := into[api.Conversation](t, b.do(t, "GET", "/v1/conversations/"+id, nil, session).want(t, 200))
	require.Equal(t, []string{"👍", "🚫"}, c.MaySend.Reactions)
}

// Colleagues hear who looks at a conversation, and who leaves it.
func TestWhoLooks(t *testing.T) {
	t.Parallel()
	b, serve := serving(t)
	url, _ := serve()
	ada, adas := b.user(t, "ada", account.Agent)
	_, bens := b.user(t, "ben", account.Agent)
	id := b.conversation(t, b.inbox(t).ID, "asha", "hello")
	path := "/v1/conversations/" + id + "/presence"
	var here []bool
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	asked := false
	listen(ctx, url, "", bens, func(e heard) bool {
		if !asked {
			asked = true
			b.do(t, "PUT", path, nil, bens).want(t, 204) // oneself is no news
			b.do(t, "PUT", path, nil, adas).want(t, 204)
			b.do(t, "DELETE", path, nil, adas).want(t, 204)
		}
		if e.name != "presence" {
			return true
		}
		require.Equal(t, id, e.data.ConversationID)
		require.Equal(t, &api.Person{ID: ada.ID, Name: "Ada"}, e.data.User)
		here = append(here, e.data.Here)
		return len(here) < 2
	})
	require.Equal(t, []bool{true, false}, here)
	b.do(t, "PUT", "/v1/conversations/"+nobody+"/presence", nil, adas).problem(t, 404, "not-found")
}

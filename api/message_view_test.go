package api_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

// What a provider tells of a message, and what becomes of it later, is in the
// history.
func TestMessagesOfAProvider(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, session := b.user(t, "asha", account.Agent)
	inbox := b.inbox(t)
	b.exec(t, `UPDATE inboxes SET channel = 'telegram'`)
	person := provider.Person{
		Identities: []provider.Identity{{Kind: provider.TelegramUser, Value: "7"}}, Name: "Bela", Username: "bela7",
	}
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	receive := func(events ...provider.Event) []conversation.Accepted {
		accepted, err := b.store.Receive(t.Context(), provider.Webhook{
			InboxID: inbox.ID, Body: []byte("{}"), Events: events, Inboxes: map[string]string{"": inbox.ID},
		})
		require.NoError(t, err)
		return accepted
	}
	place := &provider.Location{Latitude: 0, Longitude: 0}
	id := receive(
		provider.Event{Message: &provider.Message{
			ExternalID: "7:1", From: person, Kind: provider.KindLocation, Text: "here", Location: place, SentAt: at,
			Referral: &provider.Referral{Source: "link", Ref: "spring"}, Cards: []provider.Card{{Name: "Ann", Phones: []string{"1"}}},
		}},
		provider.Event{Message: &provider.Message{
			ExternalID: "7:2", From: person, Kind: provider.KindText, Text: "gone soon", SentAt: at.Add(time.Second), ReplyTo: "7:1",
		}},
		provider.Event{Reaction: &provider.Reaction{Key: "k", Target: "7:1", From: person, Emoji: "👍", At: at}},
		provider.Event{Edit: &provider.Edit{Key: "k", Target: "7:1", From: person, Text: "not here", At: at.Add(time.Minute)}},
		provider.Event{Deletion: &provider.Deletion{Key: "k", Target: "7:2", At: at.Add(time.Hour)}},
		provider.Event{Consent: &provider.Consent{Key: "k", From: person, Blocked: true, At: at.Add(time.Hour)}},
	)[0].ConversationID

	list := into[api.MessageList](t, b.do(t, "GET", "/v1/conversations/"+id+"/messages", nil, session).want(t, 200))
	require.Len(t, list.Items, 2)
	deleted, m := list.Items[0], list.Items[1]
	require.Equal(t, "location", m.Kind)
	require.Equal(t, &api.Location{}, m.Content.Location)
	require.Equal(t, "spring", m.Content.Referral.Ref)
	require.Equal(t, "Ann", m.Content.Cards[0].Name)
	require.Equal(t, "not here", m.Text)
	require.Equal(t, at.Add(time.Minute), *m.EditedAt)
	require.Equal(t, []api.Wording{{Text: "here", At: at.Add(time.Minute)}}, m.Former)
	require.Equal(t, []api.Reaction{{Author: api.ReactionAuthorContact, Emoji: "👍", At: at}}, m.Reactions)
	require.Equal(t, m.ID, *deleted.ReplyToID)
	require.Empty(t, deleted.Text)
	require.Equal(t, at.Add(time.Hour), *deleted.DeletedAt)

	c := into[api.Conversation](t, b.do(t, "GET", "/v1/conversations/"+id, nil, session).want(t, 200))
	require.Equal(t, "bela7", *c.ContactUsername)
	require.True(t, c.ContactBlocked)
	require.Nil(t, c.MergedInto)

	// The person turns out to have another thread.
	other := provider.Identity{Kind: provider.TelegramUser, Value: "8"}
	again := receive(provider.Event{Message: &provider.Message{
		ExternalID: "8:1", From: provider.Person{Identities: []provider.Identity{other}}, Text: "me too", SentAt: at,
	}})[0].ConversationID
	receive(provider.Event{Change: &provider.IdentityChange{Key: "k", From: person.Identities, To: []provider.Identity{other}, At: at}})
	c = into[api.Conversation](t, b.do(t, "GET", "/v1/conversations/"+again, nil, session).want(t, 200))
	require.Equal(t, id, *c.MergedInto)
	b.do(t, "POST", "/v1/conversations/"+again+"/claim", nil, session, key("1")).problem(t, 409, "merged")
	b.do(t, "POST", "/v1/conversations/"+again+"/messages", `{"text":"hi"}`, session, key("2")).problem(t, 409, "merged")
	events := into[api.EventList](t, b.do(t, "GET", "/v1/conversations/"+id+"/events", nil, session).want(t, 200))
	require.Equal(t, again, *events.Items[0].ConversationID)
	found := into[api.ConversationList](t, b.do(t, "GET", "/v1/conversations", nil, session).want(t, 200))
	require.Len(t, found.Items, 1)
}

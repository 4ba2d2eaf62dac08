package store_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

// Who writes on Messenger has no name until the provider is asked, which happens
// once a day and only for those who write.
func TestNamesAreAskedForOnceADay(t *testing.T) {
	t.Parallel()
	b := setup(t)
	a, wa := b.provided(t, conversation.ChannelMessenger), b.provided(t, conversation.ChannelWhatsApp)
	psid := provider.Identity{Kind: provider.MessengerUser, Value: "77"}
	write := func(a brand, id string, from provider.Identity) conversation.Accepted {
		e := says(id, "hello", from)
		e.Message.From.Name = ""
		return a.post(e)[0]
	}
	take := func() []conversation.Nameless {
		found, err := b.TakeNameless(t.Context(), 10)
		require.NoError(t, err)
		return found
	}
	write(wa, "1", phone("491"))
	require.Empty(t, take(), "WhatsApp says names by itself")

	first := write(a, "2", psid)
	write(a, "3", psid)
	c, err := b.GetConversation(t.Context(), first.ConversationID)
	require.NoError(t, err)
	want := []conversation.Nameless{{ContactID: c.Contact.ID, InboxID: a.inbox, Identities: []conversation.Identity{psid}}}
	require.Equal(t, want, take())
	write(a, "4", psid)
	require.Empty(t, take(), "they were asked for today")
	b.exec(t, `UPDATE contacts SET name_asked_at = name_asked_at - interval '25 hours'`)
	require.Empty(t, take(), "they have not written since")
	write(a, "5", psid)
	require.Equal(t, want, take())

	require.NoError(t, b.NameContact(t.Context(), c.Contact.ID, "Ann Ek\x00"))
	require.NoError(t, b.NameContact(t.Context(), c.Contact.ID, "Somebody Else"))
	named, err := b.GetConversation(t.Context(), first.ConversationID)
	require.NoError(t, err)
	require.Equal(t, "Ann Ek", named.Contact.Name)
	b.exec(t, `UPDATE contacts SET name_asked_at = name_asked_at - interval '25 hours'`)
	write(a, "6", psid)
	require.Empty(t, take())
}

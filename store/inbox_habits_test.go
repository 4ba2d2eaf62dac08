package store_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/conversation"
)

func TestUnread(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ada, ben := b.createUser(t, "ada@example.org", account.Agent), b.createUser(t, "ben@example.org", account.Agent)
	inbox := b.inbox(t)
	id := b.message(t, inbox.ID, "asha", "one")
	b.message(t, inbox.ID, "asha", "two")
	other := b.message(t, inbox.ID, "cleo", "hello")
	b.exec(t, `UPDATE conversations SET status = 'new', waiting_since = (
		SELECT min(created_at) FROM messages m WHERE m.conversation_id = conversations.id)`)
	unread := func(user account.User) map[string]int {
		t.Helper()
		n, err := b.Unread(t.Context(), user.ID, []string{id, other})
		require.NoError(t, err)
		return n
	}
	counts := func(user account.User) conversation.Counts {
		t.Helper()
		n, err := b.CountConversations(t.Context(), user.ID)
		require.NoError(t, err)
		return n
	}
	require.Equal(t, map[string]int{id: 2, other: 1}, unread(ada))
	require.Equal(t, conversation.Counts{All: 2, Unread: 2}, counts(ada))
	require.NoError(t, b.SetRead(t.Context(), id, ada.ID))
	require.NoError(t, b.SetRead(t.Context(), id, ada.ID))
	require.Equal(t, map[string]int{other: 1}, unread(ada))
	require.Equal(t, map[string]int{id: 2, other: 1}, unread(ben), "everybody reads for themselves")
	require.Equal(t, 1, counts(ada).Unread)
	b.message(t, inbox.ID, "asha", "three")
	require.Equal(t, map[string]int{id: 1, other: 1}, unread(ada))
	require.Equal(t, 2, counts(ada).Unread)

	// What somebody else holds is theirs to read; what is answered needs no reading.
	b.exec(t, `UPDATE conversations SET owner_id = $2, lease_until = now() + interval '5 minutes' WHERE id = $1`, id, ben.ID)
	require.Equal(t, conversation.Counts{All: 2, Unread: 1}, counts(ada))
	require.Equal(t, conversation.Counts{All: 2, Mine: 1, Unread: 2}, counts(ben))
	b.exec(t, `UPDATE conversations SET waiting_since = NULL, status = 'inactive'`)
	require.Empty(t, unread(ada))
	require.Equal(t, conversation.Counts{Inactive: 2}, counts(ada))
	require.ErrorIs(t, b.SetRead(t.Context(), conversation.ID(inbox.ID, "nobody"), ada.ID), conversation.ErrNotFound)
}

func TestSavedViews(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ada, ben := b.createUser(t, "ada@example.org", account.Agent), b.createUser(t, "ben@example.org", account.Agent)
	saved, err := b.SaveView(t.Context(), conversation.SavedView{UserID: ada.ID, Name: "Refunds", Filter: []byte(`{"label":"refund"}`)})
	require.NoError(t, err)
	again, err := b.SaveView(t.Context(), conversation.SavedView{UserID: ada.ID, Name: "REFUNDS", Filter: []byte(`{}`)})
	require.NoError(t, err)
	require.Equal(t, saved.ID, again.ID)
	views, err := b.ListViews(t.Context(), ada.ID)
	require.NoError(t, err)
	require.Equal(t, []conversation.SavedView{again}, views)
	require.ErrorIs(t, b.DeleteView(t.Context(), saved.ID, ben.ID), conversation.ErrNotFound)
	for i := range conversation.MostViews - 1 {
		_, err := b.SaveView(t.Context(), conversation.SavedView{UserID: ada.ID, Name: fmt.Sprint(i), Filter: []byte(`{}`)})
		require.NoError(t, err)
	}
	_, err = b.SaveView(t.Context(), conversation.SavedView{UserID: ada.ID, Name: "one more", Filter: []byte(`{}`)})
	require.ErrorIs(t, err, conversation.ErrTooMany)
	_, err = b.SaveView(t.Context(), conversation.SavedView{UserID: ada.ID, Name: "Refunds", Filter: []byte(`{"q":"x"}`)})
	require.NoError(t, err)
	require.NoError(t, b.DeleteView(t.Context(), saved.ID, ada.ID))
	require.ErrorIs(t, b.DeleteView(t.Context(), saved.ID, ada.ID), conversation.ErrNotFound)
}

func TestCannedResponses(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ada := b.createUser(t, "ada@example.org", account.Agent)
	one, err := b.CreateCannedResponse(t.Context(), conversation.CannedResponse{Shortcut: "Hi", Text: "Hello!", EditedBy: ada.ID})
	require.NoError(t, err)
	_, err = b.CreateCannedResponse(t.Context(), conversation.CannedResponse{Shortcut: "hI", Text: "x"})
	require.ErrorIs(t, err, conversation.ErrShortcutTaken)
	two, err := b.CreateCannedResponse(t.Context(), conversation.CannedResponse{Shortcut: "bye", Text: "Bye"})
	require.NoError(t, err)
	two.Shortcut = "HI"
	_, err = b.UpdateCannedResponse(t.Context(), two)
	require.ErrorIs(t, err, conversation.ErrShortcutTaken)
	two.Shortcut = "later"
	two, err = b.UpdateCannedResponse(t.Context(), two)
	require.NoError(t, err)
	list, err := b.ListCannedResponses(t.Context())
	require.NoError(t, err)
	require.Equal(t, []conversation.CannedResponse{one, two}, list)
	require.NoError(t, b.DeleteCannedResponse(t.Context(), one.ID))
	require.ErrorIs(t, b.DeleteCannedResponse(t.Context(), one.ID), conversation.ErrNotFound)
	_, err = b.UpdateCannedResponse(t.Context(), one)
	require.ErrorIs(t, err, conversation.ErrNotFound)
}

func TestMentions(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ada, ben := b.createUser(t, "ada@example.org", account.Agent), b.createUser(t, "ben@example.org", account.Agent)
	writer := b.createUser(t, "writer@example.org", account.Creator)
	id := b.message(t, b.inbox(t).ID, "asha", "hello")
	note := func(key string, mentions ...string) error {
		_, err := b.AddNote(t.Context(), conversation.Outbound{
			ConversationID: id, AgentID: ada.ID, Text: key, MessageID: conversation.MessageID(id, "note", key), Mentions: mentions,
		})
		return err
	}
	require.NoError(t, note("one", ben.ID, ben.ID))
	require.NoError(t, note("one", ben.ID), "told once, however often it is sent")
	require.NoError(t, note("two", ben.ID, ada.ID))
	require.ErrorIs(t, note("three", ben.ID, writer.ID), conversation.ErrNoReader)
	found, err := b.Mentions(t.Context(), ben.ID, 0, 10)
	require.NoError(t, err)
	require.Len(t, found, 2)
	require.Equal(t, "two", found[0].Note.Text)
	require.Equal(t, "Name of asha", found[0].Contact.Name)
	require.Equal(t, id, found[0].ConversationID)
	found, err = b.Mentions(t.Context(), ben.ID, found[0].Position, 10)
	require.NoError(t, err)
	require.Len(t, found, 1)
	require.Equal(t, "one", found[0].Note.Text)
	messages, err := b.Messages(t.Context(), id, 0, 10)
	require.NoError(t, err)
	require.Len(t, messages, 3, "the note that names somebody who cannot read it is not stored")
}

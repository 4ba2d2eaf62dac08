package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/live"
)

// kinds are the changes as kind and id.
func kinds(found live.Changes) map[live.Change]bool {
	seen := map[live.Change]bool{}
	for _, c := range found.Changes {
		c.In, c.Version = 0, 0
		seen[c] = true
	}
	return seen
}

func TestChangesSinceASnapshot(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	start, err := b.Snapshot(t.Context())
	require.NoError(t, err)
	since := func() live.Changes {
		t.Helper()
		found, err := b.Changes(t.Context(), start, 100)
		require.NoError(t, err)
		require.False(t, found.Foreign)
		start = found.At
		return found
	}
	require.Empty(t, since().Changes)
	id := b.message(t, inbox.ID, "asha", "hello")
	found := since()
	require.Len(t, found.Changes, 2)
	require.Empty(t, since().Changes, "each once")

	ada := b.createUser(t, "ada@example.org", account.Agent)
	agents := func(change func()) map[live.Change]bool {
		change()
		return kinds(since())
	}
	row := map[live.Change]bool{{Kind: live.KindConversation, ID: id, ConversationID: id}: true}
	require.Equal(t, row, agents(func() { require.NoError(t, b.SetLabels(t.Context(), id, []string{"vip"})) }))
	require.Equal(t, row, agents(func() { b.apply(t, id, conversation.Claim{UserID: ada.ID, At: time.Now()}) }))
	require.Equal(t, row, agents(func() { b.exec(t, `UPDATE contacts SET name = 'Asha Rao'`) }))
	require.Empty(t, agents(func() { b.exec(t, `UPDATE conversations SET rung_at = now(), wake_at = now()`) }), "nothing to see")
	note := agents(func() {
		_, err := b.AddNote(t.Context(), conversation.Outbound{
			ConversationID: id, AgentID: ada.ID, Text: "look", MessageID: conversation.MessageID(id, "x", "y"),
		})
		require.NoError(t, err)
	})
	require.Equal(t, map[live.Change]bool{{Kind: live.KindMessage, ID: conversation.MessageID(id, "x", "y"), ConversationID: id}: true}, note)

	c, err := b.GetConversation(t.Context(), id)
	require.NoError(t, err)
	before := c.Version
	require.NoError(t, b.SetLabels(t.Context(), id, nil))
	change := since().Changes[0]
	require.Greater(t, change.Version, before, "a later copy is told from an earlier one")
}

// What began before a look and ends after it was not seen by it, though later
// ones were.
func TestChangesOfATransactionThatEndsLate(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	one, two := b.message(t, inbox.ID, "one", "1"), b.message(t, inbox.ID, "two", "2")
	early, err := b.raw.Begin(t.Context())
	require.NoError(t, err)
	_, err = early.Exec(t.Context(), `UPDATE conversations SET labels = '{early}' WHERE id = $1`, one)
	require.NoError(t, err)
	b.exec(t, `UPDATE conversations SET labels = '{late}' WHERE id = $1`, two)
	at, err := b.Snapshot(t.Context())
	require.NoError(t, err)
	require.NoError(t, early.Commit(t.Context()))
	found, err := b.Changes(t.Context(), at, 100)
	require.NoError(t, err)
	require.Equal(t, map[live.Change]bool{{Kind: live.KindConversation, ID: one, ConversationID: one}: true}, kinds(found))

	future := live.Snapshot{Database: found.At.Database, Max: 999999999}
	found, err = b.Changes(t.Context(), future, 100)
	require.NoError(t, err)
	require.True(t, found.Foreign)
}

// A place of a database beside this one, whose transactions have the same numbers, is
// told from a place here.
func TestChangesSinceAnotherDatabase(t *testing.T) {
	t.Parallel()
	here, beside := setup(t), setup(t)
	at, err := here.Snapshot(t.Context())
	require.NoError(t, err)
	there, err := beside.Snapshot(t.Context())
	require.NoError(t, err)
	require.NotEqual(t, at.Database, there.Database)
	found, err := here.Changes(t.Context(), at, 100)
	require.NoError(t, err)
	require.False(t, found.Foreign)
	at.Database = there.Database
	found, err = here.Changes(t.Context(), at, 100)
	require.NoError(t, err)
	require.True(t, found.Foreign)
}

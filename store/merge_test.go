package store_test

import (
	"slices"
	"sort"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

// However somebody is named, and in whatever order and how often it arrives: once
// it is known that it is one person, there is one conversation with each message
// once.
func TestOnePersonIsOneConversation(t *testing.T) {
	t.Parallel()
	a := whatsApp(t)
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		if n++; enough(n) {
			return
		}
		key := numbered("", n) + "-"
		names := []provider.Identity{user(key + "u1"), user(key + "u2"), phone(key + "1"), phone(key + "2")}
		var events []provider.Event
		for i := range rapid.IntRange(1, 6).Draw(rt, "messages") {
			from := rapid.SliceOfNDistinct(rapid.SampledFrom(names), 1, 3, func(id provider.Identity) provider.Identity { return id }).Draw(rt, "from")
			events = append(events, says(numbered(key+"m", i), numbered("m", i), from...))
		}
		messages := len(events)
		// What leads from each name to the next, by messages and by the provider's word.
		events = append(events, says(key+"link", "link", names[0], names[2]),
			provider.Event{Change: &provider.IdentityChange{Key: key, From: names[2:3], To: names[3:], At: at(2)}},
			provider.Event{Change: &provider.IdentityChange{Key: key, From: names[:1], To: names[1:2], At: at(3)}})
		order := rapid.Permutation(slices.Concat(events, events)).Draw(rt, "order")
		for len(order) > 0 {
			batch := rapid.IntRange(1, len(order)).Draw(rt, "batch")
			a.post(slices.Clone(order[:batch])...)
			order = order[batch:]
		}
		// A change that is told before anybody is known says nothing; told again it does.
		a.post(events[messages+1], events[messages+2])

		var living string
		require.NoError(rt, a.raw.QueryRow(t.Context(), `
SELECT c.id FROM conversations c WHERE c.merged_into IS NULL AND c.contact_id IN (
	SELECT contact_id FROM contact_identities WHERE value LIKE $1 || '%')`, key).Scan(&living))
		require.Equal(rt, 1, a.number(t, `SELECT count(*) FROM conversations c WHERE merged_into IS NULL AND EXISTS (
	SELECT FROM contact_identities i WHERE i.contact_id = c.contact_id AND i.value LIKE $1 || '%')`, key))
		require.Equal(rt, 4, a.number(t, `SELECT count(*) FROM contact_identities WHERE value LIKE $1 || '%'`, key))
		said := a.history(living)
		sort.Strings(said)
		want := []string{"link"}
		for i := range messages {
			want = append(want, numbered("m", i))
		}
		require.Equal(rt, want, said)
		require.Zero(rt, a.number(t, `
SELECT count(*) FROM conversations c WHERE merged_into IS NULL AND last_seq <> (
	SELECT count(*) FROM messages m WHERE m.conversation_id = c.id AND m.seq BETWEEN 1 AND c.last_seq)`), "the mailbox is dense")
	})
}

// The older thread goes on; what nobody answered in the other opens a ticket in
// it; what was on its way out goes from there; the other is left in peace.
func TestMerge(t *testing.T) {
	t.Parallel()
	a := whatsApp(t)
	older := a.post(says("1", "by number", phone("491")))[0].ConversationID
	a.exec(t, `UPDATE conversations SET applied_seq = 1, status = 'resolved', ticket = 1 WHERE id = $1`, older)
	younger := a.post(says("2", "by name", user("DE.1")))[0].ConversationID
	a.exec(t, `UPDATE conversations SET applied_seq = 1, status = 'new', ticket = 1, waiting_since = now() - interval '1 hour',
wake_at = now() WHERE id = $1`, younger)
	queued := a.sent(younger, "", conversation.MessageQueued)
	answered := a.sent(younger, "wamid.1", conversation.MessageSent)
	require.NotEqual(t, older, younger)

	change := provider.Event{Change: &provider.IdentityChange{
		Key: "k", From: []provider.Identity{phone("491")}, To: []provider.Identity{user("DE.1"), phone("492")}, At: at(5),
	}}
	rings := a.post(change)
	require.Len(t, rings, 1, "what waits for an answer does not wait for the sweeper")
	require.True(t, rings[0].Ring)
	require.True(t, rings[0].Sleeping)
	require.Equal(t, older, rings[0].ConversationID)
	require.EqualValues(t, 2, rings[0].Seq)
	require.Empty(t, a.post(change))
	require.Equal(t, 1, a.living(t))
	require.Equal(t, []string{"by number", "by name", "hello", "hello"}, a.history(older))
	snapshot, err := a.ReadMailbox(t.Context(), older, nil)
	require.NoError(t, err)
	require.Len(t, snapshot.Entries, 1, "the workflow reads what waits for an answer")
	require.Equal(t, queued, snapshot.Outbox[0].MessageID)
	rest, err := a.ReadMailbox(t.Context(), younger, nil)
	require.NoError(t, err)
	require.Equal(t, conversation.Resolved, rest.State.Status)
	require.Empty(t, rest.Entries)
	require.Empty(t, rest.Outbox)
	require.Zero(t, a.number(t, `SELECT count(*) FROM conversations WHERE id = $1 AND wake_at IS NOT NULL`, younger))

	merged, err := a.GetConversation(t.Context(), younger)
	require.NoError(t, err)
	require.Equal(t, older, merged.MergedInto)
	_, err = a.AppendAgent(t.Context(), conversation.Outbound{ConversationID: younger, MessageID: answered, AgentID: answered, Text: "x"})
	require.ErrorIs(t, err, conversation.ErrNotFound)
	require.Equal(t, older, a.post(says("3", "again", user("DE.1")))[0].ConversationID)
	require.Equal(t, older, a.post(says("4", "again", phone("492")))[0].ConversationID)

	for id, other := range map[string]string{older: younger, younger: older} {
		events, err := a.Events(t.Context(), id, 0, 10)
		require.NoError(t, err)
		require.Len(t, events, 1)
		require.Equal(t, conversation.Merged, events[0].Type)
		require.Equal(t, other, events[0].ConversationID)
	}
	// Receipts find messages wherever they are.
	a.post(receipt("wamid.1", conversation.MessageRead))
	require.Equal(t, conversation.MessageRead, a.message(older, answered).State)

	page, err := a.Messages(t.Context(), older, 0, 2)
	require.NoError(t, err)
	next, err := a.Messages(t.Context(), older, page[1].Position, 100)
	require.NoError(t, err)
	require.Len(t, next, 4, "pages go on where the one before ended")
}

// Of three threads one goes on, and the others point to it.
func TestMergeOfMerged(t *testing.T) {
	t.Parallel()
	a := whatsApp(t)
	first := a.post(says("1", "a", phone("491")))[0].ConversationID
	a.post(says("2", "b", phone("492")))
	a.post(says("3", "c", phone("493")))
	a.post(says("4", "d", phone("493"), phone("492")))
	a.exec(t, `UPDATE conversations SET rung_at = now() - interval '1 minute'`)
	last := a.post(says("5", "e", phone("492"), phone("491")))[0]
	require.Equal(t, first, last.ConversationID)
	require.True(t, last.Ring)
	require.Equal(t, 2, a.number(t, `SELECT count(*) FROM conversations WHERE merged_into = $1`, first))
	require.ElementsMatch(t, []string{"a", "b", "c", "d", "e"}, a.history(first))
}

// Where nothing waits, a merge wakes nobody.
func TestMergeOfWhatIsSettled(t *testing.T) {
	t.Parallel()
	a := whatsApp(t)
	for i, id := range []provider.Identity{phone("491"), user("DE.1")} {
		settled := a.post(says(numbered("m", i), "hello", id))[0].ConversationID
		a.exec(t, `UPDATE conversations SET applied_seq = 1, status = 'resolved', ticket = 1 WHERE id = $1`, settled)
	}
	require.Empty(t, a.post(provider.Event{Change: &provider.IdentityChange{
		Key: "k", From: []provider.Identity{phone("491")}, To: []provider.Identity{user("DE.1")}, At: at(5),
	}}))
	require.Equal(t, 1, a.living(t))
}

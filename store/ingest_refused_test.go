package store_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
)

// A message that is refused or repeated leaves no trace: no conversation for
// whoever sent it, no other name for the contact.
func TestKnownMessagesChangeNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t).ID
	ingest := func(m conversation.Inbound) conversation.Accepted {
		m.InboxID, m.ExternalID = inbox, "m-1"
		accepted, err := b.Ingest(t.Context(), []conversation.Inbound{m})
		require.NoError(t, err)
		return accepted[0]
	}
	first := ingest(conversation.Inbound{From: conversation.Sender{ID: "asha", Name: "Asha"}, Text: "hello"})
	require.False(t, first.Duplicate)

	repeated := ingest(conversation.Inbound{From: conversation.Sender{ID: "asha", Name: "Somebody"}, Text: "hello"})
	require.True(t, repeated.Duplicate)
	require.True(t, ingest(conversation.Inbound{From: conversation.Sender{ID: "asha", Name: "Wrong"}, Text: "other"}).Conflict)
	require.True(t, ingest(conversation.Inbound{From: conversation.Sender{ID: uuid.NewString(), Name: "Bob"}, Text: "hello"}).Conflict)

	var conversations, contacts int
	var name string
	require.NoError(t, b.raw.QueryRow(t.Context(),
		`SELECT (SELECT count(*) FROM conversations), (SELECT count(*) FROM contacts), (SELECT min(name) FROM contacts)`).
		Scan(&conversations, &contacts, &name))
	require.Equal(t, []any{1, 1, "Asha"}, []any{conversations, contacts, name})
	stored, err := b.GetInbox(t.Context(), inbox)
	require.NoError(t, err)
	require.False(t, stored.LastInboundAt.IsZero(), "the inbox says when it heard something last")
	require.EqualValues(t, 2, stored.Conflicts)
}

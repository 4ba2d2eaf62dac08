package store_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/provider"
)

// What colleagues were writing and how they had labelled it outlives a merge.
func TestAMergeKeepsDraftsAndLabels(t *testing.T) {
	t.Parallel()
	a := whatsApp(t)
	older := a.post(says("1", "by number", phone("491")))[0].ConversationID
	younger := a.post(says("2", "by name", user("DE.1")))[0].ConversationID
	for _, id := range []string{older, younger} {
		a.exec(t, `UPDATE conversations SET applied_seq = 1, status = 'new', ticket = 1 WHERE id = $1`, id)
		a.exec(t, `INSERT INTO tickets (conversation_id, number, status, opened_at, changed_at) VALUES ($1, 1, 'new', now(), now())`, id)
	}
	require.NoError(t, a.SetLabels(t.Context(), older, []string{"vip", "parcel"}))
	require.NoError(t, a.SetLabels(t.Context(), younger, []string{"refund", "vip"}))
	both, one := uuid.NewString(), uuid.NewString()
	for draft, by := range map[string]string{"Dear Asha,": older, "your parcel": younger} {
		_, err := a.PutDraft(t.Context(), by, both, draft)
		require.NoError(t, err)
	}
	_, err := a.PutDraft(t.Context(), younger, one, "I look into it")
	require.NoError(t, err)

	a.post(provider.Event{Change: &provider.IdentityChange{Key: "k", From: []provider.Identity{phone("491")}, To: []provider.Identity{user("DE.1")}, At: at(5)}})
	for user, want := range map[string]string{both: "Dear Asha,\nyour parcel", one: "I look into it"} {
		draft, err := a.GetDraft(t.Context(), older, user)
		require.NoError(t, err)
		require.Equal(t, want, draft.Text)
	}
	c, err := a.GetConversation(t.Context(), older)
	require.NoError(t, err)
	require.Equal(t, []string{"vip", "parcel", "refund"}, c.Labels)
	require.Equal(t, 1, a.number(t, `SELECT count(*) FROM tickets WHERE conversation_id = $1 AND labels = '{vip,parcel,refund}'`, older))
}

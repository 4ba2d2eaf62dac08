package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
)

func TestConversationSettings(t *testing.T) {
	t.Parallel()
	b := setup(t)
	empty, err := b.ConversationSettings(t.Context())
	require.NoError(t, err)
	require.Equal(t, conversation.Settings{Version: 1}, empty)

	hour, none, yes := time.Hour, time.Duration(0), true
	set, err := b.SetConversationSettings(t.Context(), conversation.Settings{Window: &hour, Debounce: &none, InactiveIncludesResolved: &yes, Version: 1}, "boss")
	require.NoError(t, err)
	read, err := b.ConversationSettings(t.Context())
	require.NoError(t, err)
	require.Equal(t, set, read)
	require.Equal(t, []any{hour, none, true, int64(2), "boss"}, []any{*read.Window, *read.Debounce, *read.InactiveIncludesResolved, read.Version, read.UpdatedBy})
	require.Nil(t, read.Lease)
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM audit_log WHERE action = 'settings.changed' AND (detail->>'window_ms')::int = 3600000`))

	_, err = b.SetConversationSettings(t.Context(), conversation.Settings{Version: 1}, "late")
	require.ErrorIs(t, err, conversation.ErrChanged)
	back, err := b.SetConversationSettings(t.Context(), conversation.Settings{Version: 2}, "boss")
	require.NoError(t, err)
	require.Nil(t, back.Window)
}

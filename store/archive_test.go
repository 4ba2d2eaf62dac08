package store_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/archive"
	"github.com/parleyhq/parley/conversation"
)

// A look at everything shows one instant, and is held only until it is over: the
// content of files is copied without it.
func TestALookIsLetGo(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	b.message(t, inbox.ID, "asha", "hello")
	held := func() int {
		return b.number(t, `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'`)
	}
	err := b.WithArchive(t.Context(), "", func(from archive.Source) error {
		b.message(t, inbox.ID, "ben", "hello")
		read := 0
		for _, err := range from.Rows(t.Context(), "messages") {
			require.NoError(t, err)
			read++
		}
		require.Equal(t, 1, read, "what came later is not in it")
		require.Equal(t, 1, held())
		require.NoError(t, from.Over(t.Context()))
		require.Zero(t, held())
		for _, err := range from.Rows(t.Context(), "messages") {
			require.Error(t, err)
		}
		return nil
	})
	require.NoError(t, err)
	require.ErrorIs(t, b.WithArchive(t.Context(), "00000000-0000-4000-8000-000000000000", nil), conversation.ErrNotFound)
	require.Zero(t, held())
}

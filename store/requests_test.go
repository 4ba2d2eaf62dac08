package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
)

func TestOldResultsArePruned(t *testing.T) {
	t.Parallel()
	b := setup(t)
	state := b.opened(t)
	b.commit(t, conversation.Change{State: state, Results: []conversation.KeptResult{{RequestID: "old"}, {RequestID: "new"}}})
	b.exec(t, `UPDATE requests SET created_at = now() - interval '1 hour 1 second' WHERE id = 'old'`)
	deleted, err := b.PruneRequests(t.Context(), time.Hour)
	require.NoError(t, err)
	require.Equal(t, int64(1), deleted)
	kept := b.snapshot(t, state.ID, "old", "new").Results
	require.Len(t, kept, 1)
	require.Equal(t, "new", kept[0].RequestID)
}

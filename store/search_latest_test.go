package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/internal/devstack"
	"github.com/parleyhq/parley/store"
)

// What is common among the latest is looked for in another way than what is rare, and
// both find the same: names and latest messages, also further down.
func TestSearchOfCommonAndRareWordings(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	var ids []string
	for i := range 12 {
		text := fmt.Sprintf("number %d", i)
		if i%3 == 0 {
			text = "Mon CAFÉ glacé"
		}
		ids = append(ids, b.message(t, inbox.ID, fmt.Sprintf("guest%d", i), text))
	}
	b.exec(t, `UPDATE contacts SET name = 'Zoé Café' WHERE id IN (SELECT contact_id FROM conversations WHERE id = ANY ($1))`, []string{ids[1], ids[2]})
	common := []string{ids[0], ids[1], ids[2], ids[3], ids[6], ids[9]}
	for _, whole := range []bool{false, true} {
		require.ElementsMatch(t, common, b.find(t, conversation.Filter{Query: "cafe", Whole: whole}))
		require.ElementsMatch(t, []string{ids[1], ids[2]}, b.find(t, conversation.Filter{Query: "zoe", Whole: whole}))
	}
	require.Len(t, b.find(t, conversation.Filter{Query: "af"}), len(common))
	require.Empty(t, b.find(t, conversation.Filter{Query: "af", Whole: true}))
}

// Whoever types on does not wait for what they typed before, nor does the database.
func TestASearchThatNobodyWaitsForEnds(t *testing.T) {
	t.Parallel()
	dsn := devstack.Database(t)
	// Nothing but whoever leaves ends it.
	s, err := store.Open(t.Context(), dsn, store.Options{SearchTimeout: time.Hour})
	require.NoError(t, err)
	t.Cleanup(s.Close)
	b := bundle{Store: s, raw: rawPool(t, dsn)}
	held, err := b.raw.Begin(t.Context())
	require.NoError(t, err)
	_, err = held.Exec(t.Context(), `LOCK TABLE conversations IN ACCESS EXCLUSIVE MODE`)
	require.NoError(t, err)
	ctx, leave := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		_, _, err := b.ListConversations(ctx, conversation.Filter{Query: "hello", Limit: 2})
		ended <- err
	}()
	searching := func() bool {
		return b.number(t, `SELECT count(*) FROM pg_stat_activity
			WHERE application_name = 'parley search' AND datname = current_database() AND wait_event_type = 'Lock'`) > 0
	}
	require.Eventually(t, searching, 30*time.Second, time.Millisecond)
	leave()
	err = <-ended
	require.ErrorIs(t, err, context.Canceled)
	require.NotErrorIs(t, err, conversation.ErrTooBroad)
	require.Eventually(t, func() bool { return !searching() }, 30*time.Second, time.Millisecond)
	require.NoError(t, held.Rollback(t.Context()))
}

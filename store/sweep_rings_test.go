package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/internal/devstack"
	"github.com/parleyhq/parley/store"
)

// Only those that were rung for are left alone, also where the process is told
// to stop while it rings.
func TestAVainRingDelaysNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	for i := range 3 {
		b.message(t, inbox.ID, fmt.Sprint("contact ", i), "hello")
	}
	b.travel(t, age+time.Second)
	ctx, stop := context.WithCancel(t.Context())
	var rung string
	_, err := b.Sweep(ctx, age, 500, func(_ context.Context, overdue []conversation.Overdue) []string {
		require.Len(t, overdue, 3)
		rung = overdue[0].ConversationID
		stop()
		return []string{rung}
	})
	require.NoError(t, err)
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM conversations WHERE sweep_attempts = 1 AND id = $1`, rung))
	again := b.sweep(t)
	require.Len(t, again, 2)
	require.NotContains(t, overdueIDs(again), rung)
}

// A workflow that heard the ring at once is well: it starts anew.
func TestWhoAnswersTheRingIsNotBackedOff(t *testing.T) {
	t.Parallel()
	b := setup(t)
	id := b.message(t, b.inbox(t).ID, "asha", "hello")
	b.travel(t, age+time.Second)
	_, err := b.Sweep(t.Context(), age, 500, func(_ context.Context, overdue []conversation.Overdue) []string {
		state := b.snapshot(t, id).State
		state.Cursor, state.Status, state.Ticket = 1, conversation.New, 1
		b.commit(t, conversation.Change{State: state})
		return overdueIDs(overdue)
	})
	require.NoError(t, err)
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM conversations WHERE sweep_attempts = 0 AND sweep_after IS NULL`))
}

func TestUnappliedMessagesComeFirstAndTheOldestOfThem(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	unsent, _ := b.written(t)
	want := []string{unsent.ID}
	b.travel(t, time.Hour)
	for i := range 5 {
		b.travel(t, time.Minute)
		want = append(want, b.message(t, inbox.ID, fmt.Sprint("contact ", i), "hello"))
	}
	b.travel(t, age+time.Second)
	want = append(want[1:], want[0])
	require.Equal(t, want[:4], b.page(t, 4))
}

// page rings for one page and returns it.
func (b bundle) page(t *testing.T, limit int) (ids []string) {
	t.Helper()
	_, err := b.Sweep(t.Context(), age, limit, func(_ context.Context, overdue []conversation.Overdue) []string {
		ids = overdueIDs(overdue)
		return ids
	})
	require.NoError(t, err)
	return ids
}

// What stands behind a message that has its time is not forgotten.
func TestTheHeadOfAnOutboxSpeaksForIt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	state, head := b.written(t)
	m := conversation.Outbound{ConversationID: state.ID, MessageID: uuid.NewString(), AgentID: state.OwnerID, Text: "more"}
	a, err := b.AppendAgent(t.Context(), m)
	require.NoError(t, err)
	state.Cursor = a.Seq
	b.commit(t, conversation.Change{State: state})
	b.attempt(t, head)
	b.finish(t, conversation.Attempted{MessageID: head, State: conversation.MessageQueued, NotBefore: time.Now().Add(5 * time.Hour)})
	b.travel(t, 4*time.Hour)
	require.Empty(t, b.sweep(t))
	b.travel(t, time.Hour+age+time.Second)
	require.Len(t, b.sweep(t), 1)
}

func TestAPacedInboxIsNotOverdue(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, id := b.written(t)
	b.exec(t, `UPDATE inboxes SET rate_per_second = 0.0001, burst = 1, tokens = 0, refilled_at = now()`)
	b.attempt(t, id)
	b.travel(t, 2*time.Hour)
	require.Empty(t, b.sweep(t), "its place is hours away")
	b.travel(t, time.Hour)
	require.Len(t, b.sweep(t), 1)
}

func TestASweepNeedsOneConnection(t *testing.T) {
	t.Parallel()
	dsn := devstack.Database(t)
	s, err := store.Open(t.Context(), dsn, store.Options{MaxConns: 1})
	require.NoError(t, err)
	t.Cleanup(s.Close)
	_, err = s.Sweep(t.Context(), age, 500, nil)
	require.NoError(t, err)
}

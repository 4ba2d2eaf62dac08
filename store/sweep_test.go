package store_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
)

const age = time.Minute

// sweep rings for the conversations that are overdue and returns them.
func (b bundle) sweep(t *testing.T) []conversation.Overdue {
	t.Helper()
	var found []conversation.Overdue
	n, err := b.Sweep(t.Context(), age, 500, func(_ context.Context, overdue []conversation.Overdue) []string {
		found = overdue
		return overdueIDs(overdue)
	})
	require.NoError(t, err)
	require.Len(t, found, n)
	return found
}

func overdueIDs(overdue []conversation.Overdue) []string {
	ids := make([]string, len(overdue))
	for i, o := range overdue {
		ids[i] = o.ConversationID
	}
	return ids
}

// travel lets an hour or so pass: everything stored is that much older.
func (b bundle) travel(t *testing.T, d time.Duration) {
	t.Helper()
	b.exec(t, `UPDATE messages SET created_at = created_at - $1::interval, not_before = not_before - $1::interval`, d)
	b.exec(t, `UPDATE conversations SET sweep_after = sweep_after - $1::interval, wake_at = wake_at - $1::interval`, d)
}

func TestOverdueConversationsAreFound(t *testing.T) {
	t.Parallel()
	rows := map[string]func(t *testing.T, b bundle) conversation.State{
		"an unapplied message": func(t *testing.T, b bundle) conversation.State {
			t.Helper()
			return b.snapshot(t, b.message(t, b.inbox(t).ID, "asha", "hello")).State
		},
		"an accepted message that was not delivered": func(t *testing.T, b bundle) conversation.State {
			t.Helper()
			state, _ := b.written(t)
			return state
		},
		"an attempt without an end": func(t *testing.T, b bundle) conversation.State {
			t.Helper()
			state, id := b.written(t)
			b.attempt(t, id)
			return state
		},
		"a deadline that passed": func(t *testing.T, b bundle) conversation.State {
			t.Helper()
			state := b.opened(t)
			b.commit(t, conversation.Change{State: state, WakeAt: time.Now()})
			return state
		},
	}
	for name, prepare := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			state := prepare(t, b)
			require.Empty(t, b.sweep(t), "too young")
			b.travel(t, age+time.Second)
			overdue := b.sweep(t)
			require.Len(t, overdue, 1)
			require.Equal(t, state.ID, overdue[0].ConversationID)
			require.NotEmpty(t, overdue[0].MessageID)
			require.Positive(t, overdue[0].Seq)
			require.Empty(t, b.sweep(t), "once")
		})
	}
}

// Each is returned again after twice the time, until its workflow commits.
func TestTheSweeperBacksOff(t *testing.T) {
	t.Parallel()
	b := setup(t)
	id := b.message(t, b.inbox(t).ID, "asha", "hello")
	b.travel(t, age+time.Second)
	require.Len(t, b.sweep(t), 1)
	for pause := age; pause <= 128*age; pause *= 2 {
		b.travel(t, pause-time.Second)
		require.Empty(t, b.sweep(t), "not before %v", pause)
		b.travel(t, 2*time.Second)
		require.Len(t, b.sweep(t), 1, "after %v", pause)
	}
	for range 3 { // and no longer than that
		b.travel(t, 256*age+time.Second)
		require.Len(t, b.sweep(t), 1)
	}
	state := b.snapshot(t, id).State
	state.Cursor, state.Status, state.Ticket = 1, conversation.New, 1
	b.commit(t, conversation.Change{State: state})
	b.travel(t, 256*age)
	require.Empty(t, b.sweep(t), "applied")
	b.message(t, b.snapshot(t, id).State.InboxID, "asha", "another")
	b.travel(t, age+time.Second)
	require.Len(t, b.sweep(t), 1, "the back-off begins anew")
}

func TestWhatIsDueLaterIsNotOverdue(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, id := b.written(t)
	b.attempt(t, id)
	b.finish(t, conversation.Attempted{MessageID: id, State: conversation.MessageQueued, NotBefore: time.Now().Add(5 * time.Hour)})
	b.travel(t, 4*time.Hour)
	require.Empty(t, b.sweep(t), "the retry has its time")
	b.travel(t, time.Hour+age+time.Second)
	require.Len(t, b.sweep(t), 1)
}

func TestSweepsAtOnceShareTheWork(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	for i := range 60 {
		b.message(t, inbox.ID, fmt.Sprint("contact ", i), "hello")
	}
	b.travel(t, age+time.Second)
	var found atomic.Int64
	atOnce(6, func(int) { found.Add(int64(len(b.sweep(t)))) })
	found.Add(int64(len(b.sweep(t))))
	require.Equal(t, int64(60), found.Load(), "each once")
}

func TestOneProcessAtATimeSweeps(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.message(t, b.inbox(t).ID, "asha", "hello")
	b.travel(t, age+time.Second)
	found, err := b.Sweep(t.Context(), age, 500, func(context.Context, []conversation.Overdue) []string {
		require.Empty(t, b.sweep(t), "not while the first rings")
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, 1, found)
	require.Len(t, b.sweep(t), 1, "the lock is given back")
}

package store_test

import (
	"cmp"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
)

// repliedIn is a conversation of the inbox with a queued automatic reply.
func (b bundle) repliedIn(t *testing.T, inboxID string) string {
	t.Helper()
	id := b.message(t, inboxID, uuid.NewString(), "hello")
	state := b.snapshot(t, id).State
	state.Cursor, state.Status, state.Ticket, state.AnswerFrom = 1, conversation.New, 1, 1
	state.Version = b.commit(t, conversation.Change{State: state}).Version
	return b.decide(t, state, answer).MessageID
}

// However many conversations share an inbox, each asks twice: once to be told
// its time, and once at that time. No two are told the same.
func TestEveryWaitingMessageHoldsAPlaceOfItsOwn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	b.exec(t, `UPDATE inboxes SET rate_per_second = 0.01, burst = 1, tokens = 1, refilled_at = now() + interval '1 hour'`)
	replies := make([]string, 40)
	for i := range replies {
		replies[i] = b.repliedIn(t, inbox.ID)
	}
	calls, sent := 0, 0
	var mu sync.Mutex
	var told []conversation.Outgoing
	round := func(ids []string) {
		told = nil
		atOnce(len(ids), func(i int) {
			dispatch, delivery := b.attempt(t, ids[i])
			mu.Lock()
			defer mu.Unlock()
			calls++
			if dispatch != nil {
				sent++
				return
			}
			require.Equal(t, conversation.MessageQueued, delivery.State)
			told = append(told, conversation.Outgoing{MessageID: ids[i], NotBefore: delivery.NotBefore})
		})
	}
	round(replies)
	require.Equal(t, 1, sent, "the burst")
	slices.SortFunc(told, func(a, b conversation.Outgoing) int { return a.NotBefore.Compare(b.NotBefore) })
	for i := 1; i < len(told); i++ {
		apart := told[i].NotBefore.Sub(told[i-1].NotBefore)
		// The clock goes on between two of them: late ones are told a little more.
		require.GreaterOrEqual(t, apart, 99*time.Second, "place %d", i)
	}
	held := told
	round(ids(held[:1]))
	round(ids(held))
	require.Equal(t, 1, sent, "asking early changes nothing")
	slices.SortFunc(told, func(a, b conversation.Outgoing) int { return a.NotBefore.Compare(b.NotBefore) })
	require.Equal(t, held, told)

	calls = len(replies)
	b.exec(t, `UPDATE messages SET not_before = now() WHERE reserved`)
	round(ids(held))
	require.Equal(t, len(replies), sent, "at its time each goes, without another token")
	require.Less(t, calls, 2*len(replies))
	require.Zero(t, b.number(t, `SELECT count(*) FROM messages WHERE author = 'auto' AND (attempts <> 1 OR reserved)`),
		"waiting is no attempt, and a place is used once")
}

func ids(outgoing []conversation.Outgoing) []string {
	found := make([]string, len(outgoing))
	for i, o := range outgoing {
		found[i] = o.MessageID
	}
	return slices.SortedFunc(slices.Values(found), cmp.Compare)
}

// A provider's "later" is another attempt, which takes a token of its own.
func TestARetryTakesAnotherToken(t *testing.T) {
	t.Parallel()
	b := setup(t)
	reply := b.repliedIn(t, b.inbox(t).ID)
	b.exec(t, `UPDATE inboxes SET rate_per_second = 0.001, burst = 1, tokens = 1, refilled_at = now()`)
	dispatch, _ := b.attempt(t, reply)
	require.NotNil(t, dispatch)
	b.finish(t, conversation.Attempted{MessageID: reply, State: conversation.MessageQueued, Reason: "HTTP 503"})
	dispatch, delivery := b.attempt(t, reply)
	require.Nil(t, dispatch)
	require.WithinDuration(t, time.Now().Add(1000*time.Second), delivery.NotBefore, time.Minute)
}

// An attempt whose end nobody knows waits like the others before it is repeated.
func TestARepetitionWaitsForItsPlace(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, id := b.written(t)
	b.exec(t, `UPDATE inboxes SET rate_per_second = 0.001, burst = 1, tokens = 1, refilled_at = now()`)
	b.attempt(t, id)
	for range 2 {
		dispatch, delivery := b.attempt(t, id)
		require.Nil(t, dispatch)
		require.Equal(t, conversation.MessageQueued, delivery.State)
	}
	b.exec(t, `UPDATE messages SET not_before = now() WHERE id = $1`, id)
	dispatch, _ := b.attempt(t, id)
	require.True(t, dispatch.Repeated)
	require.Equal(t, 2, dispatch.Attempt)
}

// Nobody worked for an hour: what waited does not go out all at once.
func TestAPlaceLapses(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	b.exec(t, `UPDATE inboxes SET rate_per_second = 0.01, burst = 3, tokens = 0, refilled_at = now()`)
	var replies []string
	for range 6 {
		replies = append(replies, b.repliedIn(t, inbox.ID))
		b.attempt(t, replies[len(replies)-1])
	}
	b.exec(t, `UPDATE messages SET not_before = now() - interval '1 hour' WHERE reserved`)
	b.exec(t, `UPDATE inboxes SET refilled_at = now() - interval '1 hour'`)
	sent := 0
	for _, id := range replies {
		if dispatch, _ := b.attempt(t, id); dispatch != nil {
			sent++
		}
	}
	require.Equal(t, 3, sent, "the burst")
}

// A backlog without an end has no place beyond the horizon.
func TestAPlaceIsNeverBeyondTheHorizon(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, id := b.written(t)
	b.exec(t, `UPDATE inboxes SET rate_per_second = 1e-9, burst = 1, tokens = -1e9, refilled_at = now()`)
	_, delivery := b.attempt(t, id)
	require.WithinDuration(t, time.Now().Add(30*24*time.Hour), delivery.NotBefore, time.Hour)
}

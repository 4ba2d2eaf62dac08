package store_test

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
)

func (b bundle) attempt(t *testing.T, messageID string) (*conversation.Dispatch, conversation.Delivery) {
	t.Helper()
	dispatch, delivery, err := b.BeginDelivery(t.Context(), messageID)
	require.NoError(t, err)
	return dispatch, delivery
}

func (b bundle) finish(t *testing.T, a conversation.Attempted) {
	t.Helper()
	require.NoError(t, b.FinishDelivery(t.Context(), a))
}

// replied is a conversation with a queued automatic reply.
func (b bundle) replied(t *testing.T) (conversation.State, string) {
	t.Helper()
	state := b.waiting(t)
	responded := b.decide(t, state, answer)
	state.AnswerFrom, state.Version = 0, responded.Version
	return state, responded.MessageID
}

// written is an accepted message of an agent.
func (b bundle) written(t *testing.T) (conversation.State, string) {
	t.Helper()
	state := b.opened(t)
	m := conversation.Outbound{ConversationID: state.ID, MessageID: uuid.NewString(), AgentID: uuid.NewString(), Text: "on it"}
	_, err := b.AppendAgent(t.Context(), m)
	require.NoError(t, err)
	state.Cursor, state.Status, state.OwnerID = 2, conversation.Active, m.AgentID
	state.Version = b.commit(t, conversation.Change{State: state}).Version
	return state, m.MessageID
}

func (b bundle) is(t *testing.T, messageID string, want conversation.MessageState) {
	t.Helper()
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM messages WHERE id = $1 AND state = $2`, messageID, string(want)),
		"message is %s", want)
}

func TestAnAttemptIsRecordedBeforeTheCall(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, id := b.written(t)
	dispatch, delivery := b.attempt(t, id)
	b.is(t, id, conversation.MessageSending)
	require.Equal(t, conversation.MessageSending, delivery.State)
	require.Equal(t, "on it", dispatch.Message.Text)
	require.Equal(t, "asha", dispatch.To.ID)
	require.Equal(t, 1, dispatch.Attempt)
	require.False(t, dispatch.Repeated)
	require.NotEmpty(t, dispatch.Inbox.Secrets)

	// A crash between attempt and outcome: the next one is told.
	dispatch, _ = b.attempt(t, id)
	require.Equal(t, 2, dispatch.Attempt)
	require.True(t, dispatch.Repeated)

	b.finish(t, conversation.Attempted{MessageID: id, State: conversation.MessageSent, ExternalID: "p1"})
	b.is(t, id, conversation.MessageSent)
	dispatch, delivery = b.attempt(t, id)
	require.Nil(t, dispatch, "never again")
	require.Equal(t, conversation.MessageSent, delivery.State)
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM messages WHERE external_id = 'p1' AND sent_at IS NOT NULL`))
	b.finish(t, conversation.Attempted{MessageID: id, State: conversation.MessageFailed})
	b.is(t, id, conversation.MessageSent)
}

func TestARetryWaitsForItsTime(t *testing.T) {
	t.Parallel()
	b := setup(t)
	state, id := b.written(t)
	b.attempt(t, id)
	at := time.Now().Add(time.Hour).UTC().Truncate(time.Millisecond)
	b.finish(t, conversation.Attempted{MessageID: id, State: conversation.MessageQueued, NotBefore: at, Reason: "HTTP 503"})
	dispatch, delivery := b.attempt(t, id)
	require.Nil(t, dispatch)
	require.Equal(t, conversation.Delivery{State: conversation.MessageQueued, NotBefore: at}, delivery)
	require.Equal(t, at, b.snapshot(t, state.ID).Outbox[0].NotBefore)
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM inboxes WHERE last_failure = 'HTTP 503'`))

	b.exec(t, `UPDATE messages SET not_before = now() - interval '1 second' WHERE id = $1`, id)
	dispatch, _ = b.attempt(t, id)
	require.Equal(t, 2, dispatch.Attempt)
	require.False(t, dispatch.Repeated, "the first attempt's end is known")
}

func TestAnOvertakenReplyIsDroppedAndAnAgentsMessageIsNot(t *testing.T) {
	t.Parallel()
	b := setup(t)
	state, reply := b.replied(t)
	state.OwnerID = uuid.NewString()
	b.commit(t, conversation.Change{State: state})
	dispatch, delivery := b.attempt(t, reply)
	require.Nil(t, dispatch)
	require.Equal(t, conversation.MessageDropped, delivery.State)
	b.is(t, reply, conversation.MessageDropped)

	taken, written := b.written(t)
	taken.OwnerID = uuid.NewString()
	b.commit(t, conversation.Change{State: taken, DropAutomatic: true})
	dispatch, _ = b.attempt(t, written)
	require.NotNil(t, dispatch, "it was accepted while its author held the conversation")
}

// A claim and the sending of an automatic reply meet in one row: either the
// reply goes out and the claim leaves it alone, or it is dropped and stays so.
func TestEitherTheClaimOrTheReplyWins(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const rounds = 1000
	inbox := b.inbox(t)
	var sent, dropped atomic.Int64
	const lanes = 4
	for range rounds / lanes {
		atOnce(lanes, func(int) {
			id := b.message(t, inbox.ID, uuid.NewString(), "hello")
			state := b.snapshot(t, id).State
			state.Cursor, state.Status, state.Ticket, state.AnswerFrom = 1, conversation.New, 1, 1
			state.Version = b.commit(t, conversation.Change{State: state}).Version
			responded := b.decide(t, state, answer)
			claimed := state
			claimed.Version, claimed.AnswerFrom, claimed.OwnerID = responded.Version, 0, uuid.NewString()

			var dispatch *conversation.Dispatch
			var delivery conversation.Delivery
			atOnce(2, func(i int) {
				if i == 0 {
					require.True(t, b.commit(t, conversation.Change{State: claimed, DropAutomatic: true}).Written())
				} else {
					dispatch, delivery = b.attempt(t, responded.MessageID)
				}
			})
			if dispatch != nil {
				sent.Add(1)
				b.is(t, responded.MessageID, conversation.MessageSending)
			} else {
				dropped.Add(1)
				require.Equal(t, conversation.MessageDropped, delivery.State)
				b.is(t, responded.MessageID, conversation.MessageDropped)
			}
		})
	}
	require.Equal(t, int64(rounds), sent.Load()+dropped.Load())
	require.Positive(t, sent.Load())
	require.Positive(t, dropped.Load())
}

func TestTheBucketPacesAnInbox(t *testing.T) {
	t.Parallel()
	b := setup(t)
	state, first := b.written(t)
	b.exec(t, `UPDATE inboxes SET rate_per_second = 0.001, burst = 2, tokens = 2, refilled_at = now()`)
	var others []string
	for range 3 {
		m := conversation.Outbound{ConversationID: state.ID, MessageID: uuid.NewString(), AgentID: state.OwnerID, Text: "more"}
		a, err := b.AppendAgent(t.Context(), m)
		require.NoError(t, err)
		state.Cursor = a.Seq
		others = append(others, m.MessageID)
	}
	b.commit(t, conversation.Change{State: state})
	for _, id := range []string{first, others[0]} {
		dispatch, _ := b.attempt(t, id)
		require.NotNil(t, dispatch, "the burst")
	}
	before := time.Now()
	for range 3 {
		dispatch, delivery := b.attempt(t, others[1])
		require.Nil(t, dispatch)
		require.Equal(t, conversation.MessageQueued, delivery.State)
		require.WithinDuration(t, before.Add(1000*time.Second), delivery.NotBefore, time.Minute, "when the next token is due")
		b.is(t, others[1], conversation.MessageQueued)
	}
	b.exec(t, `UPDATE messages SET not_before = now() WHERE id = $1`, others[1])
	dispatch, _ := b.attempt(t, others[1])
	require.NotNil(t, dispatch)
	dispatch, _ = b.attempt(t, others[2])
	require.Nil(t, dispatch, "one token a thousand seconds")
	require.Equal(t, 1, b.number(t, `SELECT attempts FROM messages WHERE id = $1`, others[1]), "waiting is no attempt")
}

func TestManyTakersGetNoMoreThanTheBucketHolds(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	b.exec(t, `UPDATE inboxes SET rate_per_second = 0.0001, burst = 5, tokens = 5, refilled_at = now()`)
	var replies []string
	for range 20 {
		id := b.message(t, inbox.ID, uuid.NewString(), "hello")
		state := b.snapshot(t, id).State
		state.Cursor, state.Status, state.Ticket, state.AnswerFrom = 1, conversation.New, 1, 1
		state.Version = b.commit(t, conversation.Change{State: state}).Version
		replies = append(replies, b.decide(t, state, answer).MessageID)
	}
	var went atomic.Int64
	atOnce(len(replies), func(i int) {
		if dispatch, _ := b.attempt(t, replies[i]); dispatch != nil {
			went.Add(1)
		}
	})
	require.Equal(t, int64(5), went.Load())
}

func TestADisabledInboxSendsNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, id := b.written(t)
	b.attempt(t, id)
	b.finish(t, conversation.Attempted{MessageID: id, State: conversation.MessageFailed, Reason: "gone", Gone: true})
	b.is(t, id, conversation.MessageFailed)
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM inboxes WHERE state = 'disabled' AND state_reason = 'gone'`))

	_, next := b.written(t)
	b.exec(t, `UPDATE inboxes SET state = 'disabled', state_reason = 'switched off'`)
	dispatch, delivery := b.attempt(t, next)
	require.Nil(t, dispatch)
	require.Equal(t, conversation.MessageFailed, delivery.State)
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM messages WHERE id = $1 AND reason LIKE '%switched off'`, next))
}

func TestAnUnknownEndIsKept(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, id := b.written(t)
	b.attempt(t, id)
	b.finish(t, conversation.Attempted{MessageID: id, State: conversation.MessageUnknown, Reason: "timed out"})
	dispatch, delivery := b.attempt(t, id)
	require.Nil(t, dispatch)
	require.Equal(t, conversation.MessageUnknown, delivery.State)
}

func TestThereIsNoSuchMessage(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, _, err := b.BeginDelivery(t.Context(), uuid.NewString())
	require.ErrorIs(t, err, conversation.ErrNotFound)
	b.message(t, b.inbox(t).ID, "asha", "hello")
	var inboundID string
	require.NoError(t, b.raw.QueryRow(t.Context(), `SELECT id FROM messages`).Scan(&inboundID))
	_, _, err = b.BeginDelivery(t.Context(), inboundID)
	require.ErrorIs(t, err, conversation.ErrNotFound, "an inbound message is not delivered")
}

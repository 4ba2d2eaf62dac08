package workflows_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/conversation"
)

// scripted answers the attempts in order, and then delivers everything.
func scripted(answers ...conversation.Attempted) func(conversation.Dispatch) conversation.Attempted {
	var mu sync.Mutex
	return func(conversation.Dispatch) conversation.Attempted {
		mu.Lock()
		defer mu.Unlock()
		if len(answers) == 0 {
			return conversation.Attempted{State: conversation.MessageSent}
		}
		next := answers[0]
		answers = answers[1:]
		return next
	}
}

func again(at time.Time) conversation.Attempted {
	return conversation.Attempted{State: conversation.MessageQueued, NotBefore: at, Reason: "HTTP 503"}
}

// talking is a conversation whose agent has said n things in a row.
func talking(s *skipping, n int) {
	s.at(0, func() { s.hear("hello") })
	for i := range n {
		s.at(time.Second, func() { s.reply(s.agent, fmt.Sprint("line ", i+1)) })
	}
}

func TestDeliveriesGoOneAtATimeInOrder(t *testing.T) {
	t.Parallel()
	s := newSkipping(t, defaultRules(), "asha")
	var mu sync.Mutex
	under := 0
	s.sent.script = func(conversation.Dispatch) conversation.Attempted {
		mu.Lock()
		under++
		require.Equal(t, 1, under, "one at a time")
		mu.Unlock()
		defer func() { mu.Lock(); under--; mu.Unlock() }()
		return conversation.Attempted{State: conversation.MessageSent}
	}
	talking(s, 60) // more than a page of the outbox
	s.run()
	var want []string
	for i := range 60 {
		want = append(want, fmt.Sprint("line ", i+1))
	}
	require.Equal(t, want, s.sent.texts())
}

// A run that starts with a long outbox, as after an outage, delivers all of it,
// page by page.
func TestALongOutboxIsDeliveredToItsEnd(t *testing.T) {
	t.Parallel()
	s := newSkipping(t, defaultRules(), "asha")
	s.unheard(0, func() { s.put(conversation.Inbound{Text: "hello"}) })
	for i := range 130 {
		s.unheard(time.Second, func() {
			s.write(t, conversation.Outbound{ConversationID: s.id, AgentID: s.agent, Text: fmt.Sprint(i), WrittenAt: s.now()})
		})
	}
	s.at(time.Minute, func() {
		// The run that accepted them was lost before it delivered any.
		state := s.state(t, s.id)
		state.Cursor, state.Status, state.Ticket, state.OwnerID = 131, conversation.Active, 1, s.agent
		state.InactiveAt = begin.Add(day)
		_, err := s.store.Commit(t.Context(), conversation.Change{State: state})
		require.NoError(t, err)
		s.ring(conversation.Accepted{Seq: 131})
	})
	s.run()
	require.Len(t, s.sent.texts(), 130)
	for i, text := range s.sent.texts() {
		require.Equal(t, fmt.Sprint(i), text)
	}
}

// A retry waits on the workflow's timer, and what comes after it waits, too.
func TestARetryWaitsForItsTimeAndKeepsTheOrder(t *testing.T) {
	t.Parallel()
	s := newSkipping(t, defaultRules(), "asha")
	var at []time.Duration
	answers := scripted(again(begin.Add(5*time.Minute)), again(begin.Add(35*time.Minute)))
	s.sent.script = func(d conversation.Dispatch) conversation.Attempted {
		at = append(at, s.elapsed())
		return answers(d)
	}
	talking(s, 2)
	s.at(10*time.Minute, func() { s.hear("a message does not hurry it") })
	s.run()
	require.Equal(t, []string{"line 1", "line 1", "line 1", "line 2"}, s.sent.texts())
	require.GreaterOrEqual(t, at[1], 5*time.Minute)
	require.GreaterOrEqual(t, at[2], 35*time.Minute)
	require.Less(t, at[3], 36*time.Minute)
	require.Equal(t, 2, s.count(t, `SELECT count(*) FROM messages WHERE state = 'sent'`))
	require.Equal(t, 1, s.count(t, `SELECT count(*) FROM messages WHERE text = 'line 1' AND attempts = 3`))
}

func TestAFailedAnUnknownAndAGoneDelivery(t *testing.T) {
	t.Parallel()
	s := newSkipping(t, defaultRules(), "asha")
	s.sent.script = scripted(
		conversation.Attempted{State: conversation.MessageFailed, Reason: "HTTP 422"},
		conversation.Attempted{State: conversation.MessageUnknown, Reason: "timed out"},
		conversation.Attempted{State: conversation.MessageFailed, Reason: "HTTP 410", Gone: true},
	)
	talking(s, 4)
	s.run()
	require.Equal(t, []string{"line 1", "line 2", "line 3"}, s.sent.texts(), "nothing goes to an endpoint that is gone")
	for text, want := range map[string]string{"line 1": "failed", "line 2": "unknown", "line 3": "failed", "line 4": "failed"} {
		require.Equal(t, 1, s.count(t, `SELECT count(*) FROM messages WHERE text = $1 AND state = $2`, text, want), text)
	}
	require.Equal(t, 1, s.count(t, `SELECT count(*) FROM inboxes WHERE state = 'disabled'`))
}

// A worker that died between attempt and outcome left a message in sending: the
// next attempt knows.
func TestAnAttemptThatWasInterruptedIsRepeatedKnowingly(t *testing.T) {
	t.Parallel()
	s := newSkipping(t, defaultRules(), "asha")
	s.acts.Deliveries = &crashing{Deliveries: s.acts.Deliveries}
	attempts := 0
	s.sent.script = func(d conversation.Dispatch) conversation.Attempted {
		attempts++
		require.Equal(t, attempts == 2, d.Repeated)
		if d.Repeated {
			return conversation.Attempted{State: conversation.MessageUnknown, Reason: "an earlier attempt was interrupted"}
		}
		return conversation.Attempted{State: conversation.MessageSent}
	}
	talking(s, 2)
	s.run()
	require.Equal(t, []string{"line 1", "line 1", "line 2"}, s.sent.texts())
	require.Equal(t, 1, s.count(t, `SELECT count(*) FROM messages WHERE text = 'line 1' AND state = 'unknown'`))
	require.Equal(t, 1, s.count(t, `SELECT count(*) FROM messages WHERE text = 'line 2' AND state = 'sent'`))
}

// crashing dies once before the outcome of an attempt is recorded.
type crashing struct {
	activities.Deliveries
	died bool
}

func (c *crashing) FinishDelivery(ctx context.Context, a conversation.Attempted) error {
	if !c.died {
		c.died = true
		panic("the worker dies here")
	}
	return c.Deliveries.FinishDelivery(ctx, a)
}

// The bucket's next token is waited for on the timer; no attempt is used up.
func TestTheBucketPacesDeliveries(t *testing.T) {
	t.Parallel()
	s := newSkipping(t, defaultRules(), "asha")
	s.exec(t, `UPDATE inboxes SET rate_per_second = 0.01, burst = 1, tokens = 1, refilled_at = now()`)
	s.sent.script = func(conversation.Dispatch) conversation.Attempted {
		// The database's clock does not skip: let it be as far as the world's.
		s.exec(t, `UPDATE inboxes SET refilled_at = refilled_at - interval '100 seconds'`)
		return conversation.Attempted{State: conversation.MessageSent}
	}
	talking(s, 3)
	s.run()
	require.Equal(t, []string{"line 1", "line 2", "line 3"}, s.sent.texts())
	require.Equal(t, 3, s.count(t, `SELECT sum(attempts) FROM messages`))
}

// A claim drops an automatic reply that waits for its next attempt, and leaves
// the agent's own messages alone.
func TestAClaimDropsAReplyThatWaitsForItsRetry(t *testing.T) {
	t.Parallel()
	s := newSkipping(t, defaultRules(), "asha")
	s.sent.script = scripted(again(begin.Add(time.Hour)))
	s.at(0, func() { s.hear("faq hello") })
	s.at(time.Minute, func() { s.granted(conversation.UpdateClaim, conversation.UpdateRequest{UserID: s.agent}) })
	s.at(2*time.Minute, func() { s.reply(s.agent, "here I am") })
	s.run()
	require.Equal(t, []string{"answer to faq hello", "here I am"}, s.sent.texts())
	require.Equal(t, 1, s.count(t, `SELECT count(*) FROM messages WHERE author = 'auto' AND state = 'dropped'`))
}

// While something waits to be delivered the run stays open, whatever the ticket
// is.
func TestARunStaysAwakeUntilEverythingIsDelivered(t *testing.T) {
	t.Parallel()
	s := newSkipping(t, defaultRules(), "asha")
	s.sent.script = scripted(again(begin.Add(3 * day)))
	talking(s, 1)
	s.at(time.Minute, func() {
		s.granted(conversation.UpdateClose, conversation.UpdateRequest{UserID: s.agent, Status: conversation.Resolved})
	})
	s.run()
	require.Equal(t, 1, s.runs)
	require.Equal(t, []string{"line 1", "line 1"}, s.sent.texts())
	require.WithinDuration(t, begin.Add(3*day), s.closed, time.Minute)
}

package store_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
)

var answer = chained(faq.Decision{Answered: true, Answer: "We open at nine.", Step: faq.StepFAQ, Reason: faq.ReasonMatched, Model: "test"})

// chained is what the chain makes of a decision of the FAQs.
func chained(d faq.Decision) responder.Decision {
	all := responder.Decision{
		Answered: d.Answered, Answer: d.Answer, Reason: d.Reason, Order: responder.DefaultOrder(), FAQ: &d,
		At: time.Date(2026, 3, 29, 12, 0, 0, 0, time.UTC),
	}
	if d.Answered {
		all.Step = responder.StepFAQ
	}
	return all
}

// waiting is a conversation whose first message waits for an answer.
func (b bundle) waiting(t *testing.T) conversation.State {
	t.Helper()
	state := b.opened(t)
	state.AnswerFrom = 1
	state.Version = b.commit(t, conversation.Change{State: state}).Version
	return state
}

func (b bundle) decide(t *testing.T, s conversation.State, d responder.Decision) conversation.Responded {
	t.Helper()
	responded, err := b.RecordDecision(t.Context(), conversation.Verdict{
		ConversationID: s.ID, Version: s.Version, FromSeq: s.AnswerFrom, UptoSeq: s.Cursor, WakeAt: s.InactiveAt,
	}, d)
	require.NoError(t, err)
	return responded
}

func TestADecisionIsRecordedOnceHoweverOften(t *testing.T) {
	t.Parallel()
	b := setup(t)
	state := b.waiting(t)
	responded := make([]conversation.Responded, 12)
	atOnce(len(responded), func(i int) { responded[i] = b.decide(t, state, answer) })
	won := conversation.Responded{}
	for _, r := range responded {
		if !r.Conflict {
			require.Zero(t, won, "one wins")
			won = r
		}
	}
	require.Equal(t, state.Version+1, won.Version)
	require.NotEmpty(t, won.MessageID)
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM decisions`))
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM messages WHERE author = 'auto' AND state = 'queued' AND answers_seq = 1`))

	after := b.snapshot(t, state.ID)
	require.Zero(t, after.State.AnswerFrom)
	require.Zero(t, after.State.WaitingSince)
	require.Equal(t, []conversation.Outgoing{{MessageID: won.MessageID, Author: conversation.ByAuto}}, after.Outbox)
}

func TestSilenceIsRecordedAndQueuesNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	state := b.waiting(t)
	responded := b.decide(t, state, chained(faq.Decision{Step: faq.StepFAQ, Reason: faq.ReasonBelowThreshold, Score: 0.2}))
	require.Empty(t, responded.MessageID)
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM decisions WHERE NOT answered`))
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM messages`))
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM conversations WHERE last_text = 'hello'`))
}

// An agent who takes the conversation while the match is computed comes first.
func TestNothingIsQueuedOnceAnAgentHasTakenOver(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*conversation.State){
		"claimed":  func(s *conversation.State) { s.OwnerID = uuid.NewString() },
		"resolved": func(s *conversation.State) { s.Status = conversation.Resolved },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			matched := b.waiting(t)
			taken := matched
			change(&taken)
			taken.Version = b.commit(t, conversation.Change{State: taken, DropAutomatic: true}).Version
			require.True(t, b.decide(t, matched, answer).Conflict)
			// Not even by somebody who knows the new version.
			require.True(t, b.decide(t, taken, answer).Conflict)
			require.Equal(t, 1, b.number(t, `SELECT count(*) FROM messages`))
			require.Zero(t, b.number(t, `SELECT count(*) FROM decisions`))
		})
	}
}

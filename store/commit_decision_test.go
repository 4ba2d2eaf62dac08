package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
	"github.com/parleyhq/parley/schedule"
)

// asking is the change that applies the first message and asks for an answer to it.
func (b bundle) asking(t *testing.T) conversation.Change {
	t.Helper()
	state := b.opened(t)
	state.AnswerFrom, state.Cursor, state.WaitingSince = 1, 1, time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	return conversation.Change{
		State: state, WakeAt: time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC),
		Records: []conversation.Record{{Type: conversation.Claimed, Ticket: state.Ticket, At: state.WaitingSince}},
		Answer:  &conversation.Answer{WakeAt: state.InactiveAt},
	}
}

func TestAChangeAndItsDecisionAreWrittenTogether(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.asking(t)
	events := b.number(t, `SELECT count(*) FROM events`)
	committed, err := b.CommitDecision(t.Context(), c, answer)
	require.NoError(t, err)
	require.True(t, committed.Answered)
	require.NotEmpty(t, committed.ReplyID)
	require.Equal(t, c.State.Version+1, committed.Version)

	after := b.snapshot(t, c.State.ID)
	require.Equal(t, committed.Version, after.State.Version)
	require.EqualValues(t, 1, after.State.Cursor)
	require.Zero(t, after.State.AnswerFrom, "the burst is dealt with")
	require.Zero(t, after.State.WaitingSince, "and answered")
	require.Equal(t, []conversation.Outgoing{{MessageID: committed.ReplyID, Author: conversation.ByAuto}}, after.Outbox)
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM decisions WHERE from_seq = 1 AND upto_seq = 1`))
	require.Equal(t, events+1, b.number(t, `SELECT count(*) FROM events`), "the records go with it")
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM conversations WHERE last_text = $1`, answer.Answer))
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM conversations WHERE wake_at IS NOT DISTINCT FROM inactive_at`))
}

func TestAChangeWithSilenceLeavesTheCustomerWaiting(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.asking(t)
	c.Records = nil
	committed, err := b.CommitDecision(t.Context(), c,
		chained(faq.Decision{Step: faq.StepFAQ, Reason: faq.ReasonBelowThreshold, Score: 0.2}))
	require.NoError(t, err)
	require.True(t, committed.Answered)
	require.Empty(t, committed.ReplyID)
	after := b.snapshot(t, c.State.ID)
	require.Zero(t, after.State.AnswerFrom)
	require.Equal(t, c.State.WaitingSince, after.State.WaitingSince)
	require.Empty(t, after.Outbox)
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM decisions WHERE NOT answered`))
}

func TestAChangeWithADecisionOnAnotherVersionWritesNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.asking(t)
	committed := make([]conversation.Committed, 12)
	atOnce(len(committed), func(i int) {
		var err error
		committed[i], err = b.CommitDecision(t.Context(), c, answer)
		require.NoError(t, err)
	})
	written := 0
	for _, each := range committed {
		if each.Conflict {
			require.False(t, each.Answered)
			require.Empty(t, each.ReplyID)
		} else {
			written++
		}
	}
	require.Equal(t, 1, written)
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM decisions`))
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM messages WHERE author = 'auto'`))
}

// The same quick reply in the same period is not sent twice, and a change that would
// do so is not written in half.
func TestAChangeWhoseQuickReplyWasSentIsAConflict(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.asking(t)
	d := answer
	d.QuickReplyID, d.PeriodStart, d.Step = b.quickReply(t, schedule.When{Always: true}, faq.Active).ID, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), responder.StepQuickReply
	b.exec(t, `INSERT INTO quick_reply_sent (conversation_id, quick_reply_id, period_start) VALUES ($1, $2, $3)`,
		c.State.ID, d.QuickReplyID, d.PeriodStart)
	committed, err := b.CommitDecision(t.Context(), c, d)
	require.NoError(t, err)
	require.Equal(t, conversation.Committed{Conflict: true}, committed)
	require.Equal(t, c.State.Version, b.snapshot(t, c.State.ID).State.Version)
	require.Zero(t, b.number(t, `SELECT count(*) FROM decisions`))
}

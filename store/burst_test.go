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

func TestABurstComesWithAllThatIsDecidedBy(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	inbox := b.inbox(t)
	id := b.message(t, inbox.ID, "asha", "hi")
	b.message(t, inbox.ID, "asha", "where is it?")
	b.message(t, inbox.ID, "asha", "not yet")
	b.apply(t, id)
	serving := b.serve(t)
	require.NoError(t, b.SetOrder(ctx, responder.Order{responder.StepQuickReply, responder.StepFiller}, nil, ""))
	calendar := b.calendar(t, "Shop")
	closed := b.quickReply(t, schedule.When{OutsideHoursOf: calendar.ID}, faq.Active)
	always := b.quickReply(t, schedule.When{Always: true}, faq.Active)
	b.quickReply(t, schedule.When{Always: true}, faq.Draft)
	filler := b.createFAQ(t, faq.New(faq.Filler, "Please wait.", "wait"), faq.Active, axis(0))
	b.createFAQ(t, faq.New(faq.Filler, "Old.", "old"), faq.Archived, axis(0))
	b.createFAQ(t, faq.New(faq.General, "Yes.", "is it so?"), faq.Active, axis(0))

	burst, setup, past, err := b.Burst(ctx, id, 1, 2)
	require.NoError(t, err)
	require.WithinDuration(t, time.Now(), burst.At, time.Minute)
	burst.At = time.Time{}
	require.Equal(t, responder.Burst{ConversationID: id, FromSeq: 1, Lines: []string{"hi", "where is it?"}, More: true}, burst)
	last, _, _, err := b.Burst(ctx, id, 1, 3)
	require.NoError(t, err)
	require.False(t, last.More, "nothing waits behind the last message")
	want := responder.Setup{
		Order:        responder.Order{responder.StepQuickReply, responder.StepFiller},
		QuickReplies: []responder.QuickReply{closed, always},
		Calendars:    schedule.Calendars{calendar.ID: calendar},
		Fillers:      []faq.FAQ{{ID: filler.ID, Type: faq.Filler, Status: faq.Active, Answer: "Please wait."}},
		Serving:      faq.Serving{EmbedderID: serving.ID, Model: model, Revision: b.revision(t), Calibration: faq.Balanced},
	}
	require.Equal(t, want, setup)
	require.Equal(t, responder.Past{Periods: map[string]time.Time{}}, past)
	alone, err := b.Setup(ctx)
	require.NoError(t, err)
	require.Equal(t, want, alone)
}

// told is a decision of a quick reply.
func told(q responder.QuickReply, period time.Time) responder.Decision {
	return responder.Decision{
		Answered: true, Step: responder.StepQuickReply, Answer: q.Text, Reason: faq.ReasonMatched,
		QuickReplyID: q.ID, PeriodStart: period, At: time.Now(),
	}
}

// again is the conversation of a state that waits once more.
func (b bundle) again(t *testing.T, s conversation.State) conversation.State {
	t.Helper()
	b.exec(t, `UPDATE conversations SET status = 'new', owner_id = NULL WHERE id = $1`, s.ID)
	state := b.snapshot(t, s.ID).State
	state.AnswerFrom = s.AnswerFrom + 1
	state.Version = b.commit(t, conversation.Change{State: state}).Version
	return state
}

func TestThePastOfAConversation(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	state := b.waiting(t)
	night := b.quickReply(t, schedule.When{Always: true}, faq.Active)
	lunch := b.quickReply(t, schedule.When{Always: true}, faq.Active)
	filler := b.createFAQ(t, faq.New(faq.Filler, "Please wait.", "wait"), faq.Active, axis(0))
	first := time.Date(2026, 3, 28, 18, 0, 0, 0, time.UTC)
	past := func() responder.Past {
		_, _, past, err := b.Burst(ctx, state.ID, 1, 1)
		require.NoError(t, err)
		return past
	}

	require.False(t, b.decide(t, state, told(night, first)).Conflict)
	state = b.again(t, state)
	require.False(t, b.decide(t, state, told(lunch, time.Time{})).Conflict)
	closed := told(night, first).Answer
	had := past()
	for i := range had.Exchanges {
		require.False(t, had.Exchanges[i].At.IsZero())
		had.Exchanges[i].At = time.Time{}
	}
	require.Equal(t, responder.Past{
		Periods:   map[string]time.Time{night.ID: first, lunch.ID: {}},
		Exchanges: []responder.Exchange{{Answer: closed}, {Burst: "hello", Answer: closed}},
		Asked:     2,
	}, had)
	state = b.again(t, state)
	require.False(t, b.decide(t, state, told(night, first.Add(24*time.Hour))).Conflict)
	require.Equal(t, first.Add(24*time.Hour), past().Periods[night.ID], "the latest")

	state = b.again(t, state)
	waits := responder.Decision{
		Answered: true, Step: responder.StepFiller, Answer: "Please wait.", FillerID: filler.ID, Reason: faq.ReasonMatched, At: time.Now(),
	}
	require.False(t, b.decide(t, state, waits).Conflict)
	require.True(t, past().Filler)
	state = b.again(t, state)
	require.False(t, b.decide(t, state, responder.Decision{Reason: faq.ReasonBelowThreshold}).Conflict)
	require.True(t, past().Filler, "silence came after it, and is no message")
	b.exec(t, `UPDATE conversations SET ticket = ticket + 1 WHERE id = $1`, state.ID)
	require.False(t, past().Filler, "another ticket")
	b.exec(t, `UPDATE conversations SET ticket = ticket - 1 WHERE id = $1`, state.ID)
	state = b.again(t, state)
	require.False(t, b.decide(t, state, answer).Conflict)
	require.False(t, past().Filler, "an answer came after it")

	require.Len(t, past().Exchanges, 4, "that answer is an old one")
	require.Equal(t, 5, past().Asked, "silence is one of them")
	b.exec(t, `UPDATE decisions SET created_at = created_at - interval '2 minutes' WHERE conversation_id = $1`, state.ID)
	require.Len(t, past().Exchanges, 4)
	require.Zero(t, past().Asked)
	b.exec(t, `UPDATE messages SET state = 'dropped' WHERE conversation_id = $1 AND text = $2`, state.ID, closed)
	require.Len(t, past().Exchanges, 1, "what was not sent")
	b.exec(t, `UPDATE decisions SET created_at = created_at - interval '1 hour' WHERE conversation_id = $1`, state.ID)
	require.Empty(t, past().Exchanges)
}

// Two workers may look at two bursts of a conversation with the same past.
func TestAQuickReplyIsRecordedOncePerPeriod(t *testing.T) {
	t.Parallel()
	b := setup(t)
	state := b.waiting(t)
	q := b.quickReply(t, schedule.When{Always: true}, faq.Active)
	period := time.Date(2026, 3, 28, 18, 0, 0, 0, time.UTC)
	recorded := make([]conversation.Responded, 8)
	atOnce(len(recorded), func(i int) { recorded[i] = b.decide(t, state, told(q, period)) })
	won := 0
	for _, r := range recorded {
		if !r.Conflict {
			won++
		}
	}
	require.Equal(t, 1, won)

	state = b.again(t, state)
	before := b.number(t, `SELECT version FROM conversations`)
	responded := b.decide(t, state, told(q, period))
	require.True(t, responded.Conflict, "another burst, the same period")
	require.Empty(t, responded.MessageID)
	require.Equal(t, before, b.number(t, `SELECT version FROM conversations`), "nothing was written")
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM messages WHERE author = 'auto'`))
	require.False(t, b.decide(t, state, told(q, period.Add(24*time.Hour))).Conflict, "another period")
}

package activities_test

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
)

// decisions keeps the last decision it was given.
type decisions struct {
	lines   []string
	burst   error
	verdict conversation.Verdict
	kept    responder.Decision
	record  error
	// more says that something waits behind the burst.
	more    bool
	changed *conversation.Change
}

// at is the instant of every burst.
var at = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

func (d *decisions) Burst(context.Context, string, int64, int64) (
	responder.Burst, responder.Setup, responder.Past, error,
) {
	return responder.Burst{ConversationID: "c", FromSeq: 3, Lines: d.lines, More: d.more, At: at},
		responder.Setup{Order: responder.DefaultOrder()}, responder.Past{Filler: true}, d.burst
}

func (d *decisions) RecordDecision(
	_ context.Context, v conversation.Verdict, kept responder.Decision,
) (conversation.Responded, error) {
	d.verdict, d.kept = v, kept
	return conversation.Responded{Version: v.Version + 1}, d.record
}

// CommitDecision keeps the change, too.
func (d *decisions) CommitDecision(
	_ context.Context, c conversation.Change, kept responder.Decision,
) (conversation.Committed, error) {
	d.changed, d.kept = &c, kept
	return conversation.Committed{Version: c.State.Version + 1, Answered: true}, d.record
}

type chain func(ctx context.Context, b responder.Burst) (responder.Decision, error)

func (c chain) Respond(
	ctx context.Context, b responder.Burst, _ responder.Setup, _ responder.Past,
) (responder.Decision, error) {
	return c(ctx, b)
}

var burst = activities.RespondRequest{
	ConversationID: "c", Version: 7, FromSeq: 3, UptoSeq: 5, WakeAt: time.Unix(1000, 0),
}

func respond(t *testing.T, d *decisions, c chain) (conversation.Responded, error) {
	t.Helper()
	a := activities.Conversation{
		Decisions: d, Responder: c, Log: slog.New(slog.DiscardHandler), MatchTimeout: 50 * time.Millisecond,
	}
	return a.Respond(t.Context(), burst)
}

// matched is the decision to send an FAQ's answer.
func matched(score float64) responder.Decision {
	return responder.Decision{
		Answered: true, Step: responder.StepFAQ, Answer: "At nine.", Reason: faq.ReasonMatched,
		Order: responder.DefaultOrder(), At: at,
		FAQ: &faq.Decision{Answered: true, Answer: "At nine.", Score: score, Reason: faq.ReasonMatched},
	}
}

func TestADecisionIsRecordedForItsBurst(t *testing.T) {
	t.Parallel()
	d := &decisions{lines: []string{"hi", "when do you open"}}
	responded, err := respond(t, d, func(_ context.Context, b responder.Burst) (responder.Decision, error) {
		require.Equal(t, d.lines, b.Lines)
		return matched(0.9), nil
	})
	require.NoError(t, err)
	require.Equal(t, int64(8), responded.Version)
	require.Equal(t, matched(0.9), d.kept)
	require.Equal(t, conversation.Verdict{
		ConversationID: "c", Version: 7, FromSeq: 3, UptoSeq: 5, WakeAt: time.Unix(1000, 0),
	}, d.verdict)
}

// A step that failed leaves the decision to the steps after it.
func TestAStepThatFailsLeavesTheRest(t *testing.T) {
	t.Parallel()
	d := &decisions{lines: []string{"hi"}}
	want := responder.Decision{
		Answered: true, Step: responder.StepQuickReply, Answer: "We open at nine.", QuickReplyID: "q",
		Reason: responder.ReasonQuickReply, Order: responder.DefaultOrder(), At: at,
		FAQ: &faq.Decision{Reason: faq.ReasonFailed},
	}
	_, err := respond(t, d, func(context.Context, responder.Burst) (responder.Decision, error) {
		return want, errors.New("connection refused")
	})
	require.NoError(t, err)
	require.Equal(t, want, d.kept)
}

// What no responder can make sense of is silence, and the decision says so.
func TestNonsenseIsSilence(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]chain{
		"no number":       func(context.Context, responder.Burst) (responder.Decision, error) { return matched(math.NaN()), nil },
		"infinitely sure": func(context.Context, responder.Burst) (responder.Decision, error) { return matched(math.Inf(1)), nil },
		"off": func(context.Context, responder.Burst) (responder.Decision, error) {
			d := matched(0.9)
			d.Order = nil
			return d, nil
		},
		"half an answer": func(context.Context, responder.Burst) (responder.Decision, error) {
			return responder.Decision{Answer: "half"}, errors.New("connection refused")
		},
		"broken": func(context.Context, responder.Burst) (responder.Decision, error) { panic("index out of range") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := &decisions{lines: []string{"hi"}}
			_, err := respond(t, d, c)
			require.NoError(t, err)
			require.Equal(t, responder.Decision{Reason: faq.ReasonFailed, Order: responder.DefaultOrder(), At: at}, d.kept)
		})
	}
}

// However long a match may take, inside a workflow task it ends before the task
// does.
func TestAMatchIsBounded(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct{ allowed, most time.Duration }{
		"as set":            {50 * time.Millisecond, 50 * time.Millisecond},
		"as the task bears": {30 * time.Second, 8 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var left time.Duration
			a := activities.Conversation{
				Decisions: &decisions{}, Log: slog.New(slog.DiscardHandler), MatchTimeout: row.allowed,
				Responder: chain(func(ctx context.Context, _ responder.Burst) (responder.Decision, error) {
					deadline, bounded := ctx.Deadline()
					require.True(t, bounded)
					left = time.Until(deadline)
					return responder.Decision{}, nil
				}),
			}
			_, err := a.Respond(t.Context(), burst)
			require.NoError(t, err)
			require.LessOrEqual(t, left, row.most)
		})
	}
}

// What goes wrong with the database is tried again, and what the driver quoted
// stays out of the history.
func TestFailuresSayNothingOfTheEndUser(t *testing.T) {
	t.Parallel()
	quoting := errors.New(`cannot encode "my card number is 4711"`)
	silent := func(context.Context, responder.Burst) (responder.Decision, error) { return responder.Decision{}, nil }
	for _, d := range []*decisions{{burst: quoting}, {record: quoting}} {
		_, err := respond(t, d, silent)
		require.Error(t, err)
		require.NotContains(t, err.Error(), "4711")
		require.NotErrorIs(t, err, quoting, "a cause would be in the history, too")
	}
	_, err := respond(t, &decisions{burst: context.DeadlineExceeded}, silent)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	_, err = respond(t, &decisions{burst: context.Canceled}, silent)
	require.ErrorIs(t, err, context.Canceled)
}

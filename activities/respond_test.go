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
)

// decisions keeps the last decision it was given.
type decisions struct {
	lines   []string
	burst   error
	verdict conversation.Verdict
	kept    faq.Decision
	record  error
}

func (d *decisions) Burst(context.Context, string, int64, int64) ([]string, error) {
	return d.lines, d.burst
}

func (d *decisions) RecordDecision(_ context.Context, v conversation.Verdict, kept faq.Decision) (conversation.Responded, error) {
	d.verdict, d.kept = v, kept
	return conversation.Responded{Version: v.Version + 1}, d.record
}

type responder func(ctx context.Context, lines []string) (faq.Decision, error)

func (r responder) Match(ctx context.Context, lines []string) (faq.Decision, error) {
	return r(ctx, lines)
}

var burst = activities.RespondRequest{
	ConversationID: "c", Version: 7, FromSeq: 3, UptoSeq: 5, WakeAt: time.Unix(1000, 0),
}

func respond(t *testing.T, d *decisions, r responder) (conversation.Responded, error) {
	t.Helper()
	a := activities.Conversation{
		Decisions: d, Responder: r, Log: slog.New(slog.DiscardHandler), MatchTimeout: 50 * time.Millisecond,
	}
	return a.Respond(t.Context(), burst)
}

func TestADecisionIsRecordedForItsBurst(t *testing.T) {
	t.Parallel()
	d := &decisions{lines: []string{"hi", "when do you open"}}
	want := faq.Decision{Answered: true, Answer: "At nine.", Reason: faq.ReasonMatched}
	responded, err := respond(t, d, func(_ context.Context, lines []string) (faq.Decision, error) {
		require.Equal(t, d.lines, lines)
		return want, nil
	})
	require.NoError(t, err)
	require.Equal(t, int64(8), responded.Version)
	require.Equal(t, want, d.kept)
	require.Equal(t, conversation.Verdict{
		ConversationID: "c", Version: 7, FromSeq: 3, UptoSeq: 5, WakeAt: time.Unix(1000, 0),
	}, d.verdict)
}

// An embedder that is down, slow or wrong means silence, and the decision says
// so.
func TestAMatchThatFailsIsSilence(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]responder{
		"down": func(context.Context, []string) (faq.Decision, error) {
			return faq.Decision{Answered: true, Answer: "half an answer"}, errors.New("connection refused")
		},
		"slow": func(ctx context.Context, _ []string) (faq.Decision, error) {
			<-ctx.Done()
			return faq.Decision{}, ctx.Err()
		},
		"wrong": func(context.Context, []string) (faq.Decision, error) {
			return faq.Decision{Answered: true, Answer: "x", Candidates: []faq.Candidate{{Score: math.NaN()}}}, nil
		},
		"infinitely sure": func(context.Context, []string) (faq.Decision, error) {
			return faq.Decision{Answered: true, Answer: "x", Score: math.Inf(1)}, nil
		},
		"broken": func(context.Context, []string) (faq.Decision, error) { panic("index out of range") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := &decisions{lines: []string{"hi"}}
			_, err := respond(t, d, r)
			require.NoError(t, err)
			require.Equal(t, faq.Decision{Step: faq.StepFAQ, Reason: faq.ReasonFailed}, d.kept)
		})
	}
}

// What goes wrong with the database is tried again, and what the driver quoted
// stays out of the history.
func TestFailuresSayNothingOfTheEndUser(t *testing.T) {
	t.Parallel()
	quoting := errors.New(`cannot encode "my card number is 4711"`)
	silent := func(context.Context, []string) (faq.Decision, error) { return faq.Decision{}, nil }
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

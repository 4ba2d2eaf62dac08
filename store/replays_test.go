package store_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
)

// decided records a decision about one message of a new contact, taken at an
// instant, with a vector of a model if that is named, and returns its id.
func (b bundle) decided(t *testing.T, inboxID, from, words string, at time.Time, model string, d responder.Decision) string {
	t.Helper()
	id := b.message(t, inboxID, from, words)
	b.apply(t, id)
	state := b.snapshot(t, id).State
	d.At = at
	if d.FAQ == nil {
		d.FAQ = &faq.Decision{Reason: d.Reason, Step: faq.StepFAQ}
	}
	d.FAQ.Model = model
	if model != "" {
		d.Vectors = []faq.Vector{{Part: 0, Values: axis(0)[0]}, {Part: 1, Values: axis(1)[0]}}
	}
	responded, err := b.RecordDecision(t.Context(), verdictFrom(state.ID, state.Version, state.Cursor), d)
	require.NoError(t, err)
	require.False(t, responded.Conflict)
	history, err := b.Messages(t.Context(), id, 0, 1)
	require.NoError(t, err)
	return history[0].DecisionID
}

func TestBurstsOfThePastArePaged(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t).ID
	now := time.Now().UTC().Truncate(time.Microsecond)
	silence := responder.Decision{Reason: faq.ReasonBelowThreshold}
	answered := responder.Decision{Answered: true, Step: responder.StepFAQ, Answer: "Yes.", Reason: faq.ReasonMatched}
	var want []responder.StoredBurst
	b.decided(t, inbox, "old", "too old", now.Add(-time.Hour), model, silence)
	for i := range 5 {
		words, from := fmt.Sprint("message ", i), fmt.Sprint("contact ", i)
		d, by := silence, ""
		if i == 2 {
			d, by = answered, nobody
			d.FAQ = &faq.Decision{Answered: true, FAQID: nobody, Step: faq.StepFAQ}
		}
		// The last two come at the same instant: their ids decide.
		at := now.Add(time.Duration(min(i, 3)) * time.Second)
		by1 := model
		if i == 1 {
			by1 = "other"
		}
		stored := responder.StoredBurst{
			DecisionID: b.decided(t, inbox, from, words, at, by1, d), Ticket: 1, Answered: d.Answered, Step: d.Step, AnsweredBy: by,
			Burst: responder.Burst{FromSeq: 1, Lines: []string{words}, At: at},
		}
		stored.ConversationID = b.message(t, inbox, from, words)
		if by1 == model {
			stored.Vectors = []faq.Vector{{Part: 0, Values: axis(0)[0]}, {Part: 1, Values: axis(1)[0]}}
		}
		want = append(want, stored)
	}
	since := now.Add(-time.Minute)
	n, err := b.CountBursts(t.Context(), since)
	require.NoError(t, err)
	require.Equal(t, 5, n)
	for _, limit := range []int{1, 2, 5, 6} {
		var got []responder.StoredBurst
		var key *responder.BurstKey
		for {
			page, next, err := b.Bursts(t.Context(), since, model, key, limit)
			require.NoError(t, err)
			got = append(got, page...)
			if next == nil {
				break
			}
			key = next
		}
		require.Equal(t, want, got, "%d a page", limit)
	}
}

func TestAReplayIsKeptWithoutWords(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	inbox := b.inbox(t).ID
	silence := responder.Decision{Reason: faq.ReasonBelowThreshold}
	told := b.decided(t, inbox, "asha", "my card is 4711", time.Now(), model, silence)
	erased := b.decided(t, inbox, "ravi", "forget me", time.Now(), model, silence)
	b.exec(t, `UPDATE messages SET text = '' WHERE text = 'forget me'`)

	threshold := 0.4
	request := responder.ReplayRequest{
		Days: 7, Remove: []string{nobody}, Threshold: &threshold, Order: responder.Order{},
		Upsert: []faq.FAQ{faq.New(faq.General, "Yes.", "is it so?")},
	}
	replay, err := b.CreateReplay(ctx, request, editor)
	require.NoError(t, err)
	require.Equal(t, responder.Replay{
		ID: replay.ID, Status: responder.ReplayRunning, By: editor, Request: request, CreatedAt: replay.CreatedAt,
	}, replay)
	require.NoError(t, b.ReplayProgress(ctx, replay.ID, 10, 40))
	replay, err = b.GetReplay(ctx, replay.ID)
	require.NoError(t, err)
	require.Equal(t, []int{10, 40}, []int{replay.Done, replay.Total})

	example := func(id string) responder.ReplayExample {
		return responder.ReplayExample{DecisionID: id, Text: "never stored", After: responder.Outcome{Step: responder.StepFAQ, Answer: "Yes.", Score: 0.5}}
	}
	require.NoError(t, b.FinishReplay(ctx, replay.ID, responder.ReplayResult{
		Messages: 40, Newly: responder.ReplayList{Count: 2, Examples: []responder.ReplayExample{example(told), example(erased)}},
	}))
	var stored json.RawMessage
	require.NoError(t, b.raw.QueryRow(ctx, `SELECT result FROM replays`).Scan(&stored))
	require.NotContains(t, string(stored), "never stored")
	replay, err = b.GetReplay(ctx, replay.ID)
	require.NoError(t, err)
	require.Equal(t, []any{responder.ReplayDone, 40}, []any{replay.Status, replay.Done})
	require.Equal(t, 2, replay.Result.Newly.Count)
	require.Len(t, replay.Result.Newly.Examples, 1, "what was erased is not shown")
	require.Equal(t, "my card is 4711", replay.Result.Newly.Examples[0].Text)

	for _, err := range []error{
		b.FinishReplay(ctx, replay.ID, responder.ReplayResult{}), b.FailReplay(ctx, replay.ID, "x"),
		b.ReplayProgress(ctx, replay.ID, 1, 2), b.ReplayProgress(ctx, nobody, 1, 2),
	} {
		require.ErrorIs(t, err, faq.ErrState)
	}
	other, err := b.CreateReplay(ctx, responder.ReplayRequest{Days: 1}, "")
	require.NoError(t, err)
	require.Nil(t, other.Request.Order, "no order is not the empty order")
	require.NoError(t, b.FailReplay(ctx, other.ID, "No model serves."))
	other, err = b.GetReplay(ctx, other.ID)
	require.NoError(t, err)
	require.Equal(t, []any{responder.ReplayFailed, "No model serves."}, []any{other.Status, other.Error})
	_, err = b.GetReplay(ctx, nobody)
	require.ErrorIs(t, err, faq.ErrNotFound)

	b.exec(t, `UPDATE replays SET created_at = now() - interval '8 days' WHERE id = $1`, other.ID)
	pruned, err := b.PruneReplays(ctx, 7*24*time.Hour)
	require.NoError(t, err)
	require.EqualValues(t, 1, pruned)
}

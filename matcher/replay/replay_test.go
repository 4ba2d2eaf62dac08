package replay_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/matcher"
	"github.com/parleyhq/parley/matcher/replay"
	"github.com/parleyhq/parley/responder"
	"github.com/parleyhq/parley/schedule"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// always is a quick reply that a conversation gets once.
func always() responder.QuickReply {
	return responder.QuickReply{
		ID: "always", Name: "Hello", Text: "We answer within a day.", Status: faq.Active, When: schedule.When{Always: true},
	}
}

func moment() faq.FAQ {
	f := faq.New(faq.Filler, "One moment, please.", "filler")
	f.ID, f.Status = "moment", faq.Active
	return f
}

// small is a world of 12 FAQs, and a hundred messages of which some ask for what
// no FAQ answers.
func small(order ...responder.Step) (*inventor, replay.World, []responder.StoredBurst) {
	language := newInventor(300, 32)
	w := language.world(append(language.faqs(12, 4), moment()), order...)
	w.Setup.QuickReplies = []responder.QuickReply{always()}
	return language, w, language.bursts(100, 24)
}

func run(t require.TestingT, bursts []responder.StoredBurst, before, after replay.World) responder.ReplayResult {
	result, err := replay.Run(context.Background(), each(bursts), before, after, nil)
	require.NoError(t, err)
	require.Equal(t, len(bursts), result.Messages+result.Skipped)
	require.Equal(t, result.Messages, result.Unchanged+result.Newly.Count+result.NoLonger.Count+result.Differently.Count)
	require.Equal(t, result.AnsweredAfter-result.AnsweredBefore, result.Newly.Count-result.NoLonger.Count)
	return result
}

func change(t require.TestingT, language *inventor, w replay.World, r responder.ReplayRequest) replay.World {
	changed, err := language.maker().Changed(context.Background(), w, r)
	require.NoError(t, err)
	return changed
}

func TestNoChangeChangesNothing(t *testing.T) {
	t.Parallel()
	language, w, bursts := small(responder.Steps()...)
	for name, after := range map[string]replay.World{
		"the same world":  w,
		"an empty change": change(t, language, w, responder.ReplayRequest{}),
		"the same values": change(t, language, w, responder.ReplayRequest{Calibration: faq.Balanced, Order: responder.Steps()}),
		"an FAQ as it is": change(t, language, w, responder.ReplayRequest{Upsert: language.faqs(1, 4)}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			result := run(t, bursts, w, after)
			require.Equal(t, 100, result.Unchanged)
			require.Equal(t, bursts[0].At, result.Since)
			require.Greater(t, result.AnsweredBefore, 20)
		})
	}
}

func TestARemovedFAQAnswersNoLonger(t *testing.T) {
	t.Parallel()
	language, w, bursts := small(responder.StepFAQ)
	after := change(t, language, w, responder.ReplayRequest{Remove: []string{"faq-003"}})
	was := by(run(t, bursts, w, silent(w)).NoLonger, "faq-003")
	require.NotEmpty(t, was)
	result := run(t, bursts, w, after)
	require.ElementsMatch(t, was, by(concat(result.NoLonger, result.Differently), "faq-003"))
	for _, e := range slices.Concat(result.Newly.Examples, result.Differently.Examples) {
		require.NotEqual(t, "faq-003", e.After.FAQID)
	}
}

func TestAnAddedFAQAnswers(t *testing.T) {
	t.Parallel()
	language, w, bursts := small(responder.StepFAQ)
	unknown := language.faqs(20, 4)[19]
	unknown.ID = ""
	for i := range unknown.Questions {
		unknown.Questions[i].ID = ""
	}
	result := run(t, bursts, w, change(t, language, w, responder.ReplayRequest{Upsert: []faq.FAQ{unknown}}))
	require.NotEmpty(t, result.Newly.Examples)
	for _, e := range result.Newly.Examples {
		if e.After.Answer != unknown.Answer {
			continue
		}
		require.Empty(t, e.After.FAQID, "it has no id yet")
		require.Equal(t, responder.StepFAQ, e.After.Step)
		require.Contains(t, unknown.Texts(), e.After.Question)
		require.Empty(t, e.Before.Step)
		require.Empty(t, e.Before.Answer)
		return
	}
	require.Fail(t, "the new FAQ answers nothing")
}

func TestAnotherAnswerIsAnotherAnswer(t *testing.T) {
	t.Parallel()
	language, w, bursts := small(responder.StepFAQ)
	edited := language.faqs(1, 4)[0]
	edited.Answer = "Something else."
	after := change(t, language, w, responder.ReplayRequest{Upsert: []faq.FAQ{edited}})
	require.Same(t, w.Training, after.Training, "answers take no part in matching")
	result := run(t, bursts, w, after)
	require.Positive(t, result.Differently.Count)
	require.Equal(t, 100, result.Differently.Count+result.Unchanged)
	for _, e := range result.Differently.Examples {
		require.Equal(t, edited.Answer, e.After.Answer)
		require.Equal(t, "Answer to 0", e.Before.Answer)
		require.InDelta(t, e.Before.Score, e.After.Score, 0)
	}
}

func TestTheOrder(t *testing.T) {
	t.Parallel()
	language, w, bursts := small(responder.StepFAQ)
	off := run(t, bursts, w, change(t, language, w, responder.ReplayRequest{Order: responder.Order{}}))
	require.Equal(t, off.AnsweredBefore, off.NoLonger.Count)
	require.Zero(t, off.AnsweredAfter)

	first := run(t, bursts, w, change(t, language, w, responder.ReplayRequest{Order: responder.Steps()}))
	require.Zero(t, first.NoLonger.Count)
	require.Zero(t, first.Differently.Count, "the FAQs come first as before")
	steps := map[responder.Step]bool{}
	for _, e := range first.Newly.Examples {
		steps[e.After.Step] = true
	}
	require.Equal(t, map[responder.Step]bool{responder.StepQuickReply: true, responder.StepFiller: true}, steps)
}

// A higher threshold answers less, and what it answers the same.
func TestThresholdsAreMonotonic(t *testing.T) {
	t.Parallel()
	language, w, bursts := small(responder.StepFAQ)
	bursts = bursts[:25]
	rapid.Check(t, func(t *rapid.T) {
		low := rapid.Float64Range(0, 1).Draw(t, "low")
		high := rapid.Float64Range(low, 1).Draw(t, "high")
		before := change(t, language, w, responder.ReplayRequest{Threshold: &low})
		after := change(t, language, w, responder.ReplayRequest{Threshold: &high})
		up, down := run(t, bursts, before, after), run(t, bursts, after, before)
		require.Zero(t, up.Newly.Count)
		require.Zero(t, up.Differently.Count)
		require.Equal(t, up.NoLonger.Count, down.Newly.Count)
		for _, e := range up.NoLonger.Examples {
			require.GreaterOrEqual(t, e.Before.Score, low)
			require.Less(t, e.After.Score, high)
		}
	})
}

// What two worlds have in common is compared once. A copy of the questions keeps
// them apart.
func TestWhatIsSharedMakesNoDifference(t *testing.T) {
	t.Parallel()
	language, w, bursts := small(responder.Steps()...)
	high := 0.8
	bare := w
	bare.Training = nil
	for name, after := range map[string]replay.World{
		"threshold":   change(t, language, w, responder.ReplayRequest{Threshold: &high}),
		"no training": bare,
		"order":       change(t, language, w, responder.ReplayRequest{Order: responder.Order{responder.StepFiller, responder.StepFAQ}}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			apart := after
			apart.Questions = slices.Clone(after.Questions)
			result := run(t, bursts, w, after)
			require.Less(t, result.Unchanged, result.Messages)
			require.Equal(t, run(t, bursts, w, apart), result)
		})
	}
}

func TestAQuickReplyIsSentOnceInAPeriod(t *testing.T) {
	t.Parallel()
	language := newInventor(300, 32)
	w := language.world(language.faqs(2, 4), responder.StepQuickReply)
	night := always()
	night.When = schedule.When{Zone: "UTC"}
	for day := range 7 {
		night.When.Weekly = append(night.When.Weekly, schedule.Interval{Day: time.Weekday(day), From: 18 * 60, To: 9 * 60})
	}
	w.Setup.QuickReplies = []responder.QuickReply{night}
	var bursts []responder.StoredBurst
	for i, at := range []string{"01T10:00", "01T19:00", "01T23:00", "02T08:59", "02T09:00", "02T18:00"} {
		b := language.burst(i, fmt.Sprintf("message %d", i))
		b.ConversationID = "one"
		var err error
		b.At, err = time.Parse("2006-01-02T15:04", "2026-06-"+at)
		require.NoError(t, err)
		bursts = append(bursts, b)
	}
	other := language.burst(9, "message 9")
	other.ConversationID, other.At = "another", bursts[2].At
	bursts = slices.Insert(bursts, 3, other)
	result := run(t, bursts, w, silent(w))
	require.Equal(t, []string{"decision-00001", "decision-00005", "decision-00009"}, ids(result.NoLonger))
}

func TestAFillerIsNotSentTwiceInARowInATicket(t *testing.T) {
	t.Parallel()
	language := newInventor(300, 32)
	w := language.world(append(language.faqs(4, 4), moment()), responder.StepFAQ, responder.StepFiller)
	known := language.faqs(1, 1)[0].Questions[0].Text
	var bursts []responder.StoredBurst
	for i, text := range []string{"1 zzz", "2 zzz", known, "3 zzz", "4 zzz", "5 zzz"} {
		b := language.burst(i, text)
		b.ConversationID = "one"
		if i == 5 {
			b.Ticket = 2
		}
		bursts = append(bursts, b)
	}
	for i := range bursts {
		if bursts[i].Lines[0] != known {
			bursts[i].Vectors = []faq.Vector{{Values: language.meanings[language.words[299]]}}
		}
	}
	result := run(t, bursts, w, silent(w))
	require.Equal(t, []string{"decision-00000", "decision-00002", "decision-00003", "decision-00005"}, ids(result.NoLonger))
}

func TestWhatIsSkipped(t *testing.T) {
	t.Parallel()
	language, w, _ := small(responder.StepFAQ, responder.StepQuickReply)
	asked := func(spoil func(*responder.StoredBurst)) responder.StoredBurst {
		b := language.burst(0, language.faqs(1, 1)[0].Questions[0].Text)
		spoil(&b)
		return b
	}
	rows := []struct {
		name    string
		burst   responder.StoredBurst
		order   responder.Order
		skipped bool
	}{
		{"as it was", asked(func(*responder.StoredBurst) {}), nil, false},
		{"vectors of another model", asked(func(b *responder.StoredBurst) { b.Vectors = nil }), nil, true},
		{"a vector of another length", asked(func(b *responder.StoredBurst) { b.Vectors[0].Values = []float32{1, 2} }), nil, true},
		{"a vector of no length", asked(func(b *responder.StoredBurst) { clear(b.Vectors[0].Values) }), nil, true},
		{"no lines left", asked(func(b *responder.StoredBurst) { b.Lines = nil }), nil, true},
		{"no words left", asked(func(b *responder.StoredBurst) { b.Lines = []string{""} }), nil, true},
		{"one more line than there are vectors", asked(func(b *responder.StoredBurst) { b.Lines = append(b.Lines, "and more") }), nil, true},
		{"never any words", language.burst(0, "👍"), nil, false},
		{"FAQs that are not asked", asked(func(b *responder.StoredBurst) { b.Vectors = nil }), responder.Order{responder.StepQuickReply}, false},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			before := w
			if row.order != nil {
				before.Setup.Order = row.order
			}
			result := run(t, []responder.StoredBurst{row.burst}, before, silent(w))
			require.Equal(t, row.skipped, result.Skipped == 1)
			require.Equal(t, row.burst.At, result.Since)
			require.Equal(t, result.Messages, result.AnsweredBefore)
		})
	}
}

func TestExamples(t *testing.T) {
	t.Parallel()
	language := newInventor(300, 32)
	faqs := language.faqs(4, 4)
	w := language.world(faqs, responder.StepFAQ)
	var bursts []responder.StoredBurst
	ask := func(text string, times int) {
		for range times {
			bursts = append(bursts, language.burst(len(bursts), text))
		}
	}
	ask(faqs[0].Questions[1].Text, 3)
	ask(faqs[1].Questions[0].Text, 2)
	ask(faqs[0].Questions[0].Text, 7)
	ask(faqs[2].Questions[0].Text, 1)
	result := run(t, bursts, w, silent(w))
	require.Equal(t, 13, result.NoLonger.Count)
	require.Len(t, result.NoLonger.Examples, 4, "each wording once")
	var shown []string
	for _, e := range result.NoLonger.Examples {
		shown = append(shown, e.Before.Question)
	}
	require.Equal(t, []string{
		faqs[0].Questions[0].Text, faqs[1].Questions[0].Text, faqs[2].Questions[0].Text, faqs[0].Questions[1].Text,
	}, shown, "a wording of each FAQ, the most frequent first, then the next")
	require.Equal(t, "decision-00011", result.NoLonger.Examples[0].DecisionID, "the latest")

	bursts = nil
	for i := range 200 {
		ask(fmt.Sprintf("%s %d", faqs[i%4].Questions[i%3].Text, i), 1)
	}
	result = run(t, bursts, w, silent(w))
	require.Len(t, result.NoLonger.Examples, replay.MaxExamples)
	require.Greater(t, result.NoLonger.Count, 100)
	require.Equal(t, result, run(t, bursts, w, silent(w)), "however the work is shared out")
}

func TestRunFails(t *testing.T) {
	t.Parallel()
	_, w, bursts := small(responder.StepFAQ)
	gone := errors.New("connection reset")
	broken := func() iter.Seq2[responder.StoredBurst, error] {
		return func(yield func(responder.StoredBurst, error) bool) {
			if yield(bursts[0], nil) {
				yield(responder.StoredBurst{}, gone)
			}
		}
	}
	_, err := replay.Run(t.Context(), broken(), w, w, nil)
	require.ErrorIs(t, err, gone)

	ctx, cancel := context.WithCancel(t.Context())
	endless := func(yield func(responder.StoredBurst, error) bool) {
		for i := 0; yield(bursts[i%len(bursts)], nil); i++ {
		}
	}
	_, err = replay.Run(ctx, endless, w, w, func(int) { cancel() })
	require.ErrorIs(t, err, context.Canceled)

	other := w
	other.Setup.Serving.Model = "another"
	_, err = replay.Run(t.Context(), each(bursts), w, other, nil)
	require.ErrorIs(t, err, matcher.ErrModel)
	_, err = replay.Run(t.Context(), each(bursts), other, w, nil)
	require.ErrorIs(t, err, matcher.ErrModel)
}

func TestProgress(t *testing.T) {
	t.Parallel()
	language, w, _ := small()
	var told []int
	_, err := replay.Run(t.Context(), each(language.bursts(1100, 20)), w, w, func(done int) { told = append(told, done) })
	require.NoError(t, err)
	require.Equal(t, []int{500, 1000}, told)
}

// silent is a world in which nothing answers: beside it, the list of what is no
// longer answered tells what the other world answers.
func silent(w replay.World) replay.World {
	w.Setup.Order = responder.Order{}
	return w
}

func concat(a, b responder.ReplayList) responder.ReplayList {
	return responder.ReplayList{Count: a.Count + b.Count, Examples: slices.Concat(a.Examples, b.Examples)}
}

// by returns the decisions of the examples that an FAQ answered before.
func by(list responder.ReplayList, faqID string) []string {
	list.Examples = slices.DeleteFunc(slices.Clone(list.Examples), func(e responder.ReplayExample) bool { return e.Before.FAQID != faqID })
	return ids(list)
}

func ids(list responder.ReplayList) []string {
	var all []string
	for _, e := range list.Examples {
		all = append(all, e.DecisionID)
	}
	slices.Sort(all)
	return all
}

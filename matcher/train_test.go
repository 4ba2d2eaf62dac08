package matcher_test

import (
	"context"
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/matcher"
)

func TestTrainingSurvivesBeingStored(t *testing.T) {
	t.Parallel()
	e := bag{32}
	questions := indexed(t, e, invented(30, 4)...)
	made := train(t, e, questions)
	record, err := made.Record("8b7c1a52-1111-4222-8333-444455556666")
	require.NoError(t, err)
	require.Equal(t, 120, record.Questions)
	require.Equal(t, 30, record.FAQs)
	require.Equal(t, e.Model(), record.Model)
	require.InDelta(t, made.Thresholds().Balanced, record.Balanced, 0)
	var summary matcher.Summary
	require.NoError(t, json.Unmarshal(record.Summary, &summary))
	require.Equal(t, made.Summary(), summary)

	read := new(matcher.Training)
	require.NoError(t, read.UnmarshalBinary(record.Data))
	require.Equal(t, made.Summary(), read.Summary())
	before, after := pin(t, e, made, questions), pin(t, e, read, questions)
	for _, q := range questions[:40] {
		a, err := before.match(q.Question, "and wehre is that")
		require.NoError(t, err)
		b, err := after.match(q.Question, "and wehre is that")
		require.NoError(t, err)
		require.Equal(t, a, b)
	}
	again, err := read.MarshalBinary()
	require.NoError(t, err)
	reread := new(matcher.Training)
	require.NoError(t, reread.UnmarshalBinary(again))
	require.Equal(t, read.Thresholds(), reread.Thresholds())
}

func TestTrainingDoesNotDependOnTheOrderOfQuestions(t *testing.T) {
	t.Parallel()
	e := bag{32}
	questions := indexed(t, e, invented(12, 3)...)
	shuffled := slices.Clone(questions)
	rand.New(rand.NewPCG(3, 4)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	require.Equal(t, train(t, e, questions).Summary(), train(t, e, shuffled).Summary())
}

func TestTrainingLeavesOutWhatIsNeverMatched(t *testing.T) {
	t.Parallel()
	e := bag{32}
	questions := indexed(t, e, invented(6, 2)...)
	questions[0].Status, questions[1].Status = faq.Draft, faq.Archived
	questions[2].Type = faq.Filler
	questions[0].Vector = nil
	require.Equal(t, 9, train(t, e, questions).Summary().Questions)
}

func TestTrainingRefusesUnusableVectors(t *testing.T) {
	t.Parallel()
	e := bag{4}
	for name, bad := range map[string][]float32{
		"none": nil, "zero": {0, 0, 0, 0}, "shorter": {1, 2, 3}, "no number": {1, 2, 3, float32(math.NaN())},
		"infinite": {1, 2, 3, float32(math.Inf(1))},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			questions := indexed(t, e, invented(3, 2)...)
			questions[4].Vector = bad
			_, err := matcher.Train(t.Context(), questions, matcher.TrainOptions{Model: e.Model()})
			require.ErrorIs(t, err, matcher.ErrTraining)
			_, err = matcher.NewShelf(e.Model(), questions)
			require.ErrorIs(t, err, faq.ErrVector)
		})
	}
}

func TestTrainingEndsWithItsContext(t *testing.T) {
	t.Parallel()
	e := bag{16}
	questions := indexed(t, e, invented(40, 5)...)
	ctx, cancel := context.WithCancel(t.Context())
	var reports []int
	_, err := matcher.Train(ctx, questions, matcher.TrainOptions{Model: e.Model(), Progress: func(done, total int) {
		reports = append(reports, done)
		require.LessOrEqual(t, done, total)
		if done >= 50 {
			cancel()
		}
	}})
	require.ErrorIs(t, err, context.Canceled)
	require.Less(t, len(reports), 60)
	require.True(t, slices.IsSorted(reports))
}

func TestSmallSetsHaveSaneThresholds(t *testing.T) {
	t.Parallel()
	e := bag{32}
	for _, size := range [][2]int{{0, 0}, {1, 1}, {1, 3}, {2, 1}, {5, 1}, {3, 4}} {
		trained := train(t, e, indexed(t, e, invented(size[0], size[1])...))
		thresholds := trained.Thresholds()
		require.Greater(t, thresholds.Balanced, 0.2, size)
		require.GreaterOrEqual(t, thresholds.Cautious, thresholds.Balanced, size)
		require.Less(t, thresholds.Cautious, 0.6, size)
		if size[1] == 1 {
			require.Zero(t, trained.Summary().Tested)
			require.InDelta(t, 0.29, thresholds.Balanced, 0)
		}
	}
}

func TestEveryQuestionOfASetIsAnsweredByItsFAQ(t *testing.T) {
	t.Parallel()
	e := bag{64}
	for _, size := range [][2]int{{1, 1}, {2, 1}, {3, 2}, {40, 1}, {40, 6}} {
		faqs := invented(size[0], size[1])
		m := stockOf(t, e, faqs...)
		for _, f := range faqs {
			for _, q := range f.Texts() {
				d, err := m.match(q)
				require.NoError(t, err)
				require.Equal(t, f.Answer, d.Answer, "%v: %q scored %.2f", size, q, d.Score)
			}
		}
	}
}

// An FAQ with a hundred questions must not draw to itself all that is asked of
// those with two: without the balance it does so with half of it.
func TestAnFAQWithFewQuestionsHoldsItsOwn(t *testing.T) {
	t.Parallel()
	e := bag{64}
	all, taught := invented(12, 12), invented(12, 12)
	for i := range taught {
		taught[i].Questions = taught[i].Questions[:2]
	}
	taught[0] = invented(1, 100)[0]
	m := stockOf(t, e, taught...)
	right, asked := 0, 0
	for _, f := range all[1:] {
		for _, q := range f.Texts()[2:] {
			d, err := m.match(q)
			require.NoError(t, err)
			asked++
			if d.Candidates[0].Answer == f.Answer {
				right++
			}
		}
	}
	require.Greater(t, right, asked*57/100)
}

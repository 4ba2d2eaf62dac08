package matcher_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/matcher"
)

// Replay decides by the stored vectors what live traffic decided by embedding.
func TestTheJudgeDecidesAsTheMatcher(t *testing.T) {
	t.Parallel()
	e := bag{64}
	questions := indexed(t, e, invented(20, 5)...)
	m := pin(t, e, train(t, e, questions), questions)
	judge, err := m.Judge(t.Context(), m.serving)
	require.NoError(t, err)
	for i, q := range questions {
		lines := []string{q.Question, "hello", questions[(7*i)%len(questions)].Question, "👋"}
		lines = lines[:1+i%4]
		live, vectors, err := m.Match(t.Context(), m.serving, lines)
		require.NoError(t, err)
		require.NotEmpty(t, vectors)
		again, err := judge.Decide(t.Context(), lines, vectors)
		require.NoError(t, err)
		require.Equal(t, live, again)
	}
	none, err := judge.Decide(t.Context(), []string{"👋"}, nil)
	require.NoError(t, err)
	require.Equal(t, faq.ReasonNoWords, none.Reason)
}

func TestTheJudgeRefusesVectorsOfOtherParts(t *testing.T) {
	t.Parallel()
	e := bag{16}
	questions := indexed(t, e, invented(4, 2)...)
	m := pin(t, e, train(t, e, questions), questions)
	judge, err := m.Judge(t.Context(), m.serving)
	require.NoError(t, err)
	good := questions[0].Vector
	for name, vectors := range map[string][]faq.Vector{
		"none":            nil,
		"of another part": {{Part: 1, Values: good}},
		"zero":            {{Values: make([]float32, 16)}},
	} {
		_, err := judge.Decide(t.Context(), []string{"hello"}, vectors)
		require.ErrorIs(t, err, matcher.ErrVectors, name)
	}
	_, err = judge.Decide(t.Context(), []string{"hello"}, []faq.Vector{{Values: good[:8]}})
	require.Error(t, err)
}

func TestATrainingServesItsModelOnly(t *testing.T) {
	t.Parallel()
	trained := train(t, bag{16}, nil)
	_, err := matcher.NewJudge(trained, faq.Serving{Model: "other"}, nil, 0)
	require.ErrorIs(t, err, matcher.ErrModel)
}

func TestTheThresholdIsTheCalibratedOneUnlessSetByHand(t *testing.T) {
	t.Parallel()
	trained := train(t, bag{16}, indexed(t, bag{16}, invented(9, 3)...))
	byHand := 0.7
	for _, row := range []struct {
		serving faq.Serving
		want    float64
	}{
		{faq.Serving{Calibration: faq.Balanced}, trained.Thresholds().Balanced},
		{faq.Serving{Calibration: faq.Cautious}, trained.Thresholds().Cautious},
		{faq.Serving{}, trained.Thresholds().Balanced},
		{faq.Serving{Calibration: faq.Cautious, Threshold: &byHand}, byHand},
	} {
		row.serving.Model = trained.Model()
		judge, err := matcher.NewJudge(trained, row.serving, nil, 0)
		require.NoError(t, err)
		require.InDelta(t, row.want, judge.Threshold(), 0)
	}
}

// What has changed since the training was made: new and reworded FAQs answer,
// archived ones do not.
func TestFAQsThatAreNewerThanTheTraining(t *testing.T) {
	t.Parallel()
	e := bag{64}
	faqs := invented(30, 4)
	questions := indexed(t, e, faqs...)
	isNew := func(q faq.Indexed) bool { return q.FAQID == "29" }
	isArchived := func(q faq.Indexed) bool { return q.FAQID == "3" }
	old := train(t, e, slices.DeleteFunc(slices.Clone(questions), isNew))
	now := slices.DeleteFunc(slices.Clone(questions), isArchived)
	reworded := "4"
	for i := range now {
		if now[i].FAQID == reworded {
			now[i].Question = "totally other " + now[i].Question[:6]
			v, err := matcher.Vectors(t.Context(), e, []string{now[i].Question})
			require.NoError(t, err)
			now[i].Vector = v[0]
		}
	}
	m := pin(t, e, old, now)
	for _, q := range now {
		d, err := m.match(q.Question)
		require.NoError(t, err)
		require.Equal(t, q.FAQID, d.FAQID, "%q scored %.2f", q.Question, d.Score)
	}
	for _, q := range questions {
		if isArchived(q) || q.FAQID == reworded {
			d, err := m.match(q.Question)
			require.NoError(t, err)
			require.NotEqual(t, q.FAQID, d.FAQID, "%q scored %.2f", q.Question, d.Score)
		}
	}
}

func TestWithoutATrainingLikenessDecides(t *testing.T) {
	t.Parallel()
	e := bag{64}
	questions := indexed(t, e, invented(30, 4)...)
	m := pin(t, e, nil, questions)
	for _, q := range questions {
		d, err := m.match(q.Question)
		require.NoError(t, err)
		require.Equal(t, q.FAQID, d.FAQID)
		require.Empty(t, d.TrainingID)
	}
	d, err := m.match("words that nobody knows here")
	require.NoError(t, err)
	require.False(t, d.Answered)
}

func TestTheCorrectedCopyIsShownOnlyIfItDiffers(t *testing.T) {
	t.Parallel()
	e := bag{32}
	m := stockOf(t, e, faq.New(faq.General, "track", "Where is my parcel order right now?"),
		faq.New(faq.General, "cancel", "How do I cancel my subscription?"))
	d, err := m.match("wehre is my parcle order")
	require.NoError(t, err)
	require.Equal(t, "where is my parcel order", d.Corrected)
	require.Equal(t, "track", d.Answer)
	d, err = m.match("where is my parcel order")
	require.NoError(t, err)
	require.Empty(t, d.Corrected)
}

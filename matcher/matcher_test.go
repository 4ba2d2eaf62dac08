package matcher_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/matcher"
	"github.com/parleyhq/parley/matcher/embedding"
)

func TestMatch(t *testing.T) {
	t.Parallel()
	m := stock(t, brand()...)
	rows := []struct {
		name   string
		lines  []string
		answer string
		reason faq.Reason
	}{
		{"the question itself", []string{"Where is my order right now?"}, "track", faq.ReasonMatched},
		{"in other words", []string{"my food isn't here yet where is it"}, "track", faq.ReasonMatched},
		{"misspelled", []string{"how do i resset my pasword"}, "password", faq.ReasonMatched},
		{"shouted", []string{"WHERE IS MY ORDER???!!!"}, "track", faq.ReasonMatched},
		{"with emoji and blanks", []string{"  where   is my order 😡😡"}, "track", faq.ReasonMatched},
		{"by its acronym", []string{"is COD available as payment"}, "cash", faq.ReasonMatched},
		{"about something else", []string{"Which vaccinations does my parrot need?"}, "", faq.ReasonBelowThreshold},
		{"other language", []string{"मेरा पैसा वापस कब मिलेगा"}, "", faq.ReasonBelowThreshold},
		{"other script", []string{"注文した料理はいつ届きますか"}, "", faq.ReasonBelowThreshold},
		{"letters at random", []string{"asdf qwer zxcv"}, "", faq.ReasonBelowThreshold},

		{"greeting", []string{"hello!"}, "hello", faq.ReasonMatched},
		{"greeting held down", []string{"heyyyy there"}, "hello", faq.ReasonMatched},
		{"greeting in two lines", []string{"hi", "good morning"}, "hello", faq.ReasonMatched},
		{"closing", []string{"thank you so much"}, "bye", faq.ReasonMatched},
		{"greets and asks", []string{"hi, where is my order right now?"}, "track", faq.ReasonMatched},
		{"greets, then asks", []string{"hi", "where is my order right now?"}, "track", faq.ReasonMatched},
		{"greets and asks the unknown", []string{"hello, do you sell garden furniture in blue?"}, "", faq.ReasonBelowThreshold},
		{"greets, then asks the unknown", []string{"good morning", "which vaccinations does my parrot need"}, "", faq.ReasonBelowThreshold},
		{"greets and says more", []string{"hello my dear parrot needs vaccinations"}, "", faq.ReasonBelowThreshold},
		{"thanks and asks", []string{"thank you, but how many bags can I take on my flight?"}, "baggage", faq.ReasonMatched},

		{"question over two lines", []string{"how many bags can", "I take on my flight"}, "baggage", faq.ReasonMatched},
		{"question after a story", []string{"so I had a long day and my cousin is visiting", "how can I recover the password of my account"}, "password", faq.ReasonMatched},
		{"filler's words", []string{"please wait while i fetch your information"}, "", faq.ReasonBelowThreshold},

		{"no lines", nil, "", faq.ReasonNoWords},
		{"empty lines", []string{"", " \n "}, "", faq.ReasonNoWords},
		{"emoji only", []string{"👍🏽", "❤️"}, "", faq.ReasonNoWords},
		{"punctuation only", []string{"???"}, "", faq.ReasonNoWords},
		{"essay", []string{strings.Repeat("where is my order right now? ", 25)}, "", faq.ReasonTooLong},
		{"essay in lines", strings.Split(strings.Repeat("where is my order right now?\n", 25), "\n"), "", faq.ReasonTooLong},
		{"a megabyte", []string{strings.Repeat("w", 1<<20) + "."}, "", faq.ReasonBelowThreshold},
		{"a megabyte of words", []string{strings.Repeat("order ", 1<<17)}, "", faq.ReasonTooLong},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			d, err := m.match(row.lines...)
			require.NoError(t, err)
			require.Equal(t, row.reason, d.Reason, "%+v", d)
			require.Equal(t, row.answer, d.Answer)
			require.Equal(t, row.answer != "", d.Answered)
		})
	}
}

func TestDecisionExplainsItself(t *testing.T) {
	t.Parallel()
	m := stock(t, brand()...)
	d, err := m.match("How do I reset my login password?")
	require.NoError(t, err)
	require.True(t, d.Answered)
	require.Equal(t, "5", d.FAQID)
	require.Equal(t, "5/2", d.QuestionID)
	require.Equal(t, "How do I reset my login password?", d.Question)
	require.Equal(t, faq.General, d.Type)
	require.Equal(t, faq.StepFAQ, d.Step)
	require.Equal(t, m.serving.Model, d.Model)
	require.InDelta(t, matcher.DefaultMargin, d.Margin, 0)
	require.InDelta(t, d.Candidates[0].Score, d.Score, 0)
	require.Equal(t, d.Candidates[1], *d.RunnerUp)
	require.NotEqual(t, d.FAQID, d.RunnerUp.FAQID)
	require.Greater(t, d.Score, 0.8)
	for i, c := range d.Candidates[1:] {
		require.LessOrEqual(t, c.Score, d.Candidates[i].Score)
	}
}

func TestTheSameQuestionInTwoFAQsIsATie(t *testing.T) {
	t.Parallel()
	m := stock(t,
		faq.New(faq.General, "one", "Can I bring my own bag?"),
		faq.New(faq.General, "two", "Can I bring my own bag?"))
	d, err := m.match("Can I bring my own bag?")
	require.NoError(t, err)
	require.False(t, d.Answered)
	require.Equal(t, faq.ReasonTie, d.Reason)
	require.Empty(t, d.Answer)
}

func TestRunnerUpIsFoundBehindAManyWordedFAQ(t *testing.T) {
	t.Parallel()
	e := localEmbedder(t)
	v, err := e.Embed(context.Background(), []string{"Can I bring my own bag?"})
	require.NoError(t, err)
	question := faq.Indexed{FAQID: "a", Question: "Can I bring my own bag?", Type: faq.General, Status: faq.Active, Vector: v[0]}
	questions := make([]faq.Indexed, 301)
	for i := range questions {
		questions[i] = question
		questions[i].QuestionID = fmt.Sprint(i)
	}
	questions[300].FAQID = "b"
	d, err := pin(t, e, nil, questions).match("Can I bring my own bag?")
	require.NoError(t, err)
	require.NotNil(t, d.RunnerUp)
	require.Equal(t, "b", d.RunnerUp.FAQID)
}

func TestNoFAQsMeansSilence(t *testing.T) {
	t.Parallel()
	d, err := stock(t).match("where is my order")
	require.NoError(t, err)
	require.False(t, d.Answered)
	require.Equal(t, faq.ReasonNoFAQ, d.Reason)
	require.Nil(t, d.RunnerUp)
}

func TestQuestionsAreTidiedAsMessagesAre(t *testing.T) {
	t.Parallel()
	v, err := matcher.Vectors(context.Background(), localEmbedder(t), []string{"where is my order?", " WHERE  IS MY ORDER??? 😡"})
	require.NoError(t, err)
	require.Equal(t, v[0], v[1])
}

func TestVectorsRefusesAQuestionWithoutWords(t *testing.T) {
	t.Parallel()
	_, err := matcher.Vectors(context.Background(), localEmbedder(t), []string{"Where is it?", "👋"})
	require.ErrorContains(t, err, "question 2 of 2")
}

func TestFailuresAreErrorsNeverAnswers(t *testing.T) {
	t.Parallel()
	down := errors.New("down")
	good := [][]float32{{1, 0}}
	hit := matcher.Candidate{FAQID: "1", QuestionID: "1", Question: "hello", Answer: "a", Type: faq.General, Score: 1}
	rows := []struct {
		name     string
		embedder canned
		source   canned
		is       error
	}{
		{"embedder down", canned{err: down}, canned{}, down},
		{"zero vector", canned{vectors: [][]float32{{0, 0}}}, canned{found: []matcher.Candidate{hit}}, embedding.ErrBadVector},
		{"NaN vector", canned{vectors: [][]float32{{float32(math.NaN()), 1}}}, canned{found: []matcher.Candidate{hit}}, embedding.ErrBadVector},
		{"no vector", canned{vectors: [][]float32{}}, canned{found: []matcher.Candidate{hit}}, embedding.ErrBadVector},
		{"wrong dimension", canned{vectors: [][]float32{{1, 0, 0}}}, canned{found: []matcher.Candidate{hit}}, embedding.ErrBadVector},
		{"source down", canned{vectors: good}, canned{err: down}, down},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			m, err := pinTo(row.embedder, row.source, nil, nil)
			require.NoError(t, err)
			d, err := m.match("hello")
			require.ErrorIs(t, err, row.is)
			require.Equal(t, matcher.Decision{}, d)
		})
	}
}

func TestSimilaritiesThatAreNoNumberDoNotCount(t *testing.T) {
	t.Parallel()
	for _, score := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		hit := matcher.Candidate{FAQID: "1", QuestionID: "1", Question: "hello", Answer: "a", Type: faq.General, Score: score}
		m, err := pinTo(canned{vectors: [][]float32{{1, 0}}}, canned{found: []matcher.Candidate{hit}}, nil, nil)
		require.NoError(t, err)
		d, err := m.match("hello")
		require.NoError(t, err)
		require.Equal(t, faq.ReasonNoFAQ, d.Reason)
	}
}

func TestThresholdAndMarginMustBeFromZeroToOne(t *testing.T) {
	t.Parallel()
	for _, bad := range []float64{-0.01, 1.01, math.NaN(), math.Inf(1)} {
		_, err := pinTo(canned{}, canned{}, nil, &bad)
		require.ErrorContains(t, err, "margin")
		p, err := pinTo(canned{}, canned{}, &bad, nil)
		require.NoError(t, err)
		_, err = p.match("hello")
		require.ErrorContains(t, err, "threshold")
	}
}

// BenchmarkMatch is one message against a small FAQ set in memory.
func BenchmarkMatch(b *testing.B) {
	m := stock(b, brand()...)
	for b.Loop() {
		_, err := m.match("my food isn't here yet where is it")
		require.NoError(b, err)
	}
}

// canned is an embedder and a source that give what they are told.
type canned struct {
	vectors [][]float32
	found   []matcher.Candidate
	err     error
}

func (c canned) Embed(context.Context, []string) ([][]float32, error) { return c.vectors, c.err }
func (canned) Model() string                                          { return "canned" }
func (canned) Dimensions() int                                        { return 2 }

func (c canned) Nearest(context.Context, string, []float32, int) ([]matcher.Candidate, error) {
	return c.found, c.err
}

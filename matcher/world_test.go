package matcher_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/matcher"
	"github.com/parleyhq/parley/matcher/embedding"
	"github.com/parleyhq/parley/matcher/embedding/local"
)

var weightsDir = filepath.Join("..", ".tools", "model")

var openLocal = sync.OnceValues(func() (*local.Model, error) { return local.Open(weightsDir) })

// localEmbedder returns the local model, or skips the test where its weights
// have not been fetched.
func localEmbedder(tb testing.TB) embedding.Embedder {
	tb.Helper()
	if _, err := os.Stat(weightsDir); errors.Is(err, fs.ErrNotExist) {
		tb.Skip("the embedding model is not in .tools/model: run `make setup`")
	}
	m, err := openLocal()
	require.NoError(tb, err)
	return m
}

// indexed returns the questions of active FAQs with their vectors. The FAQs get
// ids "0", "1" and so on, and their questions "0/0", "0/1" and so on.
func indexed(tb testing.TB, e embedding.Embedder, faqs ...faq.FAQ) []faq.Indexed {
	tb.Helper()
	var all []faq.Indexed
	var texts []string
	for i, f := range faqs {
		require.NoError(tb, f.Validate())
		for j, q := range f.Questions {
			texts = append(texts, q.Text)
			all = append(all, faq.Indexed{
				FAQID: fmt.Sprint(i), QuestionID: fmt.Sprintf("%d/%d", i, j), Type: f.Type, Status: faq.Active,
				Question: q.Text, Answer: f.Answer,
			})
		}
	}
	vectors, err := matcher.Vectors(context.Background(), e, texts)
	require.NoError(tb, err)
	for i := range all {
		all[i].Vector = vectors[i]
	}
	return all
}

func train(tb testing.TB, e embedding.Embedder, questions []faq.Indexed) *matcher.Training {
	tb.Helper()
	t, err := matcher.Train(context.Background(), questions, matcher.TrainOptions{Model: e.Model(), Words: matcher.Words(e)})
	require.NoError(tb, err)
	return t
}

// stock returns a matcher over FAQs, trained on them.
func stock(tb testing.TB, faqs ...faq.FAQ) *pinned {
	tb.Helper()
	return stockOf(tb, localEmbedder(tb), faqs...)
}

func stockOf(tb testing.TB, e embedding.Embedder, faqs ...faq.FAQ) *pinned {
	tb.Helper()
	questions := indexed(tb, e, faqs...)
	return pin(tb, e, train(tb, e, questions), questions)
}

// pin returns a matcher that has questions to answer from, and a training unless
// that is nil.
func pin(tb testing.TB, e embedding.Embedder, t *matcher.Training, questions []faq.Indexed) *pinned {
	tb.Helper()
	shelf, err := matcher.NewShelf(e.Model(), questions)
	require.NoError(tb, err)
	p, err := pinTo(e, shelf, nil, nil)
	require.NoError(tb, err)
	if t != nil {
		data, err := t.MarshalBinary()
		require.NoError(tb, err)
		p.trainings["pinned"] = data
		p.serving.TrainingID = "pinned"
	}
	return p
}

func pinTo(e embedding.Embedder, s matcher.Source, threshold, margin *float64) (*pinned, error) {
	p := &pinned{trainings: trainings{}, serving: faq.Serving{
		EmbedderID: "pinned", Model: e.Model(), Calibration: faq.Balanced, Threshold: threshold,
	}}
	var err error
	p.Matcher, err = matcher.New(matcher.Options{Source: s, Trainings: p.trainings, Embedders: only{e}, Margin: margin})
	return p, err
}

// pinned is a matcher that always serves the same.
type pinned struct {
	*matcher.Matcher
	trainings trainings
	serving   faq.Serving
}

func (p *pinned) match(lines ...string) (faq.Decision, error) {
	d, _, err := p.Match(context.Background(), p.serving, lines)
	return d, err
}

// trainings are stored in memory.
type trainings map[string][]byte

func (s trainings) Training(_ context.Context, id string) ([]byte, error) {
	if data, found := s[id]; found {
		return data, nil
	}
	return nil, faq.ErrNotFound
}

// only is one embedder under every id.
type only struct{ embedder embedding.Embedder }

func (o only) Embedder(context.Context, string) (embedding.Embedder, error) { return o.embedder, nil }

// brand is a small FAQ set; the answers name the FAQs.
func brand() []faq.FAQ {
	return []faq.FAQ{
		faq.New(faq.Greeting, "hello", "Hi", "Hello", "Hey there", "Good morning", "Good evening"),
		faq.New(faq.Closing, "bye", "Thanks", "Thank you so much", "Goodbye", "Thank you for your help"),
		faq.New(faq.Filler, "filler", "Please wait while I fetch your information."),
		faq.New(faq.General, "track", "Where is my order right now?",
			"How far away is my food delivery?", "My order has not arrived yet, where is it?"),
		faq.New(faq.General, "cash", "Do you have cash on delivery as a payment option?",
			"Do you have COD as a payment method?", "Can I pay after the delivery is completed?"),
		faq.New(faq.General, "password", "How can I recover the password of my account?",
			"I forgot my password and cannot log in", "How do I reset my login password?"),
		faq.New(faq.General, "baggage", "How many bags can I take on my flight?",
			"What is the baggage allowance on board?", "Is a second suitcase free of charge?"),
	}
}

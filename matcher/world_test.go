package matcher_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/matcher"
	"github.com/parleyhq/parley/matcher/embedding"
	"github.com/parleyhq/parley/matcher/embedding/local"
)

// shelf is a source in memory that does what the store does.
type shelf struct {
	model     string
	questions []stored
}

type stored struct {
	matcher.Candidate
	vector []float32
}

func (s *shelf) Nearest(_ context.Context, model string, vector []float32, k int) ([]matcher.Candidate, error) {
	if model != s.model {
		return nil, nil
	}
	found := make([]matcher.Candidate, 0, len(s.questions))
	for _, q := range s.questions {
		q.Score = cosine(q.vector, vector)
		found = append(found, q.Candidate)
	}
	slices.SortFunc(found, func(a, b matcher.Candidate) int { return cmp.Compare(b.Score, a.Score) })
	return found[:min(k, len(found))], nil
}

// cosine of two vectors of length 1, as the local embedder's are.
func cosine(a, b []float32) float64 {
	var s0, s1, s2, s3 float32
	for i := 0; i+3 < len(a) && i+3 < len(b); i += 4 {
		s0 += a[i] * b[i]
		s1 += a[i+1] * b[i+1]
		s2 += a[i+2] * b[i+2]
		s3 += a[i+3] * b[i+3]
	}
	return float64(s0 + s1 + s2 + s3)
}

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

// stock returns a matcher over FAQs, which are given ids "0", "1" and so on, and
// their questions "0/0", "0/1" and so on.
func stock(tb testing.TB, faqs ...faq.FAQ) *matcher.Matcher {
	tb.Helper()
	e := localEmbedder(tb)
	s := &shelf{model: e.Model()}
	m, err := matcher.New(e, s, matcher.DefaultSettings())
	require.NoError(tb, err)
	for i, f := range faqs {
		require.NoError(tb, f.Validate())
		vectors, err := m.Vectors(context.Background(), f.Texts())
		require.NoError(tb, err)
		for j, q := range f.Questions {
			s.questions = append(s.questions, stored{
				Candidate: matcher.Candidate{
					FAQID: fmt.Sprint(i), QuestionID: fmt.Sprintf("%d/%d", i, j),
					Question: q.Text, Answer: f.Answer, Type: f.Type,
				},
				vector: vectors[j],
			})
		}
	}
	return m
}

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

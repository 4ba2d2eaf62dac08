package activities_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/testsuite"

	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/matcher/embedding"
)

// shelf are stored questions, and which of them have a vector of the new model.
type shelf struct {
	ids      []string
	vectors  map[string][]float32
	to       *faq.Reembedding
	embedded int
	// refuses is a question that the embedder refuses for good, all refuse if it is "*".
	refuses string
	// fails is after how many questions the embedder does.
	fails int
}

func newShelf(n int) *shelf {
	to := faq.Embedder{ID: "e2", Kind: faq.EmbedderOpenAI, Model: "large", Dimensions: 2}
	s := &shelf{vectors: map[string][]float32{}, to: &faq.Reembedding{To: to}, fails: 1 << 30}
	for i := range n {
		s.ids = append(s.ids, fmt.Sprintf("%05d", i))
	}
	return s
}

func (s *shelf) GetMatching(context.Context) (faq.Matching, error) {
	return faq.Matching{Serving: faq.Serving{Model: "use-lite"}, Reembedding: s.to}, nil
}

func (s *shelf) QuestionsWithoutVector(_ context.Context, model, after string, limit int) ([]faq.Question, error) {
	if model != "large/2" {
		return nil, errors.New("another model's vectors")
	}
	var found []faq.Question
	for _, id := range s.ids {
		if id > after && s.vectors[id] == nil && len(found) < limit {
			found = append(found, faq.Question{ID: id, Text: "question " + id})
		}
	}
	return found, nil
}

func (s *shelf) SetVectors(_ context.Context, _ string, questions []faq.Question, vectors [][]float32) error {
	for i, q := range questions {
		s.vectors[q.ID] = vectors[i]
	}
	return nil
}

func (s *shelf) ReembedProgress(context.Context, string) (done, total int, err error) {
	return len(s.vectors), len(s.ids), nil
}

func (s *shelf) FinishReembed(context.Context, string, string) (bool, error) {
	return len(s.vectors) == len(s.ids), nil
}
func (s *shelf) CancelReembed(context.Context) error { s.to = nil; return nil }

func (s *shelf) NoteReembed(_ context.Context, _, reason string) error {
	s.to.Error = reason
	return nil
}

// refusal is how an endpoint refuses a text.
type refusal struct{}

func (refusal) Error() string { return "400" }
func (refusal) Refused() bool { return true }
func (refusal) Explain() (embedding.Field, string) {
	return embedding.FieldModel, "It is refused."
}

func (s *shelf) Vectors(_ context.Context, embedder string, questions []string) ([][]float32, error) {
	if s.refuses == "*" || slices.Contains(questions, s.refuses) {
		return nil, refusal{}
	}
	vectors := make([][]float32, len(questions))
	for i, q := range questions {
		if s.embedded >= s.fails {
			return nil, fmt.Errorf("the provider says no to %q", q)
		}
		s.embedded++
		vectors[i] = []float32{float32(len(embedder)), float32(q[len(q)-1])}
	}
	return vectors, nil
}

// inActivity runs do as an activity.
func inActivity(t *testing.T, do func(ctx context.Context) error) error {
	t.Helper()
	var suite testsuite.WorkflowTestSuite
	env := suite.NewTestActivityEnvironment()
	env.RegisterActivity(do)
	_, err := env.ExecuteActivity(do)
	return err
}

func TestEveryQuestionIsEmbeddedOnce(t *testing.T) {
	t.Parallel()
	s := newShelf(2500)
	a := &activities.Reembedding{Stored: s, Vectors: s, Log: slog.New(slog.DiscardHandler)}
	var steps []activities.Embedded
	for {
		var step activities.Embedded
		require.NoError(t, inActivity(t, func(ctx context.Context) (err error) {
			step, err = a.EmbedQuestions(ctx)
			return err
		}))
		steps = append(steps, step)
		if !step.Left {
			break
		}
	}
	want := activities.Embedded{To: "e2", Model: "large", Serving: "use-lite", Done: 1024, Total: 2500, Left: true}
	require.Equal(t, want, steps[0])
	require.Len(t, steps, 3)
	require.Equal(t, 2500, s.embedded)
	require.True(t, slices.Equal(s.vectors["00007"], []float32{2, '7'}))
}

// An attempt that fails keeps what it did, and its failure quotes nothing.
func TestAnEmbedderThatFailsLosesABatch(t *testing.T) {
	t.Parallel()
	s := newShelf(300)
	s.fails = 200
	a := &activities.Reembedding{Stored: s, Vectors: s, Log: slog.New(slog.DiscardHandler)}
	embed := func(ctx context.Context) error {
		_, err := a.EmbedQuestions(ctx)
		return err
	}
	err := inActivity(t, embed)
	require.ErrorContains(t, err, "by large failed")
	require.NotContains(t, err.Error(), "question 0")
	require.Len(t, s.vectors, 192)
	s.fails = 1 << 30
	s.embedded = 0
	require.NoError(t, inActivity(t, embed))
	require.Len(t, s.vectors, 300)
	require.Equal(t, 108, s.embedded)
}

// One question that the provider refuses is named, and holds up no other.
func TestARefusedQuestionIsNamed(t *testing.T) {
	t.Parallel()
	s := newShelf(300)
	s.refuses = "question 00100"
	a := &activities.Reembedding{Stored: s, Vectors: s, Log: slog.New(slog.DiscardHandler)}
	embed := func(ctx context.Context) error {
		_, err := a.EmbedQuestions(ctx)
		return err
	}
	err := inActivity(t, embed)
	require.ErrorContains(t, err, "embed 1 questions by large failed")
	require.NotContains(t, err.Error(), "00100")
	require.Len(t, s.vectors, 299)
	require.Contains(t, s.to.Error, `refuses 1, such as "question 00100"`)

	s.refuses = ""
	require.NoError(t, inActivity(t, embed), "it was reworded")
	require.Len(t, s.vectors, 300)
	require.Empty(t, s.to.Error)
}

// An endpoint that refuses everything refuses no question in particular.
func TestAChangeSaysWhatItWaitsFor(t *testing.T) {
	t.Parallel()
	s := newShelf(5)
	s.refuses = "*"
	a := &activities.Reembedding{Stored: s, Vectors: s, Log: slog.New(slog.DiscardHandler)}
	require.Error(t, inActivity(t, func(ctx context.Context) error {
		_, err := a.EmbedQuestions(ctx)
		return err
	}))
	require.Equal(t, "It is refused.", s.to.Error)
}

func TestNothingIsEmbeddedWhenNothingTakesOver(t *testing.T) {
	t.Parallel()
	s := newShelf(3)
	a := &activities.Reembedding{Stored: s, Vectors: s, Log: slog.New(slog.DiscardHandler)}
	require.NoError(t, a.CancelReembed(t.Context()))
	require.NoError(t, inActivity(t, func(ctx context.Context) error {
		step, err := a.EmbedQuestions(ctx)
		require.Equal(t, activities.Embedded{}, step)
		return err
	}))
	require.Zero(t, s.embedded)
}

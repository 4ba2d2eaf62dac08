package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
)

func TestReembedReachesEveryQuestion(t *testing.T) {
	t.Parallel()
	stored := &storedQuestions{model: map[string]string{}}
	for i := range 150 {
		stored.model[fmt.Sprintf("question %03d", i)] = "old"
	}
	stored.model["new already"] = "new"
	require.NoError(t, reembed(t.Context(), stored, lengths{}, slog.New(slog.DiscardHandler)))
	for text, model := range stored.model {
		require.Equal(t, "new", model, text)
	}
	require.Equal(t, 150, stored.set)
}

func TestReembedStopsWhenTheEmbedderFails(t *testing.T) {
	t.Parallel()
	stored := &storedQuestions{model: map[string]string{"bad": "old"}}
	err := reembed(t.Context(), stored, lengths{}, slog.New(slog.DiscardHandler))
	require.ErrorIs(t, err, errBad)
	require.Equal(t, "old", stored.model["bad"])
}

// storedQuestions remembers by which model each question was embedded.
type storedQuestions struct {
	model map[string]string
	set   int
}

func (s *storedQuestions) QuestionsWithoutModel(_ context.Context, model string, limit int) ([]faq.Question, error) {
	var found []faq.Question
	for text, by := range s.model {
		if by != model {
			found = append(found, faq.Question{Text: text})
		}
	}
	slices.SortFunc(found, func(a, b faq.Question) int {
		if a.Text < b.Text {
			return -1
		}
		return 1
	})
	return found[:min(limit, len(found))], nil
}

func (s *storedQuestions) SetVectors(_ context.Context, model string, questions []faq.Question, vectors [][]float32) error {
	for i, q := range questions {
		if vectors[i][0] != float32(len(q.Text)) {
			return errors.New("vectors in another order")
		}
		s.model[q.Text] = model
		s.set++
	}
	return nil
}

// lengths embeds a question as its length.
type lengths struct{}

var errBad = errors.New("bad question")

func (lengths) Model() string { return "new" }

func (lengths) Vectors(_ context.Context, questions []string) ([][]float32, error) {
	vectors := make([][]float32, len(questions))
	for i, q := range questions {
		if q == "bad" {
			return nil, errBad
		}
		vectors[i] = []float32{float32(len(q))}
	}
	return vectors, nil
}

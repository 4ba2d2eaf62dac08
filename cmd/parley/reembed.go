package main

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/parleyhq/parley/faq"
)

// questions are the stored ones, with a vector of one model each.
type questions interface {
	QuestionsWithoutModel(ctx context.Context, model string, limit int) ([]faq.Question, error)
	SetVectors(ctx context.Context, model string, questions []faq.Question, vectors [][]float32) error
}

// vectorizer makes the vectors under which questions are stored.
type vectorizer interface {
	Model() string
	Vectors(ctx context.Context, questions []string) ([][]float32, error)
}

// reembedBatch is how many questions are embedded at once.
const reembedBatch = 64

// reembed gives every question that has a vector of another model one of the
// configured model: vectors of two models cannot be compared, so without it the
// autoresponder would be silent after a change.
func reembed(ctx context.Context, stored questions, v vectorizer, l *slog.Logger) error {
	done := 0
	for {
		batch, err := stored.QuestionsWithoutModel(ctx, v.Model(), reembedBatch)
		if err != nil {
			return err
		}
		if len(batch) == 0 {
			break
		}
		texts := make([]string, len(batch))
		for i, q := range batch {
			texts[i] = q.Text
		}
		vectors, err := v.Vectors(ctx, texts)
		if err != nil {
			return fmt.Errorf("embed stored questions: %w", err)
		}
		if err := stored.SetVectors(ctx, v.Model(), batch, vectors); err != nil {
			return err
		}
		done += len(batch)
		l.Info("questions embedded anew", "model", v.Model(), "done", done)
	}
	return nil
}

package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

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

// reembedRetry is how long a failed attempt is left alone.
const reembedRetry = 30 * time.Second

// reembedAll is reembed until it has succeeded once. An embedder that is away
// keeps nobody from working: messages wait for people meanwhile.
func reembedAll(ctx context.Context, stored questions, v vectorizer, l *slog.Logger) {
	for {
		err := reembed(ctx, stored, v, l)
		if err == nil || ctx.Err() != nil {
			return
		}
		l.Warn("questions of another embedding model do not answer until they are embedded anew", "model", v.Model(), "error", err)
		select {
		case <-ctx.Done():
			return
		case <-time.After(reembedRetry):
		}
	}
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

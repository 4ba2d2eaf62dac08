package parley

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/matcher"
	"github.com/parleyhq/parley/matcher/embedding"
	"github.com/parleyhq/parley/matcher/embedding/local"
)

// loaded is the one embedder there is, whichever is asked for.
type loaded struct{ model embedding.Embedder }

// Embedder returns it.
func (l loaded) Embedder(context.Context, string) (embedding.Embedder, error) { return l.model, nil }

// loadMatcher has the demo's FAQs matched by the embedded model, and trains for
// them.
func (s *System) loadMatcher(ctx context.Context, o Options) error {
	model, err := local.Open(o.ModelDir)
	if err != nil {
		return fmt.Errorf("the embedded model is missing, `make setup` fetches it: %w", err)
	}
	embedder := faq.Embedder{Kind: faq.EmbedderLocal, Model: local.Name, Dimensions: local.Dimensions}
	if _, err := s.store.EnsureEmbedder(ctx, embedder); err != nil {
		return err
	}
	s.matcher, err = matcher.New(matcher.Options{
		Source: s.store, Trainings: s.store, Embedders: loaded{model},
	})
	if err != nil {
		return fmt.Errorf("set up matcher: %w", err)
	}
	s.chain = matcher.NewChain(s.matcher)
	if err := importFAQs(ctx, s.store.Store, model); err != nil {
		return err
	}
	return s.train(ctx, model)
}

func (s *System) train(ctx context.Context, model embedding.Embedder) error {
	began := time.Now()
	revision, questions, err := s.store.Indexed(ctx, model.Model(), faq.Active)
	if err != nil {
		return err
	}
	training, err := matcher.Train(ctx, questions, matcher.TrainOptions{Model: model.Model(), Words: matcher.Words(model)})
	if err != nil {
		return err
	}
	record, err := training.Record(uuid.NewString())
	if err != nil {
		return err
	}
	record.Revision, record.Took, record.CreatedAt = revision, time.Since(began), began
	_, err = s.store.SaveTraining(ctx, record)
	return err
}

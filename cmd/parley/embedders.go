package main

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/internal/config"
	"github.com/parleyhq/parley/matcher"
	"github.com/parleyhq/parley/matcher/embedding"
	"github.com/parleyhq/parley/matcher/embedding/local"
	"github.com/parleyhq/parley/matcher/embedding/openai"
)

// embedderRows are the embedders there are.
type embedderRows interface {
	GetEmbedder(ctx context.Context, id string) (faq.Embedder, error)
}

// embedders opens embedders by their id and keeps them open, so that there is one
// model in memory, one connection pool and one circuit breaker for each. It is
// safe for concurrent use.
type embedders struct {
	rows     embedderRows
	modelDir string
	// env is the embedder of the environment. Its key stays out of the database.
	env faq.Embedder

	mu   sync.Mutex
	open map[string]opened
}

type opened struct {
	// as is what it was opened as: another key makes another client.
	as       faq.Embedder
	embedder embedding.Embedder
}

func newEmbedders(c config.Config, rows embedderRows) *embedders {
	return &embedders{rows: rows, modelDir: c.ModelDir, env: envEmbedder(c), open: map[string]opened{}}
}

// Embedder returns the embedder with this id, the same as before unless its key
// has changed.
func (e *embedders) Embedder(ctx context.Context, id string) (embedding.Embedder, error) {
	row, err := e.rows.GetEmbedder(ctx, id)
	if err != nil {
		return nil, err
	}
	return e.Open(row)
}

// Open returns an embedder that need not be stored. For that of the environment
// the environment's key is used, whatever else is given.
func (e *embedders) Open(as faq.Embedder) (embedding.Embedder, error) {
	as = withEnvKey(as, e.env)
	e.mu.Lock()
	defer e.mu.Unlock()
	if o, found := e.open[as.ID]; found && o.as.APIKey == as.APIKey {
		return o.embedder, nil
	}
	made, err := e.make(as)
	if err != nil {
		return nil, err
	}
	e.open[as.ID] = opened{as: as, embedder: made}
	return made, nil
}

func (e *embedders) make(as faq.Embedder) (embedding.Embedder, error) {
	if as.Kind == faq.EmbedderOpenAI {
		return openai.New(openai.Config{
			BaseURL: as.BaseURL, APIKey: as.APIKey, Model: as.Model, Dimensions: as.Dimensions,
			Transport: embedderTransport(),
		})
	}
	if as.Model != local.Name {
		return nil, fmt.Errorf("this version has no embedded model %q", as.Model)
	}
	model, err := local.Open(e.modelDir)
	if errors.Is(err, local.ErrNoWeights) {
		return nil, fmt.Errorf("the folder %s does not hold the embedding model: run `make setup`, or name the folder in PARLEY_MODEL_DIR", e.modelDir)
	}
	return model, err
}

// Words returns the words that an embedding model was made with, none if it does
// not say.
func (e *embedders) Words(ctx context.Context, id string) ([]string, error) {
	embedder, err := e.Embedder(ctx, id)
	if err != nil {
		return nil, err
	}
	return matcher.Words(embedder), nil
}

package main

import (
	"context"
	"errors"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/internal/config"
	"github.com/parleyhq/parley/matcher/embedding/local"
	"github.com/parleyhq/parley/store"
)

// envEmbedder is the embedder that the environment asks for.
func envEmbedder(c config.Config) faq.Embedder {
	e := faq.Embedder{Kind: faq.EmbedderLocal, Model: local.Name, Dimensions: local.Dimensions}
	if c.Embedder == config.EmbedderOpenAI {
		e = faq.Embedder{
			Kind: faq.EmbedderOpenAI, BaseURL: c.OpenAIBaseURL, Model: c.OpenAIModel, Dimensions: c.OpenAIDimensions,
			APIKey: string(c.OpenAIAPIKey),
		}
	}
	e.ID = faq.EmbedderID(e.Kind, e.BaseURL, e.Model, e.Dimensions)
	return e
}

// withEnvKey returns an embedder with the key of the environment, if it is the
// environment's: that key wins over one in the database, so that replacing it
// where it was set is enough.
func withEnvKey(e, env faq.Embedder) faq.Embedder {
	if e.ID == env.ID && env.APIKey != "" {
		e.APIKey = env.APIKey
	}
	return e
}

// apiStore is the store as the API sees it: the embedder of the environment is
// known there with its key, which stays out of the database.
type apiStore struct {
	*store.Store
	env faq.Embedder
}

// GetEmbedder returns an embedder, that of the environment also where no worker
// has stored it yet.
func (s apiStore) GetEmbedder(ctx context.Context, id string) (faq.Embedder, error) {
	e, err := s.Store.GetEmbedder(ctx, id)
	if errors.Is(err, faq.ErrNotFound) && id == s.env.ID {
		return s.env, nil
	}
	return withEnvKey(e, s.env), err
}

// SaveEmbedder stores no key where the environment has one.
func (s apiStore) SaveEmbedder(ctx context.Context, e faq.Embedder) (faq.Embedder, error) {
	if faq.EmbedderID(e.Kind, e.BaseURL, e.Model, e.Dimensions) == s.env.ID && s.env.APIKey != "" {
		e.APIKey = ""
	}
	saved, err := s.Store.SaveEmbedder(ctx, e)
	return withEnvKey(saved, s.env), err
}

// GetMatching returns how matching stands.
func (s apiStore) GetMatching(ctx context.Context) (faq.Matching, error) {
	m, err := s.Store.GetMatching(ctx)
	if m.Embedder != nil {
		keyed := withEnvKey(*m.Embedder, s.env)
		m.Embedder = &keyed
	}
	if m.Reembedding != nil {
		m.Reembedding.To = withEnvKey(m.Reembedding.To, s.env)
	}
	return m, err
}

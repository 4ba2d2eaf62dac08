package main

import (
	"errors"
	"fmt"

	"github.com/parleyhq/parley/internal/config"
	"github.com/parleyhq/parley/matcher"
	"github.com/parleyhq/parley/matcher/embedding"
	"github.com/parleyhq/parley/matcher/embedding/local"
	"github.com/parleyhq/parley/matcher/embedding/openai"
)

// newMatcher returns the matcher of the configured embedder.
func newMatcher(c config.Config, source matcher.Source) (*matcher.Pinned, error) {
	embedder, err := newEmbedder(c)
	if err != nil {
		return nil, err
	}
	return matcher.Pin(embedder, nil, source, c.MatchThreshold, c.MatchMargin)
}

func newEmbedder(c config.Config) (embedding.Embedder, error) {
	if c.Embedder == config.EmbedderOpenAI {
		return openai.New(openai.Config{
			BaseURL: c.OpenAIBaseURL, APIKey: string(c.OpenAIAPIKey),
			Model: c.OpenAIModel, Dimensions: c.OpenAIDimensions,
		})
	}
	model, err := local.Open(c.ModelDir)
	if errors.Is(err, local.ErrNoWeights) {
		return nil, fmt.Errorf("the folder %s does not hold the embedding model: run `make setup`, or name the folder in PARLEY_MODEL_DIR", c.ModelDir)
	}
	return model, err
}

// Package openai embeds texts with any endpoint that speaks OpenAI's embeddings
// API: OpenAI itself, or one of the many servers that imitate it.
package openai

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/failsafe-go/failsafe-go"
	api "github.com/sashabaranov/go-openai"

	"github.com/parleyhq/parley/matcher/embedding"
)

// Embedder asks an endpoint. It implements embedding.Embedder and is safe for
// concurrent use.
type Embedder struct {
	client     *api.Client
	guarded    failsafe.Executor[[][]float32]
	model      string
	dimensions int
	batch      int
	// shorten is set once the endpoint has shown that it makes vectors of
	// another length unless it is told the one wanted.
	shorten atomic.Bool
}

// New returns an embedder, or an error that names the first field of c that is
// not acceptable. It does not call the endpoint.
func New(c Config) (*Embedder, error) {
	c = c.withDefaults()
	if err := c.validate(); err != nil {
		return nil, err
	}
	config := api.DefaultConfig(c.APIKey)
	config.BaseURL = strings.TrimRight(c.BaseURL, "/")
	config.HTTPClient = c.httpClient()
	return &Embedder{
		client:     api.NewClientWithConfig(config),
		guarded:    guard(c),
		model:      c.Model,
		dimensions: c.Dimensions,
		batch:      c.BatchSize,
	}, nil
}

// Model names the model and the length of its vectors, which some models can
// make in several: "text-embedding-3-small/512".
func (e *Embedder) Model() string { return e.model + "/" + strconv.Itoa(e.dimensions) }

// Dimensions is the length of every vector.
func (e *Embedder) Dimensions() int { return e.dimensions }

// Embed returns one vector for each text, asking for at most Config.BatchSize
// at a time. Attempts that may succeed later are repeated, see [Config]. The
// error is a [*StatusError] if the endpoint refused, [ErrUnavailable] if it has
// failed so often that it is left alone for a while, embedding.ErrBadVector if
// what it sent cannot be used, else what went wrong on the way. Errors never
// hold the texts.
func (e *Embedder) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	if slices.Contains(texts, "") {
		return nil, errors.New("openai: no text to embed")
	}
	vectors := make([][]float32, 0, len(texts))
	for batch := range slices.Chunk(texts, e.batch) {
		part, err := e.embed(ctx, batch)
		if err != nil {
			return nil, fmt.Errorf("openai: %w", err)
		}
		vectors = append(vectors, part...)
	}
	if allEqual(vectors) {
		return nil, fmt.Errorf("openai: %w: the same for %d different texts", embedding.ErrBadVector, len(texts))
	}
	return vectors, nil
}

// embed asks for the length wanted only if the endpoint would send another one:
// many models have one length and refuse to be told it.
func (e *Embedder) embed(ctx context.Context, texts []string) ([][]float32, error) {
	shorten := e.shorten.Load()
	vectors, err := e.call(ctx, texts, shorten)
	if err != nil {
		return nil, err
	}
	if !shorten && len(vectors[0]) != e.dimensions {
		if vectors, err = e.call(ctx, texts, true); err != nil {
			return nil, fmt.Errorf("ask for %d dimensions: %w", e.dimensions, err)
		}
		e.shorten.Store(len(vectors[0]) == e.dimensions)
	}
	return vectors, embedding.Check(vectors, len(texts), e.dimensions)
}

// call sends one request, and again as the guard sees fit. It returns as many
// vectors as there are texts.
func (e *Embedder) call(ctx context.Context, texts []string, shorten bool) ([][]float32, error) {
	request := api.EmbeddingRequestStrings{
		Input: texts, Model: api.EmbeddingModel(e.model), EncodingFormat: api.EmbeddingEncodingFormatFloat,
	}
	if shorten {
		request.Dimensions = e.dimensions
	}
	vectors, err := e.guarded.WithContext(ctx).Get(func() ([][]float32, error) {
		response, err := e.client.CreateEmbeddings(ctx, request)
		if err != nil {
			return nil, refused(err, response.Header())
		}
		return inOrder(response.Data, len(texts))
	})
	return vectors, unavailable(err)
}

// inOrder returns the vectors by their index: the order of the list means nothing.
func inOrder(data []api.Embedding, want int) ([][]float32, error) {
	if len(data) != want {
		return nil, fmt.Errorf("%w: %d vectors for %d texts", embedding.ErrBadVector, len(data), want)
	}
	vectors := make([][]float32, want)
	for _, d := range data {
		if d.Index < 0 || d.Index >= want || vectors[d.Index] != nil {
			return nil, fmt.Errorf("%w: index %d of %d is out of range or doubled", embedding.ErrBadVector, d.Index, want)
		}
		vectors[d.Index] = append([]float32{}, d.Embedding...)
	}
	return vectors, nil
}

// allEqual reports whether three vectors or more are all the same, as a broken
// endpoint sends them. Two may be: models blur letter case and word order.
func allEqual(vectors [][]float32) bool {
	if len(vectors) < 3 {
		return false
	}
	return !slices.ContainsFunc(vectors, func(v []float32) bool { return !slices.Equal(v, vectors[0]) })
}

// Package openai embeds texts with any endpoint that speaks OpenAI's embeddings
// API: OpenAI itself, or one of the many servers that imitate it. These differ in
// what they can be asked for (encodings, lengths of vectors, numbers of texts at
// once); an [Embedder] finds out by asking, once, and needs no setting for it.
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
	"golang.org/x/sync/semaphore"

	"github.com/parleyhq/parley/matcher/embedding"
)

// Embedder asks an endpoint. It implements embedding.Embedder and is safe for
// concurrent use.
type Embedder struct {
	client     *api.Client
	guarded    failsafe.Executor[[][]float32]
	slots      *semaphore.Weighted
	model      string
	dimensions int
	// batch is how many texts the endpoint is known, or hoped, to take at once.
	batch atomic.Int64
	way   atomic.Pointer[way]
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
	e := &Embedder{
		client:     api.NewClientWithConfig(config),
		guarded:    guard(c),
		slots:      semaphore.NewWeighted(int64(c.Concurrency)),
		model:      c.Model,
		dimensions: c.Dimensions,
	}
	e.batch.Store(int64(c.BatchSize))
	e.way.Store(new(way))
	return e, nil
}

// Model names the model and the length of its vectors, which some models can
// make in several: "text-embedding-3-small/512".
func (e *Embedder) Model() string { return e.model + "/" + strconv.Itoa(e.dimensions) }

// Dimensions is the length of every vector.
func (e *Embedder) Dimensions() int { return e.dimensions }

// Embed returns one vector for each text, asking for at most Config.BatchSize
// at a time, and for fewer once the endpoint has refused so many. Attempts that
// may succeed later are repeated, see [Config]. The error is a [*StatusError] if
// the endpoint refused, [ErrUnavailable] if it has failed so often that it is
// left alone for a while, embedding.ErrBadVector if what it sent cannot be used,
// else what went wrong on the way. Errors never hold the texts, nor the key.
func (e *Embedder) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	if slices.Contains(texts, "") {
		return nil, errors.New("openai: no text to embed")
	}
	vectors := make([][]float32, 0, len(texts))
	for rest := texts; len(rest) > 0; {
		n := min(len(rest), int(e.batch.Load()))
		part, err := e.embedInParts(ctx, rest[:n])
		if err != nil {
			return nil, fmt.Errorf("openai: %w", err)
		}
		vectors = append(vectors, part...)
		rest = rest[n:]
	}
	if allEqual(vectors) {
		return nil, fmt.Errorf("openai: %w: the same for %d different texts", embedding.ErrBadVector, len(texts))
	}
	return vectors, nil
}

// embedInParts embeds the texts in one request or, if that is refused, in two
// halves. Servers limit the texts of a request to 10, 32, 96 or more, and few
// say so in a way that a program can read.
func (e *Embedder) embedInParts(ctx context.Context, texts []string) ([][]float32, error) {
	vectors, err := e.embed(ctx, texts)
	if err == nil || len(texts) == 1 || !refused(err) {
		return vectors, err
	}
	n := len(texts) / 2
	if !e.way.Load().proven {
		// It may be the endpoint's answer to whatever it is asked. One text
		// tells.
		n = 1
	}
	first, err := e.embedInParts(ctx, texts[:n])
	if err != nil {
		return nil, err
	}
	second, err := e.embedInParts(ctx, texts[n:])
	if err != nil {
		return nil, err
	}
	// Both were accepted, so it was their number, not one of them.
	e.batch.Store(min(e.batch.Load(), int64(len(texts)-n)))
	return append(first, second...), nil
}

// allEqual reports whether three vectors or more are all the same, as a broken
// endpoint sends them. Two may be: models blur letter case and word order.
func allEqual(vectors [][]float32) bool {
	if len(vectors) < 3 {
		return false
	}
	return !slices.ContainsFunc(vectors, func(v []float32) bool { return !slices.Equal(v, vectors[0]) })
}

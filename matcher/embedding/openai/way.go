package openai

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	api "github.com/sashabaranov/go-openai"

	"github.com/parleyhq/parley/matcher/embedding"
)

// way is how an endpoint has to be asked.
type way struct {
	// floats asks for numbers in JSON. Base64, which is asked for first as
	// OpenAI's own clients do, is a third as long and cheaper to read.
	floats bool
	// shorten asks for the wanted length. Many models have one length and refuse
	// to be told it, so it is not asked for unless another one has come.
	shorten bool
	// proven says that vectors have come this way.
	proven bool
}

// embed sends one request, or up to three until it has found the way.
func (e *Embedder) embed(ctx context.Context, texts []string) ([][]float32, error) {
	w := *e.way.Load()
	vectors, err := e.call(ctx, texts, w)
	if !w.floats && (errors.Is(err, errFloats) || refused(err) && !w.proven) {
		w.floats = true
		vectors, err = e.call(ctx, texts, w)
		if !refused(err) {
			// Whatever became of it, this was understood.
			e.learn(w)
		}
	}
	if err != nil {
		return nil, err
	}
	if got := len(vectors[0]); !w.shorten && got != e.dimensions {
		w.shorten = true
		if vectors, err = e.call(ctx, texts, w); err != nil {
			return nil, &lengthError{got: got, want: e.dimensions, err: err}
		}
	}
	if err := embedding.Check(vectors, len(texts), e.dimensions); err != nil {
		return nil, err
	}
	w.proven = true
	e.learn(w)
	return vectors, nil
}

func (e *Embedder) learn(w way) { e.way.Store(&w) }

// call sends one request, and again as the guard sees fit. It returns as many
// vectors as there are texts.
func (e *Embedder) call(ctx context.Context, texts []string, w way) ([][]float32, error) {
	request := api.EmbeddingRequestStrings{
		Input: texts, Model: api.EmbeddingModel(e.model), EncodingFormat: api.EmbeddingEncodingFormatBase64,
	}
	if w.floats {
		request.EncodingFormat = api.EmbeddingEncodingFormatFloat
	}
	if w.shorten {
		request.Dimensions = e.dimensions
	}
	vectors, err := e.guarded.WithContext(ctx).Get(func() ([][]float32, error) {
		if err := e.slots.Acquire(ctx, 1); err != nil {
			return nil, err
		}
		defer e.slots.Release(1)
		var header http.Header
		response, err := e.client.CreateEmbeddings(withHeader(ctx, &header), request)
		if err != nil {
			return nil, e.understand(err, header)
		}
		return inOrder(response.Data, len(texts))
	})
	return vectors, unavailable(err)
}

// errFloats says that an endpoint sent numbers although it was asked for base64.
var errFloats = errors.New("endpoint does not send base64")

// understand turns what the client returns into the errors of this package.
func (e *Embedder) understand(err error, header http.Header) error {
	var (
		kind     *json.UnmarshalTypeError
		encoding base64.CorruptInputError
		answered *api.APIError
		unread   *api.RequestError
	)
	switch {
	case errors.As(err, &kind) && kind.Value == "array" && kind.Type.Kind().String() == "string":
		return errFloats
	case errors.As(err, &encoding):
		return fmt.Errorf("%w: its base64 is broken", embedding.ErrBadVector)
	case errors.As(err, &answered):
		return newStatusError(answered, header, e.model)
	case errors.As(err, &unread):
		return &StatusError{Code: unread.HTTPStatusCode, RetryAfter: retryAfter(header)}
	default:
		return err
	}
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

package activities

import (
	"context"
	"errors"

	"github.com/parleyhq/parley/matcher"
	"github.com/parleyhq/parley/matcher/embedding"
)

// plainQuestion is one that every model for sentences takes.
const plainQuestion = "Where is my order?"

// embedApart returns a vector for each text, nil for those that the embedder
// refuses for good. Where all are refused it fails, unless the embedder takes
// another text: then it was they.
func embedApart(ctx context.Context, by Vectors, embedderID string, texts []string) ([][]float32, error) {
	vectors, refusal, err := halves(ctx, by, embedderID, texts)
	if err != nil || refusal == nil {
		return vectors, err
	}
	for _, v := range vectors {
		if v != nil {
			return vectors, nil
		}
	}
	if _, err := by.Vectors(ctx, embedderID, []string{plainQuestion}); err != nil {
		return nil, err
	}
	return vectors, nil
}

// halves embeds the texts at once or, if they are refused, in two halves; refusal
// is the last one of a single text.
func halves(ctx context.Context, by Vectors, embedderID string, texts []string) (vectors [][]float32, refusal, err error) {
	vectors, err = by.Vectors(ctx, embedderID, texts)
	switch {
	case !embedding.Refused(err):
		return vectors, nil, err
	case len(texts) == 1:
		return make([][]float32, 1), err, nil
	}
	first, refusal, err := halves(ctx, by, embedderID, texts[:len(texts)/2])
	if err != nil {
		return nil, nil, err
	}
	second, other, err := halves(ctx, by, embedderID, texts[len(texts)/2:])
	if err != nil {
		return nil, nil, err
	}
	if other != nil {
		refusal = other
	}
	return append(first, second...), refusal, nil
}

// whyNotEmbedded says in a sentence for people why texts were not embedded, "" if
// somebody gave it up.
func whyNotEmbedded(err error) string {
	switch {
	case errors.Is(err, context.Canceled):
		return ""
	case errors.Is(err, matcher.ErrNoEmbedder):
		return "The embedding model cannot be opened; the worker's log says why."
	}
	_, sentence := embedding.Explain(err)
	return sentence
}

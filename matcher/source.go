package matcher

import (
	"context"

	"github.com/parleyhq/parley/matcher/embedding"
)

// Source finds stored questions by their vectors: pgvector for live traffic, a
// [Shelf] where the questions are in memory.
type Source interface {
	// Nearest returns the k questions nearest to vector by cosine similarity,
	// nearest first, fewer if there are fewer. If all of these are one FAQ's, the
	// next ones may follow up to the first of another: what the caller would have
	// to ask for, and the source may have at hand. It looks only at questions of
	// active FAQs, only at vectors of the named model, and never at questions
	// of type filler. Score is the cosine similarity. Whatever it does not
	// return is not answered, whatever a training knows.
	Nearest(ctx context.Context, model string, vector []float32, k int) ([]Candidate, error)
}

// Trainings finds trainings by their UUID, in the form that
// [Training.MarshalBinary] gives. A training never changes.
type Trainings interface {
	Training(ctx context.Context, id string) ([]byte, error)
}

// Embedders finds embedders by their UUID. It is asked again now and then, so
// that a new API key is taken up; returning the same embedder for what has not
// changed keeps its connections and its circuit breaker.
type Embedders interface {
	Embedder(ctx context.Context, id string) (embedding.Embedder, error)
}

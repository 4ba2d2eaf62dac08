package matcher

import "context"

// Source finds stored questions by their vectors.
type Source interface {
	// Nearest returns the k questions nearest to vector by cosine similarity,
	// nearest first, fewer if there are fewer. It looks only at questions of
	// active FAQs, only at vectors of the named model, and never at questions
	// of type filler. Score is the cosine similarity.
	Nearest(ctx context.Context, model string, vector []float32, k int) ([]Candidate, error)
}

package store

import (
	"context"

	"github.com/parleyhq/parley/faq"
)

// NearestBySigns is Nearest as it is of many questions, whatever their number
// and the length of their vectors.
func (s *Store) NearestBySigns(ctx context.Context, model string, vector []float32, k int) ([]faq.Candidate, error) {
	return s.nearest(ctx, exactness{}, model, vector, k, faq.Active)
}

// NearestExactly is Nearest as it is of a few.
func (s *Store) NearestExactly(ctx context.Context, model string, vector []float32, k int) ([]faq.Candidate, error) {
	few := exactness{questions: 1_000_000}
	return s.nearest(ctx, few, model, vector, k, faq.Active)
}

package embedding

import (
	"context"
	"errors"
	"fmt"
	"math"
)

// ErrBadVector says that an embedder answered with something that must not be
// compared or stored: a wrong number of vectors, a wrong dimension, a component
// that is not finite, or a vector of length zero. A zero vector is not harmless:
// pgvector's cosine distance to it is NaN, and SQL sorts NaN above every number.
var ErrBadVector = errors.New("bad embedding vector")

// DimensionError says that vectors have another length than the embedder was set
// up for. It is an [ErrBadVector].
type DimensionError struct{ Got, Want int }

// Error returns both lengths.
func (e *DimensionError) Error() string {
	return fmt.Sprintf("has %d dimensions, not %d", e.Got, e.Want)
}

// Is reports whether target is [ErrBadVector].
func (*DimensionError) Is(target error) bool { return target == ErrBadVector }

// Check returns an error wrapping [ErrBadVector] unless vectors has exactly
// want vectors of the given dimension, all finite and none of length zero.
func Check(vectors [][]float32, want, dimensions int) error {
	if len(vectors) != want {
		return fmt.Errorf("%w: %d vectors for %d texts", ErrBadVector, len(vectors), want)
	}
	for i, v := range vectors {
		if err := checkOne(v, dimensions); err != nil {
			return fmt.Errorf("%w: vector %d of %d %w", ErrBadVector, i+1, want, err)
		}
	}
	return nil
}

func checkOne(v []float32, dimensions int) error {
	if len(v) != dimensions {
		return &DimensionError{Got: len(v), Want: dimensions}
	}
	var sum float64
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	switch {
	// A NaN or infinite component makes the sum so; float64 cannot overflow here.
	case math.IsNaN(sum) || math.IsInf(sum, 0):
		return errors.New("is not finite")
	// Below this pgvector, which computes in float32, may see a zero.
	case sum < minSquaredNorm:
		return errors.New("has length zero")
	}
	return nil
}

// minSquaredNorm is the smallest normal float32.
const minSquaredNorm = 0x1p-126

// Checked returns an embedder that passes everything e returns through [Check],
// so that no caller ever sees a vector that may not be stored or compared.
func Checked(e Embedder) Embedder {
	if _, done := e.(checked); done {
		return e
	}
	return checked{e}
}

type checked struct{ Embedder }

func (c checked) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	vectors, err := c.Embedder.Embed(ctx, texts)
	if err != nil {
		return nil, err
	}
	if err := Check(vectors, len(texts), c.Dimensions()); err != nil {
		return nil, fmt.Errorf("embed with %s: %w", c.Model(), err)
	}
	return vectors, nil
}

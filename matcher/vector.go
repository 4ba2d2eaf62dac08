package matcher

import (
	"math"

	"gonum.org/v1/gonum/blas/blas32"
)

// unit returns v with length 1, or nil if it has none.
func unit(v []float32) []float32 {
	var sum float64
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	if !(sum > 0) || math.IsInf(sum, 0) {
		return nil
	}
	scale := 1 / math.Sqrt(sum)
	out := make([]float32, len(v))
	for i, x := range v {
		out[i] = float32(float64(x) * scale)
	}
	return out
}

// matrix holds vectors of one length, one after the other.
type matrix struct {
	dimensions int
	values     []float32
}

func newMatrix(rows, dimensions int) matrix {
	return matrix{dimensions: dimensions, values: make([]float32, rows*dimensions)}
}

func (m matrix) rows() int {
	if m.dimensions == 0 {
		return 0
	}
	return len(m.values) / m.dimensions
}

func (m matrix) row(i int) []float32 { return m.values[i*m.dimensions : (i+1)*m.dimensions] }

// dot returns the inner product of two vectors of the same length.
func dot(a, b []float32) float32 {
	return blas32.Dot(blas32.Vector{N: len(a), Inc: 1, Data: a}, blas32.Vector{N: len(b), Inc: 1, Data: b})
}

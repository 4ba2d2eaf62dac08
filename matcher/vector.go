package matcher

import (
	"math"

	"gonum.org/v1/gonum/blas/blas32"
)

// unit returns v with length 1, or nil if it has none.
func unit(v []float32) []float32 {
	out, ok := appendUnit(make([]float32, 0, len(v)), v)
	if !ok {
		return nil
	}
	return out
}

// appendUnit appends v with length 1, and reports whether it has a direction.
func appendUnit(to, v []float32) (longer []float32, ok bool) {
	var sum float64
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	if !(sum > 0) || math.IsInf(sum, 0) {
		return to, false
	}
	scale := 1 / math.Sqrt(sum)
	for _, x := range v {
		to = append(to, float32(float64(x)*scale))
	}
	return to, true
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

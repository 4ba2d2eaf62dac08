package local

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func filled(n int) []float32 {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	out := make([]float32, n)
	for i := range out {
		out[i] = r.Float32()*2 - 1
	}
	return out
}

// product is the plain definition of what multiply adds to c.
func product(c []float64, a, b []float32, rows, inner, columns int) {
	for i := range rows {
		for j := range columns {
			for k := range inner {
				c[i*columns+j] += float64(a[i*inner+k]) * float64(b[k*columns+j])
			}
		}
	}
}

func TestMultiplyIsAMatrixProduct(t *testing.T) {
	t.Parallel()
	everyProcessor(t, func(t *rapid.T, p processor) {
		rows := blockRows * rapid.IntRange(1, 4).Draw(t, "row blocks")
		inner := rapid.IntRange(1, 70).Draw(t, "inner")
		columns := panelWidth * rapid.IntRange(1, 3).Draw(t, "panels")
		a, b, c := filled(rows*inner), filled(inner*columns), filled(rows*columns)
		want := make([]float64, len(c))
		for i, v := range c {
			want[i] = float64(v)
		}
		product(want, a, b, rows, inner, columns)

		panels := make([]float32, len(b))
		pack(panels, b, inner, columns, columns)
		multiply(p, c, columns, a, inner, panels, rows, inner, columns)
		for i, v := range c {
			require.InDelta(t, want[i], v, 1e-5)
		}
	})
}

func TestPackTransposed(t *testing.T) {
	t.Parallel()
	for _, rows := range []int{1, 15, 16, 17, 33} {
		const columns, stride = 5, 7
		matrix := filled(rows * stride)
		padded := roundUp(rows, panelWidth)
		transposed := make([]float32, columns*padded)
		for i := range rows {
			for j := range columns {
				transposed[j*padded+i] = matrix[i*stride+j]
			}
		}
		want, got := make([]float32, len(transposed)), filled(len(transposed))
		pack(want, transposed, columns, padded, padded)
		packTransposed(got, matrix, rows, columns, stride)
		require.Equal(t, want, got)
	}
}

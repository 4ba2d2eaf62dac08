package local

import (
	"math"
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
	rapid.Check(t, func(t *rapid.T) {
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
		multiply(c, columns, a, inner, panels, rows, inner, columns)
		for i, v := range c {
			require.InDelta(t, want[i], v, 1e-5)
		}
	})
}

func TestKernelsAgreeAndStayInBounds(t *testing.T) {
	t.Parallel()
	const guard = 12345
	rapid.Check(t, func(t *rapid.T) {
		inner := rapid.IntRange(1, 300).Draw(t, "inner")
		strideA := inner + rapid.IntRange(0, 5).Draw(t, "gap in a")
		strideC := panelWidth + rapid.IntRange(0, 5).Draw(t, "gap in c")
		a, panel := filled(3*strideA+inner), filled(panelWidth*inner)
		got := filled(3*strideC + panelWidth + 3)
		for i := range got {
			if i%strideC >= panelWidth || i/strideC >= blockRows {
				got[i] = guard
			}
		}
		want := append([]float32(nil), got...)
		kernel(got, strideC, a, strideA, panel, inner)
		portableKernel(want, strideC, a, strideA, panel, inner)
		for i := range got {
			require.InDelta(t, want[i], got[i], 2e-5)
			if i%strideC >= panelWidth || i/strideC >= blockRows {
				require.InDelta(t, float32(guard), got[i], 0)
			}
		}
	})
}

func TestKernelKeepsNaN(t *testing.T) {
	t.Parallel()
	a, panel, c := filled(blockRows*8), filled(panelWidth*8), make([]float32, blockRows*panelWidth)
	a[8] = float32(math.NaN())
	kernel(c, panelWidth, a, 8, panel, 8)
	for i, v := range c {
		require.Equal(t, i/panelWidth == 1, math.IsNaN(float64(v)))
	}
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

package local

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// everyProcessor checks a property of every processor that this machine can be.
func everyProcessor(t *testing.T, check func(t *rapid.T, p processor)) {
	t.Helper()
	for _, p := range processors() {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) { check(t, p) })
		})
	}
}

// guard is what stands around the memory that a loop may write to.
const guard = 12345

// draw returns n numbers of some magnitude around some middle, with room for 9
// guards behind them.
func draw(t *rapid.T, n int, label string) []float32 {
	size := math.Pow(10, rapid.Float64Range(-3, 3).Draw(t, label+" size"))
	middle := rapid.Float64Range(-2, 2).Draw(t, label+" middle")
	out := filled(n + 9)
	for i, v := range out {
		out[i] = float32(size * (float64(v) + middle))
	}
	for i := n; i < len(out); i++ {
		out[i] = guard
	}
	return out[:n]
}

// near requires that got is want, but for the rounding of numbers as large as
// size, and that the guards behind it stand.
func near(t *rapid.T, want, got []float32, size float64) {
	for i := range want {
		require.InDelta(t, want[i], got[i], size*4e-6)
	}
	for _, g := range got[len(got):cap(got)] {
		require.InDelta(t, float32(guard), g, 0)
	}
}

func lengths(t *rapid.T) int { return 32 * rapid.IntRange(1, 16).Draw(t, "length") }

func largest(x []float32) float64 {
	low, high := extent(x)
	return math.Max(math.Abs(float64(low)), math.Abs(float64(high)))
}

func TestMultiplyFloats(t *testing.T) {
	t.Parallel()
	everyProcessor(t, func(t *rapid.T, p processor) {
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
		want := slices.Clone(got)
		p.multiplyFloats(got, strideC, a, strideA, panel, inner)
		multiplyFloats(want, strideC, a, strideA, panel, inner)
		for i := range got {
			require.InDelta(t, want[i], got[i], 2e-5)
			if i%strideC >= panelWidth || i/strideC >= blockRows {
				require.InDelta(t, float32(guard), got[i], 0)
			}
		}
	})
}

func TestMultiplyFloatsKeepsNaN(t *testing.T) {
	t.Parallel()
	for _, p := range processors() {
		a, panel, c := filled(blockRows*8), filled(panelWidth*8), make([]float32, blockRows*panelWidth)
		a[8] = float32(math.NaN())
		p.multiplyFloats(c, panelWidth, a, 8, panel, 8)
		for i, v := range c {
			require.Equal(t, i/panelWidth == 1, math.IsNaN(float64(v)))
		}
	}
}

func TestMultiplyBytesIsExact(t *testing.T) {
	t.Parallel()
	everyProcessor(t, func(t *rapid.T, p processor) {
		inner := group * rapid.IntRange(1, 400).Draw(t, "groups")
		rows := rapid.IntRange(1, tileRows).Draw(t, "rows")
		strideA := inner + rapid.IntRange(0, 5).Draw(t, "gap in a")
		seed := rapid.Uint32().Draw(t, "seed")
		a, panel := make([]uint8, (tileRows-1)*strideA+inner), make([]int8, tileColumns*inner)
		for i := range a {
			// Often the extremes, at which narrow sums would saturate.
			seed = seed*1664525 + 1013904223
			a[i] = uint8(max(0, min(255, int(seed>>24)*2-128)))
		}
		for i := range panel {
			seed = seed*1664525 + 1013904223
			panel[i] = int8(max(-highest, min(highest, int(seed>>23)-256)))
		}
		var got tile
		p.multiplyBytes(&got, a, strideA, panel, rows)
		for row := range rows {
			for column := range tileColumns {
				var want int32
				for k := range inner {
					want += int32(a[row*strideA+k]) * int32(panel[k/group*group*tileColumns+column*group+k%group])
				}
				require.Equal(t, want, got[row*tileColumns+column])
			}
		}
	})
}

func TestFinish(t *testing.T) {
	t.Parallel()
	everyProcessor(t, func(t *rapid.T, p processor) {
		count := rapid.IntRange(1, tileRows).Draw(t, "rows")
		stride := tileColumns + 8*rapid.IntRange(0, 2).Draw(t, "gap in out")
		strideFrom := rapid.SampledFrom([]int{0, tileColumns + 8}).Draw(t, "stride of from")
		floor := rapid.SampledFrom([]float32{0, -math.MaxFloat32}).Draw(t, "floor")
		from := draw(t, 3*strideFrom+tileColumns, "from")
		scale, offset := draw(t, tileColumns, "scale"), draw(t, tileColumns, "offset")
		var sums tile
		for i := range sums {
			sums[i] = int32(rapid.Uint32().Draw(t, "sum")) >> 6
		}
		rows := []affine{{0.5, -1}, {0.01, 0}, {3, 7}, {0, 2}}[:count]

		want, got := make([]float32, count*stride), make([]float32, count*stride)
		finish(want, stride, from, strideFrom, &sums, scale, offset, rows, floor)
		p.finish(got, stride, from, strideFrom, &sums, scale, offset, rows, floor)
		near(t, want, got, largest(from)+largest(scale)*(1e8+7*largest(offset)))
		for i, v := range got {
			require.True(t, v >= floor || i%stride >= tileColumns)
			require.True(t, v == 0 || i%stride < tileColumns, "written into the gap")
		}
	})
}

func TestQuantize(t *testing.T) {
	t.Parallel()
	everyProcessor(t, func(t *rapid.T, p processor) {
		n := lengths(t)
		x := draw(t, n, "x")
		low, high := p.extent(x)
		require.InDelta(t, slices.Min(x), low, 0)
		require.InDelta(t, slices.Max(x), high, 0)

		scale := (high - low) / math.MaxUint8
		want, got := make([]uint8, n), make([]uint8, n+1)
		got[n] = 77
		quantize(want, x, low, 1/scale)
		p.quantize(got[:n], x, low, 1/scale)
		require.Equal(t, want, got[:n])
		require.EqualValues(t, 77, got[n], "written past the end")
		for i, b := range want {
			require.InDelta(t, x[i], low+scale*float32(b), float64(scale)*0.501+largest(x)*1e-6)
		}
	})
}

func TestNormalize(t *testing.T) {
	t.Parallel()
	everyProcessor(t, func(t *rapid.T, p processor) {
		n := lengths(t)
		x, scale, bias := draw(t, n, "x"), draw(t, n, "scale"), draw(t, n, "bias")
		want, got := make([]float32, n), draw(t, n, "out")
		normalize(want, x, scale, bias)
		p.normalize(got, x, scale, bias)
		// Deviations from a mean have the rounding of the mean.
		low, high := extent(x)
		near(t, want, got, largest(bias)+largest(scale)*(2+largest(x)/float64(high-low)))
	})
}

func TestSoftmax(t *testing.T) {
	t.Parallel()
	everyProcessor(t, func(t *rapid.T, p processor) {
		n := 8 * rapid.IntRange(1, 17).Draw(t, "length")
		got := draw(t, n, "x")
		for i := n - rapid.IntRange(0, 7).Draw(t, "masked"); i < n; i++ {
			got[i] = float32(math.Inf(-1))
		}
		want := slices.Clone(got)
		scale := rapid.Float32Range(0.05, 1).Draw(t, "scale")
		size := 1 + float64(scale)*math.Abs(float64(slices.Max(got)))
		softmax(want, scale)
		p.softmax(got, scale)
		near(t, want, got, size)
		var sum float64
		for _, v := range got {
			require.GreaterOrEqual(t, v, float32(0))
			sum += float64(v)
		}
		require.InDelta(t, 1, sum, 1e-5)
	})
}

func TestTanh(t *testing.T) {
	t.Parallel()
	everyProcessor(t, func(t *rapid.T, p processor) {
		got := draw(t, lengths(t), "x")
		want := slices.Clone(got)
		tanh(want)
		p.tanh(got)
		near(t, want, got, 0.2)
	})
}

func TestAdd(t *testing.T) {
	t.Parallel()
	everyProcessor(t, func(t *rapid.T, p processor) {
		n := lengths(t)
		got, x := draw(t, n, "out"), draw(t, n, "x")
		want := slices.Clone(got)
		add(want, x)
		p.add(got, x)
		near(t, want, got, 0)
	})
}

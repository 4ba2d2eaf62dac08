package local

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestLayersOfBytesAreNearThoseOfFloats bounds what rounding costs by its own
// rules: each of the inner products is off by half a step of its input and half
// a step of its weight, and these errors mostly cancel.
func TestLayersOfBytesAreNearThoseOfFloats(t *testing.T) {
	t.Parallel()
	everyProcessor(t, func(t *rapid.T, p processor) {
		s := shape{
			in: 32 * rapid.IntRange(1, 6).Draw(t, "in"), out: tileColumns * rapid.IntRange(1, 3).Draw(t, "out"),
			rectified: rapid.Bool().Draw(t, "rectified"), fine: rapid.Bool().Draw(t, "fine"),
		}
		rows := rapid.IntRange(1, 9).Draw(t, "rows")
		weights, bias, x := filled(s.in*s.out), filled(s.out), filled(rowBlocks(rows)*s.in)
		floats := newFloatLinear(p, s, weights, bias)
		bytes, err := newByteLinear(p, s, weights, bias)
		require.NoError(t, err)
		work := new(scratch)
		work.resize(rows)

		// Four standard deviations of a sum of products of numbers from -1 to 1
		// that are off by up to 1/255, and by up to 1/254 unless the layer is fine.
		step := 1 / 255.0
		if !s.fine {
			step *= math.Sqrt2
		}
		bound := 6 * step / 3 * math.Sqrt(float64(s.in))
		want, got := filled(rowBlocks(rows)*s.out), filled(rowBlocks(rows)*s.out)
		for _, apply := range []func(linear, []float32){
			func(l linear, out []float32) { l.set(work, out, x, rows) },
			func(l linear, out []float32) { l.add(work, out, x, rows) },
		} {
			apply(floats, want)
			apply(bytes, got)
			for i := range rows * s.out {
				require.InDelta(t, want[i], got[i], bound)
			}
			bound *= 2
		}
	})
}

func TestFineLayersLoseOnlyWhatTheirInputLoses(t *testing.T) {
	t.Parallel()
	s := shape{in: 256, out: 64}
	weights := filled(s.in * s.out)
	first, err := newPlane(s.in, s.out, weights)
	require.NoError(t, err)
	second, err := newPlane(s.in, s.out, first.lost(weights))
	require.NoError(t, err)
	for i, left := range first.lost(weights) {
		require.LessOrEqual(t, math.Abs(float64(left)), 0.5/highest*1.001)
		require.LessOrEqual(t, math.Abs(float64(second.lost(first.lost(weights))[i])), 0.25/highest/highest*1.01)
	}
}

func TestConstantInputsAndColumnsOfZeros(t *testing.T) {
	t.Parallel()
	everyProcessor(t, func(t *rapid.T, p processor) {
		s := shape{in: 32, out: tileColumns}
		weights, x := filled(s.in*s.out), make([]float32, blockRows*s.in)
		for row := range s.in {
			weights[row*s.out] = 0
		}
		value := rapid.Float32Range(-3, 3).Draw(t, "value")
		for i := range x {
			x[i] = value
		}
		l, err := newByteLinear(p, s, weights, make([]float32, s.out))
		require.NoError(t, err)
		work, out := new(scratch), make([]float32, s.out)
		work.resize(1)
		l.set(work, out, x, 1)
		require.Zero(t, out[0])
		for column := range s.out {
			var want float32
			for row := range s.in {
				want += value * weights[row*s.out+column]
			}
			require.InDelta(t, want, out[column], 3*32*0.5/highest)
		}
	})
}

func TestWeightsMustBeFinite(t *testing.T) {
	t.Parallel()
	for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		weights := filled(32 * tileColumns)
		weights[777] = float32(bad)
		_, err := newByteLinear(portable(), shape{in: 32, out: tileColumns}, weights, filled(tileColumns))
		require.ErrorIs(t, err, errNotFinite)
	}
}

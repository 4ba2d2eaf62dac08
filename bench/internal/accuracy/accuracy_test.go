package accuracy

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestFigures(t *testing.T) {
	t.Parallel()
	known := []Judged{
		{Verdict{"a", 0.9, true}, "a"},
		{Verdict{"a", 0.8, true}, "b"},
		{Verdict{"b", 0.2, false}, "b"},
		{Verdict{"", 0, false}, "b"},
	}
	unknown := []Verdict{{"a", 0.8, true}, {"b", 0.1, false}}
	f := Of(known, unknown)
	require.InDelta(t, 50, f.Top1, 1e-9)
	require.InDelta(t, 25, f.Right, 1e-9)
	require.InDelta(t, 25, f.Wrong, 1e-9)
	require.InDelta(t, 50, f.Answered(), 1e-9)
	require.InDelta(t, 50, f.Unknown, 1e-9)
	// Of the eight pairs 4 are above and 1 is equal.
	require.InDelta(t, 100*4.5/8, f.AUROC, 1e-9)
	// A threshold that lets 90 % of four messages pass lets all pass, at 0.
	require.InDelta(t, 100, f.Far90, 1e-9)

	f = Of(known, nil)
	require.InDelta(t, 50, f.Top1, 1e-9)
	require.True(t, math.IsNaN(f.AUROC) && math.IsNaN(f.Far90) && math.IsNaN(f.Unknown))
}

func TestFar90(t *testing.T) {
	t.Parallel()
	var known []Judged
	for i := range 100 {
		known = append(known, Judged{Verdict{Score: float64(i)}, "a"})
	}
	// 90 of the hundred score 10 or more.
	f := Of(known, []Verdict{{Score: 9.9}, {Score: 10}, {Score: 50}, {Score: -1}})
	require.InDelta(t, 50, f.Far90, 1e-9)
}

func TestAUROCIsAShareOfPairs(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		scores := rapid.SliceOfN(rapid.Float64Range(0, 1), 1, 20)
		inside, outside := scores.Draw(t, "inside"), scores.Draw(t, "outside")
		var known []Judged
		var unknown []Verdict
		want := 0.0
		for _, a := range inside {
			known = append(known, Judged{Verdict{Score: a}, "a"})
			for _, b := range outside {
				switch {
				case a > b:
					want++
				case a == b:
					want += 0.5
				}
			}
		}
		for _, b := range outside {
			unknown = append(unknown, Verdict{Score: b})
		}
		require.InDelta(t, 100*want/float64(len(inside)*len(outside)), Of(known, unknown).AUROC, 1e-9)
	})
}

func TestOver(t *testing.T) {
	t.Parallel()
	require.Equal(t, Spread{Mean: 76, Least: 70, Most: 80}, Over([]float64{80, 70, 78}))
}

package report_test

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/parleyhq/parley/report"
)

// A quantile is within 4.5 % of the true one, however many there are and however
// they are added up.
func TestQuantiles(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		seconds := rapid.SliceOfN(rapid.Float64Range(1, 3e6), 1, 200).Draw(t, "seconds")
		q := rapid.SampledFrom([]float64{0.5, 0.9}).Draw(t, "q")
		odd, even := report.Times{}, report.Times{}
		for i, s := range seconds {
			[]report.Times{even, odd}[i%2][report.Bin(s)]++
		}
		even.Add(odd)
		require.Equal(t, int64(len(seconds)), even.Count())
		sorted := slices.Sorted(slices.Values(seconds))
		want := sorted[int(math.Ceil(q*float64(len(sorted))))-1]
		require.InEpsilon(t, want, even.Quantile(q), 0.045)
	})
}

func TestNoTimes(t *testing.T) {
	t.Parallel()
	require.Zero(t, report.Times{}.Quantile(0.5))
	require.Zero(t, report.Bin(0.2))
	require.InDelta(t, 1, report.Times{0: 2}.Quantile(0.9), 0)
}

func TestNumbersAddUp(t *testing.T) {
	t.Parallel()
	monday, tuesday := report.NewNumbers(), report.NewNumbers()
	monday.Count(report.AnsweredFAQ, 0, 2)
	monday.Count(report.FirstResponse, report.Bin(64), 1)
	tuesday.Count(report.AnsweredFiller, 0, 1)
	tuesday.Count(report.FirstResponse, report.Bin(64), 2)
	week := report.Sum([]report.Numbers{monday, tuesday})
	require.Equal(t, int64(3), week.Answered())
	require.Equal(t, report.Times{48: 3}, week.Timed[report.FirstResponse])
	require.Equal(t, int64(2), monday.Answered(), "the parts stay as they are")
}

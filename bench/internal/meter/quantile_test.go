package meter

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestQuantile(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name      string
		durations []time.Duration
		q         float64
		want      time.Duration
	}{
		{"none", nil, 0.5, 0},
		{"one", []time.Duration{7}, 0.99, 7},
		{"median of an odd number", []time.Duration{5, 1, 3}, 0.5, 3},
		{"median of an even number is the lower one", []time.Duration{4, 1, 3, 2}, 0.5, 2},
		{"95 of 100", hundred(), 0.95, 95},
		{"99 of 100", hundred(), 0.99, 99},
		{"all", hundred(), 1, 100},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, row.want, Quantile(row.durations, row.q))
		})
	}
}

func hundred() []time.Duration {
	var list []time.Duration
	for i := range 100 {
		list = append(list, time.Duration((i*37)%100+1))
	}
	return list
}

func TestQuantileIsTheLeastThatEnoughDoNotExceed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		durations := rapid.SliceOfN(rapid.Map(rapid.Int64(), func(n int64) time.Duration { return time.Duration(n) }), 1, 50).Draw(t, "durations")
		q := float64(rapid.IntRange(1, 100).Draw(t, "percent")) / 100
		at := Quantile(durations, q)
		below, upTo := 0, 0
		for _, d := range durations {
			if d < at {
				below++
			}
			if d <= at {
				upTo++
			}
		}
		require.GreaterOrEqual(t, float64(upTo), q*float64(len(durations))-1e-6)
		require.Less(t, float64(below), q*float64(len(durations))+1e-6)
	})
}

func TestMedian(t *testing.T) {
	t.Parallel()
	require.Zero(t, Median(nil))
	require.InDelta(t, 3, Median([]float64{9, 3, 1}), 0)
	require.InDelta(t, 2.5, Median([]float64{9, 3, 1, 2}), 0)
}

// Package meter measures what a load does to a machine: how long its messages
// took and what CPU time they cost.
package meter

import (
	"slices"
	"time"
)

// Quantile returns the least duration that a share q of the durations, 0 < q
// <= 1, does not exceed, and 0 for none. It sorts the durations.
func Quantile(durations []time.Duration, q float64) time.Duration {
	if len(durations) == 0 {
		return 0
	}
	slices.Sort(durations)
	rank := int(q*float64(len(durations))+0.999999) - 1
	return durations[min(max(rank, 0), len(durations)-1)]
}

// Median returns the middle one of the values, the mean of the two middle ones
// if their number is even, and 0 for none. It sorts the values.
func Median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	middle := len(values) / 2
	if len(values)%2 == 1 {
		return values[middle]
	}
	return (values[middle-1] + values[middle]) / 2
}

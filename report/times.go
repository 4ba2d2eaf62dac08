package report

import (
	"maps"
	"math"
	"slices"
)

// Times counts how long something took, by bins: bin b is of about 2^(b/8)
// seconds, bin 0 of a second or less. Two of them add up bin by bin, which
// medians do not.
type Times map[int]int64

// Add adds other.
func (t Times) Add(other Times) {
	for bin, n := range other {
		t[bin] += n
	}
}

// Count is how many there are.
func (t Times) Count() int64 {
	var n int64
	for _, of := range t {
		n += of
	}
	return n
}

// Quantile returns how many seconds the share q of them took at most, the smallest
// time of which that is true: 0.5 is the median. It is within 4.5 % of the true
// one, half a bin, and 0 if there are none.
func (t Times) Quantile(q float64) float64 {
	rank := max(1, int64(math.Ceil(q*float64(t.Count()))))
	var below int64
	for _, bin := range slices.Sorted(maps.Keys(t)) {
		if below += t[bin]; below >= rank {
			return math.Exp2(float64(bin) / 8)
		}
	}
	return 0
}

// Bin is the bin of a number of seconds. The rollup in package store counts by the
// same formula.
func Bin(seconds float64) int {
	if seconds <= 1 {
		return 0
	}
	return int(math.Round(8 * math.Log2(seconds)))
}

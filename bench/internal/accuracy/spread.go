package accuracy

import "slices"

// Spread is a figure over several draws.
type Spread struct{ Mean, Least, Most float64 }

// Over returns the spread of at least one value.
func Over(values []float64) Spread {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return Spread{Mean: sum / float64(len(values)), Least: slices.Min(values), Most: slices.Max(values)}
}

package groups

import (
	"math"

	"gonum.org/v1/gonum/blas/blas32"
)

// The constants were chosen on the training questions of CLINC150 and BANKING77:
// those of 20 intents, 10 or 40 of each, among 200 or 1,000 others.
const (
	// meaning is what the cosine of the vectors weighs in the likeness of two
	// texts; the rest is that of their letters.
	meaning = 0.6
	// alike is the likeness from which texts are taken for alike. That of equal
	// ones is 1, that of two that have nothing to do with each other about 0.
	alike = 0.44
	// related is the likeness, a little less, from which two sets of texts are
	// joined that would each do for a group: their mean says more than that of a
	// few pairs.
	related = 0.41
	// usualCentre is the mean cosine of unlike questions where little is known of
	// it, and counts for usualPairs pairs.
	usualCentre = 0.35
	usualPairs  = 100
)

// space holds a point for each wording: the inner product of two, less offset, is
// the likeness of what they say.
type space struct {
	points [][]float32
	offset float64
}

// newSpace puts the vector of a wording and a [sketch] of its letters into one
// point. Embedding models differ much in the cosine of unlike texts, so that is
// what their cosines are measured from.
func newSpace(wordings []wording, centre float64) *space {
	measured := meanCosine(wordings)
	if centre == 0 {
		centre = measured
	}
	// Many who ask the same thing raise the mean, and nothing lowers it.
	centre = min(centre, measured, 0.95)
	s := &space{points: make([][]float32, len(wordings)), offset: meaning * centre / (1 - centre)}
	weigh := float32(math.Sqrt(meaning / (1 - centre)))
	r := newRarity(wordings)
	for i, w := range wordings {
		point := make([]float32, 0, len(w.vector)+sketchLength)
		for _, x := range w.vector {
			point = append(point, weigh*x)
		}
		s.points[i] = r.sketch(point, w.plain, 1-meaning)
	}
	return s
}

// likeness returns how alike two wordings are.
func (s *space) likeness(a, b int32) float64 {
	return float64(dot(s.points[a], s.points[b])) - s.offset
}

// meanCosine is that of all pairs, computed from the sum of the vectors.
func meanCosine(wordings []wording) float64 {
	sum := make([]float64, len(wordings[0].vector))
	for _, w := range wordings {
		for d, x := range w.vector {
			sum[d] += float64(x)
		}
	}
	n := float64(len(wordings))
	total := -n
	for _, x := range sum {
		total += x * x
	}
	return (total + usualPairs*usualCentre) / (n*(n-1) + usualPairs)
}

// unit returns v with length 1, or nil if it has none.
func unit(v []float32) []float32 {
	var sum float64
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	if !(sum > 0) || math.IsInf(sum, 0) {
		return nil
	}
	scale := 1 / math.Sqrt(sum)
	out := make([]float32, len(v))
	for i, x := range v {
		out[i] = float32(float64(x) * scale)
	}
	return out
}

func dot(a, b []float32) float32 {
	return blas32.Dot(blas32.Vector{N: len(a), Inc: 1, Data: a}, blas32.Vector{N: len(b), Inc: 1, Data: b})
}

package groups

import (
	"math"

	"github.com/parleyhq/parley/matcher"
)

// rarity knows in how many wordings each n-gram occurs: what everybody writes
// tells little.
type rarity struct {
	wordings int
	in       map[uint64]int32
}

func newRarity(wordings []wording) rarity {
	r := rarity{wordings: len(wordings), in: make(map[uint64]int32)}
	for _, w := range wordings {
		var last uint64
		for i, gram := range matcher.Grams(w.plain) {
			if i == 0 || gram != last {
				r.in[gram]++
			}
			last = gram
		}
	}
	return r
}

// sketchLength is into how many components the n-grams of a text are folded. The
// inner product of two sketches is off by some 0.06, which is little beside what
// not looking at letters costs.
const sketchLength = 256

// sketch appends a vector of the given squared length: the weights of the text's
// n-grams, each added to or taken from a component that depends on the n-gram.
func (r rarity) sketch(point []float32, text string, squared float64) []float32 {
	var folded [sketchLength]float64
	var sum float64
	grams := matcher.Grams(text)
	for len(grams) > 0 {
		count := 1
		for count < len(grams) && grams[count] == grams[0] {
			count++
		}
		rare := math.Log(float64(1+r.wordings)/float64(1+r.in[grams[0]])) + 1
		weight := (1 + math.Log(float64(count))) * rare
		sum += weight * weight
		mixed := mix(grams[0])
		if mixed&(1<<40) == 0 {
			weight = -weight
		}
		folded[mixed>>56] += weight
		grams = grams[count:]
	}
	scale := math.Sqrt(squared / max(sum, 1))
	for _, x := range folded {
		point = append(point, float32(x*scale))
	}
	return point
}

// mix spreads what a hash knows over all its bits (the finalizer of MurmurHash3).
func mix(hash uint64) uint64 {
	hash = (hash ^ hash>>33) * 0xff51afd7ed558ccd
	hash = (hash ^ hash>>33) * 0xc4ceb9fe1a85ec53
	return hash ^ hash>>33
}

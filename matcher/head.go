package matcher

import (
	"hash/fnv"
	"math"
)

// head rates FAQs: a one-versus-rest kernel ridge classifier over stored
// questions, the anchors. What it rates an FAQ with is near 1 for a text that
// is surely for that FAQ, and near 0 for one that is not.
type head struct {
	// faqs gives the row of weights of each FAQ.
	faqs map[string]int
	// texts and vectors are those of the anchors.
	texts   []string
	vectors matrix
	// weights holds, for each FAQ, what each anchor counts for it.
	weights matrix
	// known holds what was trained on, see [key].
	known map[uint64]struct{}

	postings *postings
}

// key names a question of an FAQ by what takes part in matching.
func key(faqID, text string) uint64 {
	h := fnv.New64a()
	// Hashes take everything they are given.
	_, _ = h.Write([]byte(faqID))
	_, _ = h.Write([]byte{0})
	_, _ = h.Write([]byte(text))
	return h.Sum64()
}

// influences returns what each anchor has to say about a text.
func (h *head) influences(s space, of profile, vector []float32) []float32 {
	return h.influencesOf(s, h.postings.similarities(of, nil), vector)
}

// influencesOf is influences where it is known how alike the text is to each
// anchor in characters.
func (h *head) influencesOf(s space, characters, vector []float32) []float32 {
	out := make([]float32, len(characters))
	for i, alike := range characters {
		cosine := float64(dot(h.vectors.row(i), vector))
		out[i] = float32(influence(s.likeness(cosine, float64(alike))))
	}
	return out
}

// rate returns how well an FAQ fits a text with those influences, 0 for an FAQ
// that it does not know.
func (h *head) rate(faqID string, influences []float32) float64 {
	row, known := h.faqs[faqID]
	if !known {
		return 0
	}
	return float64(dot(h.weights.row(row), influences))
}

// quantize rounds each row to whole multiples of its largest component, of which
// there are levels to either side: so it is stored, and so it is used.
func quantize(m matrix, levels float64) {
	for i := range m.rows() {
		row := m.row(i)
		step := largest(row) / levels
		if step == 0 {
			continue
		}
		for j, x := range row {
			row[j] = float32(math.Round(float64(x)/step) * step)
		}
	}
}

func largest(row []float32) float64 {
	most := 0.0
	for _, x := range row {
		most = max(most, math.Abs(float64(x)))
	}
	return most
}

package matcher

import (
	"math"
	"slices"
)

// lexicon knows how rare each character n-gram is in an FAQ set: what stands in
// every question ("how do I") says little. The zero lexicon finds all alike.
type lexicon struct {
	// questions is the number of questions counted, in how many of which each
	// gram occurs.
	questions int
	in        map[uint64]uint32
}

// lexiconOf counts the grams of texts.
func lexiconOf(texts []string) lexicon {
	l := lexicon{questions: len(texts), in: make(map[uint64]uint32)}
	for _, text := range texts {
		for _, hash := range slices.Compact(gramsOf(text)) {
			l.in[hash]++
		}
	}
	return l
}

// rarity is the smoothed inverse document frequency, at least 1.
func (l lexicon) rarity(hash uint64) float64 {
	return math.Log(float64(1+l.questions)/float64(1+l.in[hash])) + 1
}

func (l lexicon) profile(text string) profile { return profileOf(text, l.rarity) }

// postings answer how alike a text is to each of many, in characters. They are
// an inverted index: rows[hash] tells where the texts stand that contain a gram.
type postings struct {
	texts int
	rows  map[uint64]span
	cells []posting
	// places tells where each text stands; of equal ones, one of them.
	places map[string]int
}

type span struct{ from, until uint32 }

type posting struct {
	text   uint32
	weight float32
}

func newPostings(l lexicon, texts []string) *postings {
	p := &postings{texts: len(texts), rows: make(map[uint64]span, len(l.in)), places: make(map[string]int, len(texts))}
	profiles := make([]profile, len(texts))
	counts := make(map[uint64]uint32, len(l.in))
	for i, text := range texts {
		p.places[text] = i
		profiles[i] = l.profile(text)
		for _, g := range profiles[i] {
			counts[g.hash]++
		}
	}
	var total uint32
	for hash, n := range counts {
		p.rows[hash] = span{from: total, until: total}
		total += n
	}
	p.cells = make([]posting, total)
	for i, grams := range profiles {
		for _, g := range grams {
			row := p.rows[g.hash]
			p.cells[row.until] = posting{text: uint32(i), weight: float32(g.weight)}
			row.until++
			p.rows[g.hash] = row
		}
	}
	return p
}

// similarities returns the cosine of a profile with each text, from 0 to 1, in
// into if that is long enough.
func (p *postings) similarities(of profile, into []float32) []float32 {
	into = slices.Grow(into[:0], p.texts)[:p.texts]
	clear(into)
	for _, g := range of {
		row, known := p.rows[g.hash]
		if !known {
			continue
		}
		weight := float32(g.weight)
		for _, c := range p.cells[row.from:row.until] {
			into[c.text] += weight * c.weight
		}
	}
	return into
}

package matcher

import (
	"cmp"
	"math"
	"slices"
)

// The parts of the score, see [Settings].
const (
	// characterWeight is what the similarity of characters weighs against that
	// of meaning.
	characterWeight = 0.5
	// supportShare is how much of an FAQ's score its best questions together
	// make up, supporters of them; the rest is the best one's alone.
	supportShare = 0.5
	supporters   = 3
	// A message is crowded as far as the FAQs from the third to the eighth
	// place score more than uncrowded on average.
	crowdedFrom  = 2
	crowdedUntil = 8
	uncrowded    = 0.33
	crowdCost    = 0.9
)

// ranking holds the best question of each FAQ, best first, with the FAQ's score.
type ranking []Candidate

// rank scores the FAQs that the candidates belong to. Candidates come with
// their cosine similarity; those that have none are dropped. question returns the
// profile of a stored question.
func rank(p part, candidates []Candidate, question func(string) profile) ranking {
	message := profileOf(p.text)
	scored := make([]Candidate, 0, len(candidates))
	for _, c := range candidates {
		if math.IsNaN(c.Score) || math.IsInf(c.Score, 0) {
			continue
		}
		characters := message.similarity(question(c.Question))
		c.Score = (c.Score + characterWeight*characters) / (1 + characterWeight)
		scored = append(scored, c)
	}
	r := support(ranking(scored).sorted())
	cost := crowdCost * crowd(r)
	for i := range r {
		r[i].Score -= cost
	}
	return r
}

// support returns one candidate for each FAQ, the best of its questions, with
// a share of its score replaced by the mean of the FAQ's best questions: a FAQ
// with several questions near the message is a surer match than one with a
// single near one.
func support(questions ranking) ranking {
	type best struct {
		sum   float64
		count int
	}
	var faqs ranking
	bests := make(map[string]best)
	for _, q := range questions {
		b := bests[q.FAQID]
		if b.count == 0 {
			faqs = append(faqs, q)
		}
		if b.count < supporters {
			bests[q.FAQID] = best{sum: b.sum + q.Score, count: b.count + 1}
		}
	}
	for i, q := range faqs {
		b := bests[q.FAQID]
		faqs[i].Score = (1-supportShare)*q.Score + supportShare*b.sum/float64(b.count)
	}
	return faqs.sorted()
}

// crowd returns how crowded it is around a message, at least 0: how much the
// FAQs behind the first two score more than they usually do. Vague messages come
// near to everything and must come nearer to be answered.
func crowd(r ranking) float64 {
	sum := 0.0
	for _, c := range r[min(crowdedFrom, len(r)):min(crowdedUntil, len(r))] {
		sum += max(c.Score-uncrowded, 0)
	}
	return sum / (crowdedUntil - crowdedFrom)
}

// merge returns a ranking in which each FAQ has the better of its two scores.
func (r ranking) merge(other ranking) ranking {
	merged := slices.Clone(r)
	for _, c := range other {
		i := slices.IndexFunc(merged, func(m Candidate) bool { return m.FAQID == c.FAQID })
		switch {
		case i < 0:
			merged = append(merged, c)
		case c.Score > merged[i].Score:
			merged[i] = c
		}
	}
	return merged.sorted()
}

// sorted sorts r in place, best first, equal ones by question so that the order
// never depends on chance.
func (r ranking) sorted() ranking {
	slices.SortFunc(r, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.QuestionID, b.QuestionID))
	})
	return r
}

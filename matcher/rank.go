package matcher

import (
	"cmp"
	"slices"

	"github.com/parleyhq/parley/faq"
)

// ranking holds the best question of each FAQ, best first, with the FAQ's score.
type ranking []Candidate

// clearSmallTalk is the score from which a greeting or a closing counts. Messages
// that are one score far above; what a short message has else in common with
// "Thanks" or "Hi" is its shortness.
const clearSmallTalk = 0.38

// withoutDoubtfulSmallTalk leaves such FAQs out as long as there are others.
func (r ranking) withoutDoubtfulSmallTalk() ranking {
	sure := slices.DeleteFunc(slices.Clone(r), func(c Candidate) bool {
		return c.Type != faq.General && c.Score < clearSmallTalk
	})
	if len(sure) == 0 {
		return r
	}
	return sure
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

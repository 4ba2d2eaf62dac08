package matcher

import "math"

// ballot rates FAQs without a head: the questions nearest to a text vote for
// their FAQs, the more alike the heavier, and what the winner gets depends on
// how alike its best question is.
type ballot struct {
	votes map[string]float64
	// best is the greatest likeness of a question of each FAQ.
	best    map[string]float64
	sum     float64
	highest float64
}

// heat is how much heavier the vote of a more alike question is.
const heat = 12

func (b *ballot) add(faqID string, likeness float64) {
	if b.votes == nil {
		b.votes, b.best = make(map[string]float64), make(map[string]float64)
		b.highest = math.Inf(-1)
	}
	vote := math.Exp(heat * (likeness - 1))
	b.votes[faqID] += vote
	b.sum += vote
	if known, found := b.best[faqID]; !found || likeness > known {
		b.best[faqID] = likeness
	}
	b.highest = max(b.highest, likeness)
}

// rate returns what a head might, see [head].
func (b *ballot) rate(faqID string) float64 {
	const share = 0.15 // what even a text that is like nothing leaves to vote on
	return b.votes[faqID] / b.sum * min(untrainedHead(b.highest)+share, 1)
}

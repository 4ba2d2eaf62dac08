package matcher

import "math"

// The constants of the score. They were chosen on folds of BANKING77's training
// questions and on CLINC150's validation messages, with 3 and 10 questions an
// FAQ, and are flat around these values: half as much or twice as much changes
// accuracy by less than a point.
const (
	// meaningWeight is what the similarity of meaning weighs in the likeness of
	// two texts; the rest is that of characters.
	meaningWeight = 0.6
	// sharpness is how fast the influence of a question fades with likeness.
	sharpness = 2.0
	// smoothness is the ridge: how little a single question counts against what
	// the others say.
	smoothness = 0.1
	// untrainedCentre is the mean cosine of two unlike questions where nobody has
	// measured it yet.
	untrainedCentre = 0.35
)

// space is in which texts are alike or not.
type space struct {
	// centre is the mean cosine of two questions of different FAQs. Embedding
	// models differ much in it: for some, unlike texts have a cosine of 0.1, for
	// others of 0.8.
	centre  float64
	lexicon lexicon
}

// likeness is how alike two texts are: 1 for equal ones, about 0 for two that
// have nothing to do with each other.
func (s space) likeness(cosine, characters float64) float64 {
	meaning := (cosine - s.centre) / (1 - s.centre)
	return meaningWeight*meaning + (1-meaningWeight)*characters
}

// influence is what a question has to say about a text of that likeness, from 0
// to 1: the kernel of the head. It is the exponential of a positive definite
// function, so it is one itself.
func influence(likeness float64) float64 { return math.Exp(sharpness * (likeness - 1)) }

// score joins what the head rates an FAQ with, and the likeness of its nearest
// question. The head alone is a weak sign that nothing fits, likeness alone a
// weak sign of which FAQ fits.
func score(head, likeness float64) float64 { return (3*head + likeness) / 4 }

// untrainedHead is about what the head would rate an FAQ with that it does not
// know yet, from the likeness of the FAQ's nearest question.
func untrainedHead(likeness float64) float64 {
	return min(max(1.3*influence(likeness)-0.33, 0), 0.95)
}

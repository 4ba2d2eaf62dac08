package matcher

import (
	"context"

	"github.com/parleyhq/parley/faq"
)

// Overlap is a question that is too close to one of another FAQ: who asks either
// is likely to get no answer, or that of the other.
type Overlap struct {
	// Question is the text in question, Index its place in the FAQ.
	Question string
	Index    int
	// FAQID and Other are the other FAQ and its question.
	FAQID string
	Other string
	// Distance says how different the two are, from 0 for equal ones; below
	// [TooClose].
	Distance float64
}

// TooClose is the distance below which two questions of different FAQs overlap;
// 1 is that of two questions that have nothing to do with each other. With ten
// questions an FAQ, of BANKING77's questions 2 in 100 have one of another FAQ that
// close, of CLINC150's 3 in 100, of the demo brand's 1.
const TooClose = 0.3

// Overlaps returns, for each question of an FAQ that is too close to a question
// of another one, the nearest such. vectors are those of the questions for
// serving.Model, in their order. others finds the questions of the FAQs to
// compare with; those of f itself are left out by its ID. Greetings, closings
// and general FAQs are compared with each other alike, fillers with none.
func (m *Matcher) Overlaps(
	ctx context.Context, serving faq.Serving, f faq.FAQ, vectors [][]float32, others Source,
) ([]Overlap, error) {
	if !f.Type.Matched() {
		return nil, nil
	}
	judge, err := m.Judge(ctx, serving)
	if err != nil {
		return nil, err
	}
	return judge.training.overlaps(ctx, serving.Model, f, vectors, others)
}

func (t *Training) overlaps(
	ctx context.Context, model string, f faq.FAQ, vectors [][]float32, others Source,
) ([]Overlap, error) {
	var found []Overlap
	for i, q := range f.Questions {
		if i >= len(vectors) {
			return nil, ErrVectors
		}
		near, err := others.Nearest(ctx, model, vectors[i], overlapNearest+len(f.Questions))
		if err != nil {
			return nil, err
		}
		own := compared{profile: t.space.lexicon.profile(faq.Normalize(q.Text))}
		closest := Overlap{Question: q.Text, Index: i, Distance: TooClose}
		for _, c := range near {
			characters := own.similarity(t.stored.of(c.FAQID, c.Question, t))
			distance := max(1-t.space.likeness(c.Score, characters), 0)
			if c.FAQID != f.ID && distance < closest.Distance {
				closest.FAQID, closest.Other, closest.Distance = c.FAQID, c.Question, distance
			}
		}
		if closest.FAQID != "" {
			found = append(found, closest)
		}
	}
	return found, nil
}

// overlapNearest is how many questions of others are looked at.
const overlapNearest = 16

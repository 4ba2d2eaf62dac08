package matcher

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/parleyhq/parley/faq"
)

// Shelf is a [Source] in memory: it finds what pgvector would find. Replays and
// tests use it. It is safe for concurrent use and never changes.
type Shelf struct {
	model     string
	questions []faq.Indexed
	vectors   matrix
}

// NewShelf returns a source of the questions that a live source would find, of
// the named model: those of active FAQs, without fillers. It fails if a vector
// is unusable or of another length than the others.
func NewShelf(model string, questions []faq.Indexed) (*Shelf, error) {
	s := &Shelf{model: model}
	for _, q := range questions {
		if q.Status != faq.Active || !q.Type.Matched() {
			continue
		}
		v := unit(q.Vector)
		if v == nil || len(s.questions) > 0 && len(v) != s.vectors.dimensions {
			return nil, fmt.Errorf("%w: of question %s", faq.ErrVector, q.QuestionID)
		}
		s.vectors.dimensions = len(v)
		s.vectors.values = append(s.vectors.values, v...)
		s.questions = append(s.questions, q)
	}
	return s, nil
}

// Nearest implements [Source]. It is exact; equal ones come in the order in which
// they were given.
func (s *Shelf) Nearest(_ context.Context, model string, vector []float32, k int) ([]Candidate, error) {
	if model != s.model || len(s.questions) == 0 {
		return nil, nil
	}
	v := unit(vector)
	if v == nil || len(v) != s.vectors.dimensions {
		return nil, fmt.Errorf("find nearest questions: %w", faq.ErrVector)
	}
	near := make(nearest, 0, k+spareNearest)
	for i := range s.questions {
		near.offer(hit{i, dot(v, s.vectors.row(i))}, k+spareNearest)
	}
	slices.SortFunc(near, func(a, b hit) int {
		return cmp.Or(cmp.Compare(b.cosine, a.cosine), cmp.Compare(a.index, b.index))
	})
	found := make([]Candidate, 0, k)
	several := false
	for _, h := range near {
		if len(found) >= k && several {
			break
		}
		q := s.questions[h.index]
		found = append(found, Candidate{
			FAQID: q.FAQID, QuestionID: q.QuestionID, Question: q.Question, Answer: q.Answer, Type: q.Type,
			Score: float64(h.cosine),
		})
		several = several || q.FAQID != found[0].FAQID
	}
	return found, nil
}

// spareNearest is how far beyond the nearest asked for the first of another FAQ
// is looked for, as the store does.
const spareNearest = 64

package matcher

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/parleyhq/parley/faq"
)

const (
	// MaxExact is up to how many questions the head compares a message with every
	// one of them: solving for n questions takes n³ steps.
	MaxExact = 2000
	// MaxHead is up to how many questions there is a head.
	MaxHead = 10_000
)

// TrainOptions say how to train.
type TrainOptions struct {
	// Model names the embedding model of the vectors.
	Model string
	// Words are known to be spelled right, beside those of the questions: an
	// embedding model's whole words, say.
	Words []string
	// Progress, if there is one, is called now and then with the share of the
	// work that is done.
	Progress func(done, total int)
}

// ErrTraining says that questions cannot be trained on: vectors that are missing,
// of several lengths, or of none.
var ErrTraining = errors.New("questions cannot be trained on")

// Train trains for the questions of an FAQ set; those that are never matched
// (drafts, archived, fillers) are left out. The same questions in any order give
// the same training. It is closed form: two thousand questions take seconds, ten
// thousand some twenty, a hundred thousand, without a head, seconds again. It
// ends with ctx's error soon after ctx is done.
func Train(ctx context.Context, questions []faq.Indexed, o TrainOptions) (*Training, error) {
	set, err := newSet(questions)
	if err != nil {
		return nil, err
	}
	t := &Training{
		model: o.Model, space: set.space, speller: newSpeller(set.texts, slices.Concat(set.answered, o.Words)),
		summary: Summary{Questions: len(set.texts), FAQs: len(set.sizes), Method: MethodNearest, Centre: set.space.centre},
	}
	work := progress{report: o.Progress}
	var tried trials
	switch n := len(set.texts); {
	case n == 0:
	case n <= MaxExact:
		t.summary.Method = MethodExact
		t.head, tried, err = trainExact(ctx, set, &work)
	case n <= MaxHead:
		t.summary.Method = MethodLandmarks
		t.head, tried, err = trainLandmarks(ctx, set, MaxExact, &work)
	default:
		tried, err = tryNearest(ctx, set, &work)
	}
	if err != nil {
		return nil, err
	}
	t.thresholds = tried.thresholds()
	t.summary.Thresholds = t.thresholds
	t.summary.Tested, t.summary.Top1 = len(tried), tried.top1()
	return t, nil
}

// set is an FAQ set, made ready to be trained on.
type set struct {
	texts   []string
	vectors matrix
	// faqs are the FAQs' ids; of[i] is the FAQ of question i, sizes the number of
	// questions of each.
	faqs  []string
	of    []int
	sizes []int
	// general says of each question that it is no greeting or closing.
	general []bool
	// answered are the words of the answers: spelled right, too.
	answered []string
	space    space
}

func newSet(questions []faq.Indexed) (*set, error) {
	kept := slices.DeleteFunc(slices.Clone(questions), func(q faq.Indexed) bool {
		return q.Status != faq.Active || !q.Type.Matched()
	})
	slices.SortFunc(kept, func(a, b faq.Indexed) int {
		return cmp.Or(cmp.Compare(a.FAQID, b.FAQID), cmp.Compare(a.QuestionID, b.QuestionID))
	})
	s := &set{}
	for i, q := range kept {
		if i == 0 {
			s.vectors = matrix{dimensions: len(q.Vector), values: make([]float32, 0, len(kept)*len(q.Vector))}
		}
		usable := len(q.Vector) == s.vectors.dimensions
		if usable {
			s.vectors.values, usable = appendUnit(s.vectors.values, q.Vector)
		}
		if !usable {
			return nil, fmt.Errorf("%w: the vector of question %s of %d components", ErrTraining, q.QuestionID, len(q.Vector))
		}
		if i == 0 || q.FAQID != kept[i-1].FAQID {
			s.faqs = append(s.faqs, q.FAQID)
			s.sizes = append(s.sizes, 0)
			for _, w := range wordsOf(q.Answer) {
				s.answered = append(s.answered, strings.ToLower(w))
			}
		}
		last := len(s.faqs) - 1
		s.sizes[last]++
		s.of = append(s.of, last)
		s.texts = append(s.texts, faq.Normalize(q.Question))
		s.general = append(s.general, q.Type == faq.General)
	}
	slices.Sort(s.answered)
	s.answered = slices.Compact(s.answered)
	// Trained on as they will be stored and used.
	quantize(s.vectors, vectorLevels)
	s.space = space{centre: s.centre(), lexicon: lexiconOf(s.texts)}
	return s, nil
}

// centre returns the mean cosine of questions of different FAQs. The sum over
// all pairs of vectors is the square of the sum of the vectors.
func (s *set) centre() float64 {
	const least, most = -0.5, 0.95
	all := make([]float64, s.vectors.dimensions)
	own := make([]float64, s.vectors.dimensions)
	var pairs, sum float64
	for i := range s.texts {
		for d, x := range s.vectors.row(i) {
			own[d] += float64(x)
		}
		if i+1 < len(s.texts) && s.of[i+1] == s.of[i] {
			continue
		}
		size := float64(s.sizes[s.of[i]])
		pairs -= size * size
		for d, x := range own {
			sum -= x * x
			all[d] += x
		}
		clear(own)
	}
	for _, x := range all {
		sum += x * x
	}
	pairs += float64(len(s.texts)) * float64(len(s.texts))
	// A few FAQs say little about what unlike texts have in common.
	const prior = 100
	return min(max((sum+prior*untrainedCentre)/(pairs+prior), least), most)
}

// ease is how freely the head may depart from a question's label: each FAQ has
// the same say, however many questions it has.
func (s *set) ease(i int) float64 {
	mean := float64(len(s.texts)) / float64(len(s.sizes))
	return smoothness * float64(s.sizes[s.of[i]]) / mean
}

// newHead returns a head over the given anchors, without weights.
func (s *set) newHead(anchors []int) *head {
	h := &head{
		faqs: make(map[string]int, len(s.faqs)), known: make(map[uint64]struct{}, len(s.texts)),
		vectors: newMatrix(len(anchors), s.vectors.dimensions), weights: newMatrix(len(s.faqs), len(anchors)),
	}
	for i, id := range s.faqs {
		h.faqs[id] = i
	}
	for i, text := range s.texts {
		h.known[key(s.faqs[s.of[i]], text)] = struct{}{}
	}
	for row, i := range anchors {
		h.texts = append(h.texts, s.texts[i])
		copy(h.vectors.row(row), s.vectors.row(i))
	}
	h.postings = newPostings(s.space.lexicon, h.texts)
	return h
}

// progress passes on how much of the work is done.
type progress struct {
	report      func(done, total int)
	done, total int
}

func (p *progress) add(n int) {
	p.done += n
	if p.report != nil {
		p.report(min(p.done, p.total), p.total)
	}
}

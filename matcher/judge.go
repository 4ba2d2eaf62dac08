package matcher

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/parleyhq/parley/faq"
)

// Judge decides about bursts whose vectors are there: everything of a match but
// the embedding. It is safe for concurrent use.
type Judge struct {
	training *Training
	source   Source
	serving  faq.Serving
	margin   float64
}

// NewJudge returns a judge. training may be nil, and is then not named by
// serving; margin is from 0 to 1. It fails if the training is one of another
// model, or serving's threshold is not from 0 to 1.
func NewJudge(training *Training, serving faq.Serving, source Source, margin float64) (*Judge, error) {
	if training == nil {
		training = untrained()
	} else if training.model != serving.Model {
		return nil, fmt.Errorf("%w: the training is for %s, not %s", ErrModel, training.model, serving.Model)
	}
	if serving.Threshold != nil && !within01(*serving.Threshold) {
		return nil, fmt.Errorf("match threshold must be from 0 to 1, not %v", *serving.Threshold)
	}
	return &Judge{training: training, source: source, serving: serving, margin: margin}, nil
}

// ErrVectors says that a burst came with vectors that are not those of its parts.
var ErrVectors = errors.New("vectors do not fit the burst")

// Decide decides about a burst as [Matcher.Match] does, by the vectors that this
// returned when the burst was live, though another training or another source
// may decide now. The vectors stay those of the words as they were corrected
// then.
func (j *Judge) Decide(ctx context.Context, lines []string, vectors []faq.Vector) (Decision, error) {
	parts, reason := j.read(lines)
	if reason != "" {
		return j.silent(reason), nil
	}
	return j.decide(ctx, parts, vectors)
}

// Threshold is the score from which this judge answers.
func (j *Judge) Threshold() float64 {
	if j.serving.Threshold != nil {
		return *j.serving.Threshold
	}
	return j.training.thresholds.Of(j.serving.Calibration)
}

// read returns the parts of a burst with their spelling mended.
func (j *Judge) read(lines []string) ([]part, faq.Reason) {
	return read(lines, j.training.speller.correct)
}

// silent is the decision about a burst that is not compared.
func (j *Judge) silent(reason faq.Reason) Decision {
	return Decision{
		Step: faq.StepFAQ, Model: j.serving.Model, TrainingID: j.serving.TrainingID,
		Threshold: j.Threshold(), Margin: j.margin, Calibration: j.serving.ThresholdFrom(), Reason: reason,
	}
}

func (j *Judge) decide(ctx context.Context, parts []part, vectors []faq.Vector) (Decision, error) {
	d := j.silent("")
	d.Corrected = parts[0].corrected
	values := make(map[int][]float32, len(vectors))
	for _, v := range vectors {
		values[v.Part] = v.Values
	}
	var all ranking
	for _, p := range parts {
		v := unit(values[p.number])
		if v == nil {
			return Decision{}, fmt.Errorf("%w: none for part %d", ErrVectors, p.number)
		}
		near, err := j.near(ctx, p, v)
		if err != nil {
			return Decision{}, fmt.Errorf("find nearest questions: %w", err)
		}
		ranked, err := j.rank(p, v, near)
		if err != nil {
			return Decision{}, err
		}
		all = all.merge(ranked)
	}
	decide(&d, all)
	return d, nil
}

// near returns the stored questions nearest to a part that it may be answered
// by. It asks for more if those of one FAQ fill the whole answer, since it then
// does not know how near the next FAQ is.
func (j *Judge) near(ctx context.Context, p part, vector []float32) ([]Candidate, error) {
	for k := firstNearest; ; k *= 4 {
		found, err := j.source.Nearest(ctx, j.serving.Model, vector, k)
		if err != nil {
			return nil, err
		}
		var allowed []Candidate
		faqs := make(map[string]bool)
		for _, c := range found {
			if p.allowed(c) && !math.IsNaN(c.Score) && !math.IsInf(c.Score, 0) {
				allowed = append(allowed, c)
				faqs[c.FAQID] = true
			}
		}
		if len(faqs) > 1 || len(found) < k || k >= mostNearest {
			return allowed, nil
		}
	}
}

const (
	firstNearest = 64
	mostNearest  = 1024
)

// rank scores the FAQs that candidates belong to, which come with their cosine.
func (j *Judge) rank(p part, vector []float32, candidates []Candidate) (ranking, error) {
	t := j.training
	if t.head != nil && len(vector) != t.head.vectors.dimensions {
		return nil, fmt.Errorf("%w: of %d dimensions, not %d", ErrVectors, len(vector), t.head.vectors.dimensions)
	}
	asked := compared{profile: t.space.lexicon.profile(p.text)}
	var influences []float32
	if t.head != nil && len(candidates) > 0 {
		asked.anchors = t.head.postings.similarities(asked.profile, nil)
		influences = t.head.influencesOf(t.space, asked.anchors, vector)
	}
	var r ranking
	var votes ballot
	var standings []standing
	place := make(map[string]int)
	for _, c := range candidates {
		stored := t.stored.of(c.FAQID, c.Question, t)
		c.Score = t.space.likeness(c.Score, asked.similarity(stored))
		at, seen := place[c.FAQID]
		if !seen {
			at = len(r)
			place[c.FAQID] = at
			r, standings = append(r, c), append(standings, standing{})
		} else if c.Score > r[at].Score || c.Score == r[at].Score && c.QuestionID < r[at].QuestionID {
			r[at] = c
		}
		if t.head == nil {
			votes.add(c.FAQID, c.Score)
		} else {
			standings[at] = standings[at].with(c, stored.known)
		}
	}
	for i, c := range r {
		r[i].Score = within(score(standings[i].rate(c.FAQID, t.head, influences, &votes), c.Score))
	}
	return r.withoutDoubtfulSmallTalk().sorted(), nil
}

// standing is what of an FAQ came near: questions that the head was trained on,
// or others.
type standing struct {
	trained bool
	// fresh is the greatest likeness of a question that the head does not know.
	fresh float64
}

// with adds a candidate, given whether the head was trained on it.
func (s standing) with(c Candidate, known bool) standing {
	if known {
		s.trained = true
	} else {
		s.fresh = max(s.fresh, c.Score)
	}
	return s
}

// rate rates an FAQ by the head, as far as that knows it as it is now.
func (s standing) rate(faqID string, h *head, influences []float32, votes *ballot) float64 {
	if h == nil {
		return votes.rate(faqID)
	}
	fresh := untrainedHead(s.fresh)
	if !s.trained {
		return fresh
	}
	known := h.rate(faqID, influences)
	if s.fresh > 0 {
		return max(known, fresh)
	}
	return known
}

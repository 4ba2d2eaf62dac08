package matcher

import (
	"math"
	"slices"
)

const (
	// Of a set that tells its FAQs apart well, leastShare of the questions would
	// not be answered if they were asked for the first time. It grows by
	// shareGrowth of what top1 is below clearTop1, up to mostShare: where the best
	// FAQ is often the wrong one, more is left to people. To be cautious is to
	// leave cautiousShare more.
	leastShare    = 0.08
	mostShare     = 0.25
	clearTop1     = 0.85
	shareGrowth   = 0.6
	cautiousShare = 0.10
	// priorTrials is how many trials the thresholds of an untrained set count for:
	// a set of a few questions says little. Where each FAQ has one question there
	// is nothing to try: of the public sets' training questions these answer a
	// fifth rightly and one in twenty wrongly.
	priorTrials       = 20
	untrainedBalanced = 0.29
	untrainedCautious = 0.36
	// DefaultMargin is how far ahead of the next FAQ an answer must be.
	DefaultMargin = 0.01
)

// trial is what came of a question of the set that was put to it without itself.
type trial struct {
	score float64
	right bool
}

type trials []trial

// with adds the trial of question i, given what the head rates each FAQ with and
// the likeness of all questions. A question without siblings cannot be tried,
// and greetings and closings are too short and too alike to tell anything about
// the others.
func (t trials) with(s *set, i int, rates []float64, likeness []float32) trials {
	if s.sizes[s.of[i]] < 2 || !s.general[i] {
		return t
	}
	nearest := make([]float64, len(rates))
	for f := range nearest {
		nearest[f] = math.Inf(-1)
	}
	for j, l := range likeness {
		if j != i {
			nearest[s.of[j]] = max(nearest[s.of[j]], float64(l))
		}
	}
	best := 0
	for f := range rates {
		rates[f] = score(rates[f], nearest[f])
		if rates[f] > rates[best] {
			best = f
		}
	}
	return append(t, trial{score: rates[best], right: best == s.of[i]})
}

// thresholds returns the scores that the shares of the trials stay below.
func (t trials) thresholds() Thresholds {
	scores := make([]float64, len(t))
	for i, one := range t {
		scores[i] = one.score
	}
	slices.Sort(scores)
	at := func(share, untrained float64) float64 {
		if len(scores) == 0 {
			return untrained
		}
		n := float64(len(scores))
		return within((scores[int(share*n)]*n + untrained*priorTrials) / (n + priorTrials))
	}
	share := min(leastShare+shareGrowth*max(clearTop1-t.top1(), 0), mostShare)
	return Thresholds{Balanced: at(share, untrainedBalanced), Cautious: at(share+cautiousShare, untrainedCautious)}
}

// top1 returns the share of the trials that came out right.
func (t trials) top1() float64 {
	right := 0
	for _, one := range t {
		if one.right {
			right++
		}
	}
	return float64(right) / float64(max(len(t), 1))
}

// within returns v, but at least 0 and at most 1.
func within(v float64) float64 { return min(max(v, 0), 1) }

// within01 is false for NaN too.
func within01(v float64) bool { return v >= 0 && v <= 1 }

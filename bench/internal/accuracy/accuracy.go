// Package accuracy says in figures how well a system answers messages from FAQs,
// and how well it knows what it cannot answer.
package accuracy

import (
	"math"
	"slices"
	"sort"
)

// Verdict is what a system says to a message.
type Verdict struct {
	// Best is the FAQ it finds best, answered or not; empty if it finds none.
	Best string
	// Score is how sure it is of that, on a scale of its own.
	Score float64
	// Answered says that it would send the answer.
	Answered bool
}

// Judged is a verdict on a message of which is known what answers it.
type Judged struct {
	Verdict
	// FAQ is the one that answers the message.
	FAQ string
}

// Figures are what verdicts on many messages come to, in percent. They are NaN
// where there were no messages to tell.
type Figures struct {
	// Top1 is the share of messages whose best FAQ is the right one, answered or not.
	Top1 float64
	// Right and Wrong are the shares of messages answered with the right FAQ and
	// with another one; the rest was left to a person.
	Right, Wrong float64
	// Unknown is the share of the messages that nothing may answer that were
	// answered.
	Unknown float64
	// AUROC is how often a message that an FAQ answers scores above one that none
	// does; chance is 50.
	AUROC float64
	// Far90 is the share of the messages that nothing may answer that would be
	// answered if the threshold let 90 % of the others pass.
	Far90 float64
}

// Answered is the share of messages that got an answer, right or wrong.
func (f Figures) Answered() float64 { return f.Right + f.Wrong }

// Of returns the figures of a system by its verdicts on messages that an FAQ
// answers and on messages that none does.
func Of(known []Judged, unknown []Verdict) Figures {
	f := Figures{
		Top1:    share(known, func(j Judged) bool { return j.Best == j.FAQ }),
		Right:   share(known, func(j Judged) bool { return j.Answered && j.Best == j.FAQ }),
		Wrong:   share(known, func(j Judged) bool { return j.Answered && j.Best != j.FAQ }),
		Unknown: share(unknown, func(v Verdict) bool { return v.Answered }),
		AUROC:   math.NaN(), Far90: math.NaN(),
	}
	if len(known) == 0 || len(unknown) == 0 {
		return f
	}
	inside, outside := make([]float64, len(known)), make([]float64, len(unknown))
	for i, j := range known {
		inside[i] = j.Score
	}
	for i, v := range unknown {
		outside[i] = v.Score
	}
	slices.Sort(inside)
	slices.Sort(outside)
	f.AUROC, f.Far90 = auroc(inside, outside), far90(inside, outside)
	return f
}

func share[T any](all []T, is func(T) bool) float64 {
	n := 0
	for _, one := range all {
		if is(one) {
			n++
		}
	}
	return 100 * float64(n) / float64(len(all))
}

// auroc counts pairs, equal ones half. Both lists are in order.
func auroc(inside, outside []float64) float64 {
	below := 0
	for _, s := range inside {
		below += sort.SearchFloat64s(outside, s)
		below += sort.Search(len(outside), func(i int) bool { return outside[i] > s })
	}
	return 100 * float64(below) / 2 / float64(len(inside)) / float64(len(outside))
}

func far90(inside, outside []float64) float64 {
	threshold := inside[len(inside)/10]
	under := sort.SearchFloat64s(outside, threshold)
	return 100 * float64(len(outside)-under) / float64(len(outside))
}

package matcher

import (
	"encoding/json"
	"fmt"

	"github.com/parleyhq/parley/faq"
)

// Training is what [Train] makes of an FAQ set for one embedding model: how alike
// texts are in it, the head that rates its FAQs, the words it is written in, and
// the thresholds. It is safe for concurrent use and never changes; FAQs that
// have changed since are still matched, by likeness alone.
type Training struct {
	model      string
	space      space
	speller    *speller
	head       *head
	thresholds Thresholds
	summary    Summary
	stored     wordings
}

// Thresholds are the scores from which a training answers, from 0 to 1.
type Thresholds struct {
	Balanced float64 `json:"balanced"`
	Cautious float64 `json:"cautious"`
}

// Of returns the threshold of a calibration; an unknown one is balanced.
func (t Thresholds) Of(c faq.Calibration) float64 {
	if c == faq.Cautious {
		return t.Cautious
	}
	return t.Balanced
}

// Summary holds the figures of a training for people.
type Summary struct {
	Questions int `json:"questions"`
	FAQs      int `json:"faqs"`
	// Method is what rates the FAQs.
	Method Method `json:"method"`
	// Tested questions were each put to the set without themselves; Top1 is the
	// share of them, from 0 to 1, whose own FAQ came first. It is 0 if no FAQ has
	// a second question.
	Tested int     `json:"tested"`
	Top1   float64 `json:"top1"`
	// Centre is the mean cosine of questions of different FAQs.
	Centre float64 `json:"centre"`
	Thresholds
}

// Method is a way to rate FAQs; which one depends on the size of the set.
type Method string

const (
	// MethodExact trains the head on every question: up to [MaxExact] questions.
	MethodExact Method = "exact"
	// MethodLandmarks trains it on every question, too, but lets it compare a
	// message with [MaxExact] of them only: up to [MaxHead] questions.
	MethodLandmarks Method = "landmarks"
	// MethodNearest has no head: the questions nearest to the message vote.
	MethodNearest Method = "nearest"
)

// Model names the embedding model whose vectors it was trained on.
func (t *Training) Model() string { return t.model }

// Thresholds returns the calibrated thresholds.
func (t *Training) Thresholds() Thresholds { return t.thresholds }

// Summary returns the figures for people; they can be stored as JSON.
func (t *Training) Summary() Summary { return t.summary }

// Record returns the training as the store keeps it, under a new UUID. What the
// matcher does not know is left to the caller: Revision, Took and CreatedAt.
func (t *Training) Record(id string) (faq.TrainingRecord, error) {
	data, err := t.MarshalBinary()
	if err != nil {
		return faq.TrainingRecord{}, err
	}
	summary, err := json.Marshal(t.summary)
	if err != nil {
		return faq.TrainingRecord{}, fmt.Errorf("summary of training: %w", err)
	}
	return faq.TrainingRecord{
		ID: id, Model: t.model, Questions: t.summary.Questions, FAQs: t.summary.FAQs, Data: data,
		Balanced: t.thresholds.Balanced, Cautious: t.thresholds.Cautious, Summary: summary,
	}, nil
}

// untrained is what matches as long as nothing has been trained.
func untrained() *Training {
	return &Training{
		space: space{centre: untrainedCentre}, speller: newSpeller(nil, nil),
		thresholds: Thresholds{Balanced: untrainedBalanced, Cautious: untrainedCautious},
	}
}

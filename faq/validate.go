package faq

import (
	"errors"
	"fmt"
	"strings"
)

// Limits of an FAQ's parts, counted in characters (code points).
const (
	// MaxQuestionLength is about what the embedded model reads of a text; a
	// longer "question" is an article pasted into the wrong field.
	MaxQuestionLength = 500
	// MaxQuestions bounds the vectors one FAQ brings into a scan.
	MaxQuestions = 500
	// MaxAnswerLength is the longest text WhatsApp and Telegram deliver whole.
	MaxAnswerLength = 4096
	// MaxLabelLength is what fits on a button.
	MaxLabelLength = 64
	// MaxLabels is the number of labels one FAQ may carry.
	MaxLabels = 20
)

// FieldError names one field of an FAQ that is not acceptable, and why. Fields
// of lists carry their index from 0: "questions[2]".
type FieldError struct {
	Field  string
	Reason string
}

// Error returns "field: reason".
func (e *FieldError) Error() string { return e.Field + ": " + e.Reason }

// Validate returns nil, or an error that joins one [*FieldError] for every
// field that is not acceptable, in the order of the fields; [FieldErrors] takes
// it apart again. A draft is held to the same rules as an active FAQ but for
// one: only an active FAQ needs an answer. So a draft with an answer can be
// activated, and one without is work in progress which the linter reminds of.
func (f FAQ) Validate() error {
	var v validation
	if !f.Type.Valid() {
		v.add("type", "must be greeting, general, closing or filler")
	}
	if !f.Status.Valid() {
		v.add("status", "must be draft, active or archived")
	}
	v.questions(f.Questions)
	if f.Status == Active || !f.unanswered() {
		v.text("answer", f.Answer, MaxAnswerLength)
	}
	v.labels(f.Labels)
	return errors.Join(v.errs...)
}

// unanswered reports whether a person sees nothing in the answer.
func (f FAQ) unanswered() bool { return TextProblem(f.Answer, MaxAnswerLength) == emptyText }

// FieldErrors returns the field errors that [FAQ.Validate] joined into err, or
// nil if there are none.
func FieldErrors(err error) []*FieldError {
	var one *FieldError
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var all []*FieldError
		for _, e := range joined.Unwrap() {
			all = append(all, FieldErrors(e)...)
		}
		return all
	}
	if errors.As(err, &one) {
		return []*FieldError{one}
	}
	return nil
}

type validation struct{ errs []error }

func (v *validation) add(field, reason string) {
	v.errs = append(v.errs, &FieldError{Field: field, Reason: reason})
}

func (v *validation) questions(questions []Question) {
	if len(questions) == 0 {
		v.add("questions", "needs at least one question")
	}
	if len(questions) > MaxQuestions {
		v.add("questions", fmt.Sprintf("has more than %d questions", MaxQuestions))
		return
	}
	first := make(map[string]int, len(questions))
	for i, q := range questions {
		field := fmt.Sprintf("questions[%d]", i)
		if !v.text(field, q.Text, MaxQuestionLength) {
			continue
		}
		if !HasWord(q.Text) {
			v.add(field, "needs a letter or a digit")
			continue
		}
		// Two equal questions would be two equal vectors of the same FAQ.
		key := strings.ToLower(Normalize(q.Text))
		if j, seen := first[key]; seen {
			v.add(field, fmt.Sprintf("repeats questions[%d]", j))
			continue
		}
		first[key] = i
	}
}

func (v *validation) labels(labels []string) {
	if len(labels) > MaxLabels {
		v.add("labels", fmt.Sprintf("has more than %d labels", MaxLabels))
		return
	}
	for i, label := range labels {
		v.text(fmt.Sprintf("labels[%d]", i), label, MaxLabelLength)
	}
}

// text reports whether s is acceptable, see [TextProblem].
func (v *validation) text(field, s string, limit int) bool {
	problem := TextProblem(s, limit)
	if problem != "" {
		v.add(field, problem)
	}
	return problem == ""
}

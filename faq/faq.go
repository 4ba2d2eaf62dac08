// Package faq is the domain of frequently asked questions: what an FAQ is,
// when one is complete, and how a text is tidied before it is compared with
// another. It is pure and imports the standard library only; storing belongs
// to store, choosing an answer to matcher.
package faq

import (
	"slices"
	"time"
)

// FAQ is one answer and the questions that ask for it.
//
// Questions is never empty in a valid FAQ: the first one is the question the
// FAQ is listed under, the others are its related questions. Each question is
// matched by its own vector, so related questions may be worded as freely as
// customers do.
type FAQ struct {
	// ID is the FAQ's UUID in text form; empty until the FAQ is stored.
	ID        string
	Type      Type
	Status    Status
	Questions []Question
	// Answer is sent to the end user as it stands. Only an FAQ that is not active
	// may have none.
	Answer string
	// Labels group FAQs in the dashboard; they take no part in matching.
	Labels    []string
	CreatedAt time.Time
	UpdatedAt time.Time
	// EditedBy is the UUID of the user who last changed what the FAQ says; empty
	// if nobody in particular did. An approver does not activate their own words.
	EditedBy string
	// EditorName is what that user is called, where an FAQ is read from the store.
	EditorName string
	// Version grows with every change; zero until the FAQ is stored. Whoever
	// changes an FAQ names the version they saw.
	Version int64
	// Matches30d is how many bursts it answered in the last 30 days, where an FAQ
	// is read from the store; it is nothing that can be set.
	Matches30d int
}

// Question is one wording that an FAQ answers.
type Question struct {
	// ID is the question's UUID in text form; empty until it is stored.
	ID   string
	Text string
}

// New returns a draft of the given type with one question and its related
// questions. It does not validate: call [FAQ.Validate].
func New(t Type, answer, question string, related ...string) FAQ {
	f := FAQ{Type: t, Status: Draft, Answer: answer, Questions: make([]Question, 0, 1+len(related))}
	for _, text := range append([]string{question}, related...) {
		f.Questions = append(f.Questions, Question{Text: text})
	}
	return f
}

// Clone returns a draft that says the same and is stored nowhere yet. It has
// the questions as they are, since a "(copy)" behind one would be matched; the
// linter names the original until they differ.
func (f FAQ) Clone() FAQ {
	clone := FAQ{Type: f.Type, Status: Draft, Answer: f.Answer, Labels: slices.Clone(f.Labels)}
	clone.Questions = make([]Question, len(f.Questions))
	for i, q := range f.Questions {
		clone.Questions[i].Text = q.Text
	}
	return clone
}

// Texts returns the wordings of the FAQ in their order.
func (f FAQ) Texts() []string {
	texts := make([]string, len(f.Questions))
	for i, q := range f.Questions {
		texts[i] = q.Text
	}
	return texts
}

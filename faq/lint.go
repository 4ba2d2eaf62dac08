package faq

import (
	"strconv"
	"unicode/utf8"
)

// Lint returns advice on an FAQ that stands alone, in the order of its fields
// and nil if there is none. The FAQ need not be valid. Whether it is too near
// another one takes vectors: see [Overlap].
func (f FAQ) Lint() []Advice {
	var advice []Advice
	if f.unanswered() {
		advice = append(advice, Advice{
			Rule: RuleAnswerMissing, Field: "answer",
			Text: "Write the answer, since an FAQ without one stays a draft.",
		})
	}
	return advice
}

// quoted returns text in quotation marks, cut where a sentence would drown in it.
func quoted(text string) string {
	const limit = 80
	if utf8.RuneCountInString(text) > limit {
		text = string([]rune(text)[:limit-1]) + "…"
	}
	return strconv.Quote(text)
}

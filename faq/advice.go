package faq

import "fmt"

// Advice is one thing that would make an FAQ answer better, from [Lint] or
// from comparing it with others. Nothing is refused because of it.
type Advice struct {
	Rule Rule `json:"rule"`
	// Field is the one to change, named as in a [FieldError].
	Field string `json:"field"`
	// Text is one sentence for people that says what to do.
	Text string `json:"advice"`
	// FAQID and Question are the other FAQ and its question, and Distance is how
	// far that is, for [RuleOverlap] only.
	FAQID    string   `json:"faq_id,omitempty"`
	Question string   `json:"question,omitempty"`
	Distance *float64 `json:"distance,omitempty"`
}

// Rule names a best practice (docs/autoresponder.md, "Advice").
type Rule string

const (
	// RuleNotEnglish: a question in another language than English.
	RuleNotEnglish Rule = "not_english"
	// RuleTooShort: a general question of fewer than five words.
	RuleTooShort Rule = "too_short"
	// RuleIncomplete: a general question that is no sentence.
	RuleIncomplete Rule = "incomplete_sentence"
	// RuleNoContext: a general question that does not say what it is about.
	RuleNoContext Rule = "no_context"
	// RuleAcronym: an acronym or lingo that no question of the FAQ spells out.
	RuleAcronym Rule = "bare_acronym"
	// RuleManyQuestions: one text that asks several things.
	RuleManyQuestions Rule = "many_questions"
	// RuleOverlap: a question that is near one of another FAQ.
	RuleOverlap Rule = "overlap"
	// RuleAnswerMissing: a draft that says nothing yet.
	RuleAnswerMissing Rule = "answer_missing"
	// RuleAnswerBare: an answer that leaves the customer asking.
	RuleAnswerBare Rule = "answer_too_bare"
	// RuleAnswerIsQuestion: an answer that repeats a question.
	RuleAnswerIsQuestion Rule = "answer_is_question"
	// RuleNoRelated: a general FAQ with one wording only. The mildest of all.
	RuleNoRelated Rule = "no_related_questions"
)

// Overlap is the advice that the question named by field is too near a question
// of another FAQ: a message between the two is left to a person. Distance is 0
// where both mean the same to the model that compared them.
func Overlap(field, faqID, question string, distance float64) Advice {
	return Advice{
		Rule: RuleOverlap, Field: field, FAQID: faqID, Question: question, Distance: &distance,
		Text: fmt.Sprintf("Another FAQ asks almost the same with %s, so say how the two differ or make them one FAQ, since a message between them is left to a person.", quoted(question)),
	}
}

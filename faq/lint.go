package faq

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Lint returns advice on an FAQ that stands alone, nil if there is none:
// questions first, the mildest last. Each rule speaks at most twice, of the
// question and of the related ones together. The FAQ need not be valid. Whether
// it is too near another one takes vectors: see [Overlap].
func Lint(f FAQ) []Advice {
	l := linter{texts: f.Texts()}
	if f.Type.Matched() {
		l.questions(RuleNotEnglish, l.where(func(text string) bool { return !inEnglish(text) }),
			"Write %s in English, since that is the language the matcher understands best.")
	}
	if f.Type == General {
		l.general()
	}
	l.answer(f)
	if f.Type == General && len(f.Questions) == 1 {
		l.add(RuleNoRelated, "questions", "Add related questions in the words customers use: each one more makes it likelier that the next customer is understood.")
	}
	return l.advice
}

type linter struct {
	texts  []string
	advice []Advice
}

// general checks what greetings and closings need not keep to.
func (l *linter) general() {
	l.questions(RuleTooShort, l.where(func(text string) bool { return len(words(text)) < fewestWords }),
		`Ask %s in five words or more that say what it is about, as in "How can I return my order?".`)
	if len(l.texts) > 0 && !isSentence(l.texts[0]) {
		// Related questions are as customers write them.
		l.questions(RuleIncomplete, []int{0}, `Write %s as a complete sentence, as in "How can I recover the password of my account?".`)
	}
	l.questions(RuleNoContext, l.where(func(text string) bool {
		list := words(text)
		return len(list) >= fewestWords && !isAbout(list) && inEnglish(text)
	}), "Say in %s what it is about: as it stands it could be any question.")
	if acronym, i, found := bareAcronym(l.texts); found {
		l.add(RuleAcronym, questionField(i), fmt.Sprintf(
			"Add a related question that spells out %s, since customers write it either way.", quoted(acronym)))
	}
	l.questions(RuleManyQuestions, l.where(func(text string) bool { return asks(text) > 1 }),
		"Ask one thing at a time instead of %s, since a message about half of it matches the whole badly.")
}

func (l *linter) answer(f FAQ) {
	if f.unanswered() {
		l.add(RuleAnswerMissing, "answer", "Write the answer: without one the FAQ stays a draft and answers nobody.")
		return
	}
	for i, text := range l.texts {
		if strings.EqualFold(Normalize(text), Normalize(f.Answer)) {
			l.add(RuleAnswerIsQuestion, "answer", fmt.Sprintf("Write an answer of its own, since this one only repeats %s.", quoted(l.texts[i])))
			return
		}
	}
	if f.Type == General && tooBare(f.Answer) {
		l.add(RuleAnswerBare, "answer", "Answer in a whole sentence with all that the customer needs to know, so that nobody has to ask again.")
	}
}

// tooBare reports whether an answer is a word or two without anything to look
// up or to follow.
func tooBare(answer string) bool {
	const fewest = 3
	return len(words(answer)) < fewest && HasWord(answer) && !strings.ContainsAny(answer, "0123456789@/")
}

// where returns the questions of which something is true.
func (l *linter) where(is func(text string) bool) []int {
	var found []int
	for i, text := range l.texts {
		// What is no text at all is for Validate to say.
		if HasWord(text) && is(text) {
			found = append(found, i)
		}
	}
	return found
}

// questions gives a piece of advice on the first question, if it is among the
// found ones, and one on all related questions.
func (l *linter) questions(rule Rule, found []int, sentence string) {
	if len(found) > 0 && found[0] == 0 {
		l.add(rule, questionField(0), fmt.Sprintf(sentence, quoted(l.texts[0])))
		found = found[1:]
	}
	if len(found) == 0 {
		return
	}
	subject := "the related question " + quoted(l.texts[found[0]])
	if more := len(found) - 1; more > 0 {
		subject += fmt.Sprintf(" (and %d more)", more)
	}
	l.add(rule, questionField(found[0]), fmt.Sprintf(sentence, subject))
}

func (l *linter) add(rule Rule, field, text string) {
	l.advice = append(l.advice, Advice{Rule: rule, Field: field, Text: text})
}

func questionField(i int) string { return "questions[" + strconv.Itoa(i) + "]" }

// quoted returns text in quotation marks, cut where a sentence would drown in it.
func quoted(text string) string {
	const limit = 80
	if utf8.RuneCountInString(text) > limit {
		text = string([]rune(text)[:limit-1]) + "…"
	}
	return `"` + text + `"`
}

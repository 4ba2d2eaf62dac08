package groups

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/parleyhq/parley/faq"
)

// wording is what one or several messages say in the same words.
type wording struct {
	// text is tidied, and one line even if the message had several.
	text string
	// plain is what tells wordings apart: words in lower case.
	plain  string
	lines  int
	vector []float32
	// messages say it, the latest first: that one will be there the longest.
	messages []faq.Unanswered
}

// fold returns the wordings of messages, without those that ask nothing. Their
// order does not depend on that of the messages.
func fold(messages []faq.Unanswered) []wording {
	ordered := slices.Clone(messages)
	slices.SortFunc(ordered, func(a, b faq.Unanswered) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.DecisionID, b.DecisionID))
	})
	places := make(map[string]int)
	var wordings []wording
	for _, m := range ordered {
		text := faq.Normalize(m.Text)
		vector := unit(m.Vector)
		if !asks(text) || vector == nil || len(wordings) > 0 && len(vector) != len(wordings[0].vector) {
			continue
		}
		plain := plainly(text)
		at, seen := places[plain]
		if !seen {
			at = len(wordings)
			places[plain] = at
			wordings = append(wordings, wording{text: text, plain: plain, lines: lines(m.Text), vector: vector})
		}
		wordings[at].messages = append(wordings[at].messages, m)
	}
	slices.SortFunc(wordings, func(a, b wording) int { return cmp.Compare(a.plain, b.plain) })
	return wordings
}

func plainly(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	}), " ")
}

// lines counts the lines that say something.
func lines(text string) int {
	n := 0
	for line := range strings.Lines(text) {
		if faq.HasWord(line) {
			n++
		}
	}
	return n
}

// who adds the conversations in which it was said: somebody who repeats a
// question is one person.
func (w wording) who(people map[string]struct{}) {
	for _, m := range w.messages {
		people[cmp.Or(m.ConversationID, m.DecisionID)] = struct{}{}
	}
}

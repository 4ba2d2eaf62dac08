package matcher

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/parleyhq/parley/faq"
)

const (
	// maxLength is the length in characters above which a burst is an essay.
	maxLength = 600
	// maxLines is how many lines of a burst are compared by themselves.
	maxLines = 7
	// maxShortWords is the number of words up to which a burst may be a mere
	// greeting or closing: "thank you so much for your help" has seven.
	maxShortWords = 8
)

// part is a text to compare: a whole burst or one line of it.
type part struct {
	// number is 0 for the whole burst, see [faq.Vector].
	number int
	text   string
	// corrected is text if the speller has changed it.
	corrected string
	// shortWords is the number of words of a whole burst that may be a mere
	// greeting or closing, 0 for any other part.
	shortWords int
}

// read returns the parts of a burst, the whole first, with their spelling mended
// by correct, or the reason why there is nothing to compare. Which parts there
// are depends on the lines alone.
func read(lines []string, correct func(string) string) ([]part, faq.Reason) {
	var texts []string
	length := 0
	for _, line := range lines {
		text := faq.Normalize(line)
		if !faq.HasWord(text) {
			continue
		}
		length += utf8.RuneCountInString(text) + 1
		if length > maxLength+1 {
			return nil, faq.ReasonTooLong
		}
		texts = append(texts, text)
	}
	if len(texts) == 0 {
		return nil, faq.ReasonNoWords
	}
	whole := faq.Normalize(strings.Join(texts, " "))
	parts := []part{mended(0, whole, correct)}
	if n := words(whole); n <= maxShortWords {
		parts[0].shortWords = n
	}
	// The last lines are kept: what people come to in the end.
	texts = texts[max(0, len(texts)-maxLines):]
	for i, text := range texts {
		if text != whole && !slices.Contains(texts[:i], text) {
			parts = append(parts, mended(len(parts), text, correct))
		}
	}
	return parts, ""
}

func mended(number int, text string, correct func(string) string) part {
	p := part{number: number, text: correct(text)}
	if p.text != text {
		p.corrected = p.text
	}
	return p
}

// allowed reports whether this part may be answered by a question. A greeting
// or closing answers nothing much longer than itself: what else a message of
// five words says after "hi" is not answered by "hello".
func (p part) allowed(c Candidate) bool {
	switch c.Type {
	case faq.General:
		return true
	case faq.Greeting, faq.Closing:
		return p.shortWords > 0 && p.shortWords <= words(c.Question)+2
	default:
		return false
	}
}

func words(text string) int { return len(strings.Fields(text)) }

// phrased returns a text as it is embedded, be it a question or a message: with
// a capital letter and a mark at the end. Models read these, people on phones
// leave them out, and who writes FAQs does not.
func phrased(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	text = string(unicode.ToUpper(first)) + text[size:]
	if last := text[len(text)-1]; last == '.' || last == '?' || last == '!' {
		return text
	}
	return text + "?"
}

package faq

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Normalize returns the copy of a text that is matched, never the one that is
// stored or shown. What carries no meaning for a match goes: control and
// invisible characters, emoji, runs of white space, repeated punctuation
// ("??!!" keeps one of each) and letters held down ("helloooo" is "hello",
// "sooorry" is "soorry"). Typographic quotes and dashes become the plain ones
// that keyboards have. SEVERAL SHOUTED WORDS become lower case, since models
// know few words in capitals; a single one may be an acronym and stays. The
// words themselves stay as they are.
//
// The result is valid UTF-8 without leading or trailing space, and empty if
// the text has no letter, digit or punctuation. Normalize is idempotent.
func Normalize(text string) string {
	n := normalizer{}
	n.out.Grow(len(text))
	for _, r := range strings.ToValidUTF8(text, " ") {
		n.write(plain(r))
	}
	n.endRun(true)
	if out := n.out.String(); !shouted(out) {
		return out
	}
	return strings.ToLower(n.out.String())
}

// shouted reports whether text is two words or more without a lower-case letter.
func shouted(text string) bool {
	words := 0
	for word := range strings.FieldsSeq(text) {
		if strings.ContainsFunc(word, unicode.IsLower) {
			return false
		}
		if strings.ContainsFunc(word, unicode.IsUpper) {
			words++
		}
	}
	return words > 1
}

// HasWord reports whether text has at least one letter or digit, without which
// there is nothing to understand.
func HasWord(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

// plain maps a character to its plain form, white space to ' ' and what is to
// be dropped to -1.
func plain(r rune) rune {
	switch r {
	case '\u2018', '\u2019', '\u201b', '\u2032', '\u00b4', '`':
		return '\''
	case '\u201c', '\u201d', '\u201f', '\u2033', '\u00ab', '\u00bb':
		return '"'
	case '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2015':
		return '-'
	case '\u2026':
		return '.'
	}
	switch {
	case unicode.IsSpace(r), unicode.Is(unicode.Zs, r):
		return ' '
	case r < utf8.RuneSelf:
		if unicode.IsControl(r) {
			return -1
		}
		return r
	case unicode.Is(unicode.Variation_Selector, r), unicode.Is(unicode.Me, r):
		return -1
	case unicode.In(r, unicode.Letter, unicode.Mark, unicode.Number, unicode.Punct, unicode.Sc, unicode.Sm):
		return r
	case r == '\u20bf':
		return r
	case unicode.In(r, unicode.Cf, unicode.Cc):
		return -1
	default:
		// Emoji and other signs separate words as a space does.
		return ' '
	}
}

// normalizer writes characters one run of equal ones at a time.
type normalizer struct {
	out   strings.Builder
	run   rune
	count int
	space bool
}

func (n *normalizer) write(r rune) {
	if r < 0 {
		return
	}
	if r == n.run {
		n.count++
		return
	}
	n.endRun(!unicode.IsLetter(r))
	n.run, n.count = r, 1
}

// endRun writes the current run, shortened; wordEnds says whether the run is
// the end of a word.
func (n *normalizer) endRun(wordEnds bool) {
	if n.count == 0 {
		return
	}
	if n.run == ' ' {
		n.space = n.out.Len() > 0
		return
	}
	if n.space {
		n.out.WriteByte(' ')
		n.space = false
	}
	for range runLength(n.run, n.count, wordEnds) {
		n.out.WriteRune(n.run)
	}
}

func runLength(r rune, count int, wordEnds bool) int {
	switch {
	case unicode.IsPunct(r):
		return 1
	case unicode.IsLetter(r) && count > 2:
		// English doubles letters within a word but almost never trebles them.
		if wordEnds {
			return 1
		}
		return 2
	default:
		return count
	}
}

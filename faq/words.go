package faq

import (
	"strings"
	"unicode"
)

// words returns the words of a text in lower case, without the punctuation
// around them. Apostrophes and hyphens inside stay.
func words(text string) []string {
	var list []string
	for field := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("/,;:.!?…()[]\"“”", r)
	}) {
		field = strings.ReplaceAll(field, "’", "'")
		word := strings.TrimFunc(field, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		if word != "" {
			list = append(list, word)
		}
	}
	return list
}

// listed reports whether word stands in a list of words between spaces.
func listed(list, word string) bool {
	at := 0
	for {
		i := strings.Index(list[at:], word)
		if i < 0 {
			return false
		}
		end := at + i + len(word)
		if (at+i == 0 || space(list[at+i-1])) && (end == len(list) || space(list[end])) {
			return true
		}
		at += i + 1
	}
}

func space(b byte) bool { return b == ' ' || b == '\n' || b == '\t' }

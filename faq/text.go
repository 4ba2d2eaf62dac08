package faq

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// TextProblem says what keeps s from being a text of at most limit characters
// (code points) that a person can read and Postgres can store, as the reason of
// a [FieldError]; empty if nothing does.
func TextProblem(s string, limit int) string {
	switch {
	case !utf8.ValidString(s):
		return "is not valid UTF-8"
	case strings.ContainsRune(s, 0):
		return "contains a NUL character"
	case utf8.RuneCountInString(s) > limit:
		return fmt.Sprintf("is longer than %d characters", limit)
	case strings.TrimFunc(s, invisible) == "":
		return emptyText
	default:
		return ""
	}
}

// emptyText is the problem of a text of which a person sees nothing.
const emptyText = "is empty"

func invisible(r rune) bool { return !unicode.IsGraphic(r) || unicode.IsSpace(r) }

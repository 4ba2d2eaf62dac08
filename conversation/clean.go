package conversation

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// MaxText is how many bytes a message's text may have.
const MaxText = 65536

// Clean makes text of unknown origin storable: no NUL, which Postgres refuses,
// valid UTF-8, and at most MaxText bytes, cut between characters.
func Clean(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.ReplaceAll(s, "\x00", "")
	if len(s) <= MaxText {
		return s
	}
	end := MaxText
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end]
}

// PlainID reports whether an id that comes from outside holds only what every
// way in and out keeps as it is: no control characters and nothing that was no
// valid UTF-8. Texts are cleaned of those; of two ids that differ there only, one
// would be taken for the other.
func PlainID(id string) bool {
	return !strings.ContainsFunc(id, func(r rune) bool { return r == utf8.RuneError || unicode.IsControl(r) })
}

// Believable returns a provider's time if it can be one, else zero: a clock
// that was never set or a field in other units must not move a window.
func Believable(t time.Time) time.Time {
	if t.Year() < 2000 || t.Year() > 9000 {
		return time.Time{}
	}
	return t.UTC()
}

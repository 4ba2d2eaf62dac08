package sheet

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// utf16WithoutMark names the UTF-16 that head is unmistakably in, or nothing.
// The header is ASCII, so one byte of each pair is zero and the other never.
func utf16WithoutMark(head []byte) string {
	const enough = 8
	if len(head) < enough {
		return ""
	}
	var zeros [2]int
	for i, b := range head {
		if b == 0 {
			zeros[i%2]++
		}
	}
	most := len(head) * 2 / 5
	switch {
	case zeros[0] == 0 && zeros[1] > most:
		return encodingUTF16LE
	case zeros[1] == 0 && zeros[0] > most:
		return encodingUTF16BE
	default:
		return ""
	}
}

// mostlyUTF8 reports whether more characters beyond ASCII are UTF-8 than not.
// Two bytes or more that fit together by accident are rare in other encodings.
// The last character may be cut.
func mostlyUTF8(text []byte) bool {
	good, bad := 0, 0
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		switch {
		case size > 1:
			good++
		case r != utf8.RuneError:
		case !utf8.FullRune(text):
			return good >= bad
		default:
			bad++
		}
		text = text[size:]
	}
	return good > bad
}

// looksWestern reports whether text reads as Windows-1252 (of which Latin-1 is
// a part): words of Western European languages have a letter beyond ASCII here
// and there. Words in Cyrillic, Chinese or Japanese encodings read as runs of
// such letters, or as letters with punctuation between them, and old Macintosh
// files as capitals inside words.
func looksWestern(text []byte) bool {
	beyond, odd := 0, 0
	var before, r, after rune
	for i := range text {
		before, r, after = r, charmap.Windows1252.DecodeByte(text[i]), 0
		if i+1 < len(text) {
			after = charmap.Windows1252.DecodeByte(text[i+1])
		}
		if r < utf8.RuneSelf {
			continue
		}
		beyond++
		if r == utf8.RuneError || unlikely(before, r, after) {
			odd++
		}
	}
	return odd*8 <= beyond
}

// unlikely reports whether a character beyond ASCII is where Western European
// texts hardly ever have it.
func unlikely(before, r, after rune) bool {
	const joining = "\u00a0\u00ad–—…’´·"
	switch {
	case strings.ContainsRune(joining, r):
		return false
	case before >= utf8.RuneSelf && after >= utf8.RuneSelf:
		return true
	case strings.ContainsRune("ƒˆ˜", r):
		return true
	case strings.ContainsRune("‚„†‡‰", r):
		return unicode.IsLetter(before)
	case unicode.IsLetter(r):
		return unicode.IsUpper(r) && unicode.IsLower(before)
	default:
		return unicode.IsLetter(before) && unicode.IsLetter(after)
	}
}

package sheet

import (
	"strings"
	"unicode"
)

const (
	separator = '|'
	escape    = '\\'
	// formulas are what a spreadsheet takes for the beginning of one.
	formulas = "=+-@\t\r"
)

// splitList takes a cell apart at each "|", without the white space around it;
// empty items do not count. Behind a backslash a "|", a backslash and white
// space are part of the item.
func splitList(text string) []string {
	var items []string
	var item []rune
	kept := 0 // length of item with the last character that must stay
	escaped := false
	end := func() {
		if item = item[:kept]; len(item) > 0 {
			items = append(items, string(item))
		}
		item, kept = item[:0], 0
	}
	for _, r := range text {
		special := r == separator || r == escape || unicode.IsSpace(r)
		switch {
		case escaped && !special:
			item = append(item, escape, r)
			kept = len(item)
		case escaped:
			item = append(item, r)
			kept = len(item)
		case r == escape:
		case r == separator:
			end()
		case unicode.IsSpace(r):
			if len(item) > 0 {
				item = append(item, r)
			}
		default:
			item = append(item, r)
			kept = len(item)
		}
		escaped = r == escape && !escaped
	}
	if escaped {
		item = append(item, escape)
		kept = len(item)
	}
	end()
	return items
}

// listItem writes an item so that [splitList] gives it back.
func listItem(text string) string {
	runes := []rune(text)
	first, last := 0, len(runes)
	for first < last && unicode.IsSpace(runes[first]) {
		first++
	}
	for last > first && unicode.IsSpace(runes[last-1]) {
		last--
	}
	var out strings.Builder
	for i, r := range runes {
		if r == separator || r == escape || i < first || i >= last {
			out.WriteRune(escape)
		}
		out.WriteRune(r)
	}
	return out.String()
}

// harmless puts an apostrophe before a text that a spreadsheet would run as a
// formula, and before one that [bare] would take one from.
func harmless(text string) string {
	if isFormula(text) {
		return "'" + text
	}
	return text
}

// bare takes the apostrophe of [harmless] off again.
func bare(text string) string {
	if strings.HasPrefix(text, "'") && isFormula(text) {
		return text[1:]
	}
	return text
}

// isFormula reports whether text is a formula, but for apostrophes before it.
func isFormula(text string) bool {
	text = strings.TrimLeft(text, "'")
	return text != "" && strings.ContainsRune(formulas, rune(text[0]))
}

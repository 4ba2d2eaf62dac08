package local

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// Vocabulary returns the words among the model's pieces, in lower case, the most
// common ones first: some 5,000 that a speller may take for spelled right. A few
// are only the beginning of words ("inter"); pieces that never begin a word are
// not among them.
func (m *Model) Vocabulary() []string {
	var found []scored
	if start, ok := m.tokens.nodes[0].next[spaceMark]; ok {
		found = m.tokens.words(start, nil, nil)
	}
	slices.SortFunc(found, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.text, b.text))
	})
	seen := make(map[string]bool, len(found))
	var words []string
	for _, w := range found {
		if lower := strings.ToLower(w.text); !seen[lower] {
			seen[lower] = true
			words = append(words, lower)
		}
	}
	return words
}

type scored struct {
	text  string
	score float64
}

// words appends the pieces of letters below a node, which text leads to. Shorter
// ones are mostly the beginnings of others.
func (t *tokenizer) words(at int32, text []rune, found []scored) []scored {
	const shortest = 3
	node := &t.nodes[at]
	if node.id >= 0 && len(text) >= shortest {
		found = append(found, scored{string(text), node.score})
	}
	for r, next := range node.next {
		if unicode.IsLetter(r) {
			found = t.words(next, append(slices.Clip(text), r), found)
		}
	}
	return found
}

package faq

import (
	"strings"
	"unicode"
)

// inEnglish reports whether a question is English as far as its words tell.
// Little words decide: every language has its own, and uses them in nearly each
// sentence. Without any, as in "order status", a text is only taken for another
// language if its words look like none of English. Too little to tell is
// English.
func inEnglish(text string) bool {
	latin, other := 0, 0
	for _, r := range text {
		switch {
		case !unicode.IsLetter(r):
		case unicode.Is(unicode.Latin, r):
			latin++
		default:
			other++
		}
	}
	if other > latin {
		return false
	}
	var english, shared, foreign, strange, counted int
	for _, word := range words(text) {
		plain := fold(word)
		if len(plain) == 1 && plain != "i" && plain == word {
			continue
		}
		counted++
		switch {
		case listed(englishWords, plain):
			english++
		case listed(sharedWords, plain):
			shared++
		case listed(foreignWords, plain):
			foreign++
			strange++
		case plain != word, looksStrange(plain):
			strange++
		}
	}
	switch {
	case foreign > english && (foreign > 1 || english+shared == 0):
		return counted < 2
	case english > 0:
		return true
	default:
		const enough = 3
		return counted < enough || strange*2 <= counted-shared || strange < 2
	}
}

// looksStrange reports whether few English words have the look of word, which
// is folded.
func looksStrange(word string) bool {
	const shortest = 4
	if len(word) < shortest || listed(loanWords, word) {
		return false
	}
	if strings.ContainsAny(word[len(word)-1:], "aiuojv") {
		return true
	}
	for _, letters := range []string{
		"aa", "ii", "uu", "yy", "kk", "kh", "bh", "dh", "jh", "sz", "cz", "rz", "ij", "dj", "nj", "zh", "kj", "sj", "lj", "vr",
	} {
		if strings.Contains(word, letters) {
			return true
		}
	}
	return false
}

// fold takes the accents off the letters of Western and Central Europe and of
// Turkish, since customers leave them away too.
func fold(word string) string {
	const (
		accented = "àáâãäåāăąçćčďèéêëēęěğìíîïīıłñńňòóôõöøőřśšşșťțùúûüūůűýÿźżž"
		plain    = "aaaaaaaaacccdeeeeeeegiiiiiilnnnooooooorssssttuuuuuuuyyzzz"
	)
	return strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII {
			return r
		}
		at := 0
		for _, a := range accented {
			if a == r {
				return rune(plain[at])
			}
			at++
		}
		return r
	}, word)
}

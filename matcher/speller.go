package matcher

import (
	"maps"
	"math/bits"
	"slices"
	"strings"
	"unicode"
)

const (
	// shortestMended is the length in letters from which a word is mended: of
	// three letters, too many differ by one.
	shortestMended = 4
	// longMended is the length from which two mistakes are looked for.
	longMended = 7
	// longestMended bounds the work on what is no word.
	longestMended = 24
)

// speller mends the copy of a message that is matched. Short forms that people
// type on phones are written out. A word that it does not know becomes the
// nearest one it knows if that is near: one mistake away, or two in a long word.
// It knows the words of the questions, those it is given beside them and some
// common ones, and leaves alone what may be right: short words, words with a digit, names, and
// other forms of a word it knows.
type speller struct {
	// questions counts in how many questions a word stands; others are known
	// beside them, the most common ones first.
	questions map[string]int
	others    []string
	known     map[string]struct{}
	// byLength holds the words that mistakes are mended to, by their length.
	byLength [longestMended + 3][]word
}

type word struct {
	letters []rune
	// set has a bit for each letter: a mistake changes two bits at most, so most
	// words need not be compared.
	set uint64
	// asked is in how many questions it stands; place orders the others.
	asked, place int
}

// newSpeller returns a speller for questions and for others, words that are
// right, too, the most common ones first.
func newSpeller(questions, others []string) *speller {
	counts := make(map[string]int)
	for _, text := range questions {
		for _, w := range wordsOf(text) {
			counts[strings.ToLower(w)]++
		}
	}
	return spellerOf(counts, others)
}

func spellerOf(questions map[string]int, others []string) *speller {
	s := &speller{questions: questions, others: others, known: make(map[string]struct{}, len(questions)+len(others))}
	for _, w := range slices.Sorted(maps.Keys(questions)) {
		s.learn(w, questions[w], 0)
	}
	for i, w := range others {
		s.learn(strings.ToLower(w), 0, i)
	}
	for i, w := range commonWords() {
		s.learn(w, 0, len(others)+i)
	}
	return s
}

func (s *speller) learn(text string, asked, place int) {
	if _, known := s.known[text]; known {
		return
	}
	s.known[text] = struct{}{}
	letters := []rune(text)
	if n := len(letters); n >= shortestMended-1 && n < len(s.byLength) && allLetters(letters) {
		s.byLength[n] = append(s.byLength[n], word{letters: letters, set: setOf(letters), asked: asked, place: place})
	}
}

// correct returns text with its spelling mended.
func (s *speller) correct(text string) string {
	var out strings.Builder
	rest := text
	for first := true; rest != ""; first = false {
		start := strings.IndexFunc(rest, inWord)
		if start < 0 {
			break
		}
		end := strings.IndexFunc(rest[start:], func(r rune) bool { return !inWord(r) })
		if end < 0 {
			end = len(rest) - start
		}
		out.WriteString(rest[:start])
		out.WriteString(s.mend(rest[start:start+end], first))
		rest = rest[start+end:]
	}
	out.WriteString(rest)
	return out.String()
}

// mend returns a word as it was probably meant. first says that the text begins
// with it.
func (s *speller) mend(text string, first bool) string {
	lower := strings.ToLower(text)
	if s.knows(lower) {
		return text
	}
	// A capital letter within the text is that of a name, or of an acronym.
	if lower != text && (!first || strings.IndexFunc(text[1:], unicode.IsUpper) >= 0) {
		return text
	}
	if long, found := writtenOut(lower); found {
		return long
	}
	letters := []rune(lower)
	if len(letters) < shortestMended || len(letters) > longestMended || !allLetters(letters) || s.formOfKnown(lower) {
		return text
	}
	if found := s.nearest(letters); found != nil {
		return string(found.letters)
	}
	return text
}

func (s *speller) knows(lower string) bool {
	_, known := s.known[lower]
	return known
}

// endings make other forms of a word, which are no mistakes.
func endings() []string {
	return []string{"'s", "s", "es", "d", "ed", "ing", "er", "r", "ers", "ly", "n't", "'ll", "'re", "'ve", "'d"}
}

func (s *speller) formOfKnown(lower string) bool {
	for _, ending := range endings() {
		stem, found := strings.CutSuffix(lower, ending)
		if found && len(stem) >= shortestMended-1 && (s.knows(stem) || s.knows(stem+"e") || s.knows(stem+stem[len(stem)-1:])) {
			return true
		}
	}
	return false
}

// nearest returns the known word that the fewest mistakes lead from, nil if none
// is near. Of several, one of the questions is preferred, then one that begins
// alike, as typed words mostly do, then the more common one.
func (s *speller) nearest(letters []rune) *word {
	set := setOf(letters)
	var best *word
	var bestRank [5]int
	for n := len(letters) - 2; n <= min(len(letters)+2, len(s.byLength)-1); n++ {
		for i := range s.byLength[n] {
			w := &s.byLength[n][i]
			most := mostMistakes(len(letters), w.asked > 0)
			if most == 0 || bits.OnesCount64(w.set^set) > 2*most {
				continue
			}
			found := mistakes(letters, w.letters, most)
			if found > most {
				continue
			}
			rank := [5]int{found, flag(w.asked == 0), flag(w.letters[0] != letters[0]), -w.asked, w.place}
			if best == nil || slices.Compare(rank[:], bestRank[:]) < 0 {
				best, bestRank = w, rank
			}
		}
	}
	return best
}

// mostMistakes is how many mistakes a typed word of so many letters may be away
// from one of the questions, or from another word: which of those are right and
// merely not known is less sure.
func mostMistakes(letters int, asked bool) int {
	switch {
	case asked && letters >= longMended:
		return 2
	case asked || letters >= longMended:
		return 1
	default:
		return 0
	}
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// setOf maps each letter to one of 64 bits.
func setOf(letters []rune) (set uint64) {
	for _, r := range letters {
		set |= 1 << (uint32(r) % 64)
	}
	return set
}

func allLetters(letters []rune) bool {
	return !slices.ContainsFunc(letters, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '\'' })
}

// inWord reports whether r is part of a word, be it an order number: that one is
// left alone as a whole.
func inWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) || strings.ContainsRune("'@._-#/&+", r)
}

func wordsOf(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '\'' })
}

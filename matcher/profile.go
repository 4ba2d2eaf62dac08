package matcher

import (
	"math"
	"slices"
	"strings"
	"unicode"
)

// Character n-grams of these lengths are compared.
const (
	shortestGram = 2
	longestGram  = 4
)

// profile is the bag of a text's character n-grams within words, as a vector
// of length 1 sorted by gram. It sees what a spelling mistake leaves of a word,
// and the names and numbers that an embedding model blurs.
type profile []gram

type gram struct {
	hash   uint64
	weight float64
}

// profileOf ignores letter case, punctuation and the order of words. rarity is
// what a gram weighs. A text without a letter or digit has an empty profile.
func profileOf(text string, rarity func(hash uint64) float64) profile {
	hashes := gramsOf(text)
	var p profile
	var sum float64
	for len(hashes) > 0 {
		count := 1
		for count < len(hashes) && hashes[count] == hashes[0] {
			count++
		}
		weight := (1 + math.Log(float64(count))) * rarity(hashes[0])
		p = append(p, gram{hash: hashes[0], weight: weight})
		sum += weight * weight
		hashes = hashes[count:]
	}
	for i := range p {
		p[i].weight /= math.Sqrt(sum)
	}
	return p
}

// gramsOf returns the hashes of a text's n-grams, sorted, each as often as it
// occurs.
func gramsOf(text string) []uint64 {
	hashes := make([]uint64, 0, 4*len(text))
	for word := range strings.FieldsFuncSeq(strings.ToLower(text), separates) {
		hashes = appendGrams(hashes, " "+word+" ")
	}
	slices.Sort(hashes)
	return hashes
}

func separates(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
}

// appendGrams appends the FNV-1a hash of each n-gram of a word.
func appendGrams(hashes []uint64, word string) []uint64 {
	const offset, prime = 14695981039346656037, 1099511628211
	letters := []rune(word)
	for start := range letters {
		hash := uint64(offset)
		for n, r := range letters[start:min(start+longestGram, len(letters))] {
			hash = (hash ^ uint64(r)) * prime
			if n+1 >= shortestGram {
				hashes = append(hashes, hash)
			}
		}
	}
	return hashes
}

// similarity returns the cosine of two profiles, from 0 to 1.
func (p profile) similarity(q profile) float64 {
	var sum float64
	for len(p) > 0 && len(q) > 0 {
		switch {
		case p[0].hash < q[0].hash:
			p = p[1:]
		case p[0].hash > q[0].hash:
			q = q[1:]
		default:
			sum += p[0].weight * q[0].weight
			p, q = p[1:], q[1:]
		}
	}
	return min(sum, 1)
}

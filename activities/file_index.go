package activities

import (
	"context"
	"math"
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/parleyhq/parley/faq"
)

// fileIndex finds which questions of an uploaded file are near each other. A file
// may hold tens of thousands, so it keeps a byte for each component and looks in
// two steps: the signs of the components tell which few are near, the bytes how
// near. What comes of it is advice, never an answer. The zero value is empty.
//
// Attempts at the same file share one, as one goes on for a while after it was
// given up for lost.
type fileIndex struct {
	// model is the one of the vectors, where it is known.
	model string

	mu      sync.RWMutex
	entries []indexed
	signs   [][]uint64
	// known are the places of the entries.
	known map[faq.ImportedKey]struct{}
}

type indexed struct {
	row      int
	question string
	// values times scale is the vector, made as long as 1.
	values []int8
	scale  float32
}

// signsChosen is how many questions the first step leaves.
const signsChosen = 64

// rowKey names the FAQ that a row would become where FAQs are told apart by id.
func rowKey(row int) string { return keyPrefix + strconv.Itoa(row) }

// keyPrefix begins no UUID.
const keyPrefix = "row "

func isRowKey(id string) bool { return strings.HasPrefix(id, keyPrefix) }

// add takes a question in, unless there is one of its place.
func (x *fileIndex) add(at faq.ImportedKey, question string, vector []float32) {
	entry, own := compact(at.Row, question, vector), signs(vector)
	x.mu.Lock()
	defer x.mu.Unlock()
	if _, known := x.known[at]; known {
		return
	}
	if x.known == nil {
		x.known = map[faq.ImportedKey]struct{}{}
	}
	x.known[at] = struct{}{}
	x.entries = append(x.entries, entry)
	x.signs = append(x.signs, own)
}

// Nearest implements matcher.Source: the FAQ of a question is its [rowKey].
func (x *fileIndex) Nearest(_ context.Context, _ string, vector []float32, k int) ([]faq.Candidate, error) {
	length := norm(vector)
	x.mu.RLock()
	defer x.mu.RUnlock()
	found := make([]faq.Candidate, 0, signsChosen)
	for _, entry := range x.alike(signs(vector), len(vector)) {
		e := x.entries[entry]
		found = append(found, faq.Candidate{
			FAQID: rowKey(e.row), Question: e.question, Score: float64(e.dot(vector)) / length,
		})
	}
	sortNearest(found)
	return found[:min(k, len(found))], nil
}

// alike returns the signsChosen entries whose signs differ least.
func (x *fileIndex) alike(own []uint64, dimensions int) []int {
	distances := make([]uint16, len(x.signs))
	counts := make([]int, dimensions+1)
	for i, s := range x.signs {
		distance := 0
		for j, word := range s {
			distance += bits.OnesCount64(word ^ own[j])
		}
		distances[i] = uint16(distance)
		counts[distance]++
	}
	limit, within := 0, counts[0]
	for within < signsChosen && limit < dimensions {
		limit++
		within += counts[limit]
	}
	// Of those at the limit the first ones, as there is room.
	room := signsChosen - (within - counts[limit])
	chosen := make([]int, 0, signsChosen)
	for i, d := range distances {
		switch {
		case int(d) < limit:
			chosen = append(chosen, i)
		case int(d) == limit && room > 0:
			chosen = append(chosen, i)
			room--
		}
	}
	return chosen
}

// sortNearest puts the most similar first.
func sortNearest(found []faq.Candidate) {
	slices.SortStableFunc(found, func(a, b faq.Candidate) int {
		switch {
		case a.Score > b.Score:
			return -1
		case a.Score < b.Score:
			return 1
		default:
			return 0
		}
	})
}

func compact(row int, question string, vector []float32) indexed {
	var largest float32
	for _, v := range vector {
		largest = max(largest, v, -v)
	}
	e := indexed{row: row, question: question, values: make([]int8, len(vector))}
	e.scale = largest / math.MaxInt8 / float32(norm(vector))
	for i, v := range vector {
		e.values[i] = int8(math.RoundToEven(float64(v / largest * math.MaxInt8)))
	}
	return e
}

func (e indexed) dot(vector []float32) float32 {
	var sum float32
	for i, v := range e.values {
		sum += float32(v) * vector[i]
	}
	return sum * e.scale
}

func signs(vector []float32) []uint64 {
	s := make([]uint64, (len(vector)+63)/64)
	for i, v := range vector {
		if v < 0 {
			s[i/64] |= 1 << (i % 64)
		}
	}
	return s
}

func norm(vector []float32) float64 {
	var sum float64
	for _, v := range vector {
		sum += float64(v) * float64(v)
	}
	return math.Sqrt(sum)
}

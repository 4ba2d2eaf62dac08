package local

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	vocabularySize = 8000
	reservedPieces = 6
	unknownPiece   = 0
	spaceMark      = '\u2581'
	// maxTokens is how many pieces of a sentence the graph reads.
	maxTokens = 128
	// maxSymbols bounds the work on a text that nobody wrote by hand. The
	// longest piece has 16 characters, so it holds at least 256 pieces.
	maxSymbols = 4096
)

// tokenizer splits a text into the pieces that are most likely by the sum of
// their log probabilities (SentencePiece's unigram model). It gives the ids that
// the TensorFlow.js tokenizer gives, including that one's oddities, since the
// network was published with them.
type tokenizer struct{ nodes []trieNode }

type trieNode struct {
	next map[rune]int32
	// id is -1 where no piece ends.
	id    int32
	score float64
}

type piece struct {
	text  string
	score float64
}

// UnmarshalJSON reads ["text", score]. Seven pieces, the colon among them, have
// a null for a score, which JavaScript adds as 0.
func (p *piece) UnmarshalJSON(data []byte) error {
	return json.Unmarshal(data, &[]any{&p.text, &p.score})
}

func readTokenizer(root *os.Root) (*tokenizer, error) {
	data, err := root.ReadFile("vocab.json")
	if err != nil {
		return nil, err
	}
	var pieces []piece
	if err := json.Unmarshal(data, &pieces); err != nil {
		return nil, fmt.Errorf("vocab.json: %w", err)
	}
	if len(pieces) != vocabularySize {
		return nil, fmt.Errorf("vocab.json has %d pieces, not %d", len(pieces), vocabularySize)
	}
	return newTokenizer(pieces), nil
}

func newTokenizer(pieces []piece) *tokenizer {
	t := &tokenizer{nodes: []trieNode{{id: -1}}}
	for id := reservedPieces; id < len(pieces); id++ {
		at := int32(0)
		for _, r := range pieces[id].text {
			at = t.child(at, r)
		}
		// One piece is listed three times: the last id wins.
		t.nodes[at].id, t.nodes[at].score = int32(id), pieces[id].score
	}
	return t
}

func (t *tokenizer) child(at int32, r rune) int32 {
	if next, ok := t.nodes[at].next[r]; ok {
		return next
	}
	next := int32(len(t.nodes))
	t.nodes = append(t.nodes, trieNode{id: -1})
	if t.nodes[at].next == nil {
		t.nodes[at].next = make(map[rune]int32, 1)
	}
	t.nodes[at].next[r] = next
	return next
}

// encode returns the piece ids of text, at most maxTokens of them, none for an
// empty text.
func (t *tokenizer) encode(text string) []int32 {
	symbols := symbolsOf(text)
	if len(symbols) == 0 {
		return nil
	}
	// steps[i] is the best way found to split the first i symbols.
	steps := make([]step, len(symbols)+1)
	for start := range symbols {
		if !t.pushPieces(steps, symbols, start) {
			// No piece starts here: one unknown symbol, at no cost.
			steps[start+1].improve(steps[start].score, start, unknownPiece)
		}
	}
	ids := backtrack(steps)
	return ids[:min(len(ids), maxTokens)]
}

// pushPieces offers every piece that starts at start to the position where it
// ends, and reports whether there was one.
func (t *tokenizer) pushPieces(steps []step, symbols []rune, start int) bool {
	found := false
	at := int32(0)
	for end := start; end < len(symbols); end++ {
		next, ok := t.nodes[at].next[symbols[end]]
		if !ok {
			break
		}
		at = next
		if node := &t.nodes[at]; node.id >= 0 {
			found = true
			steps[end+1].improve(steps[start].score+node.score, start, node.id)
		}
	}
	return found
}

// symbolsOf returns the characters that pieces are made of: the text in NFKC,
// with a mark in front and for every space.
func symbolsOf(text string) []rune {
	if utf8.RuneCountInString(text) > maxSymbols {
		text = string([]rune(text)[:maxSymbols])
	}
	text = norm.NFKC.String(strings.ToValidUTF8(text, "\ufffd"))
	if text == "" {
		return nil
	}
	return []rune(string(spaceMark) + strings.ReplaceAll(text, " ", string(spaceMark)))
}

// step is a way to reach a position: its score, and the last piece on it.
type step struct {
	score float64
	id    int32
	start int32
}

// improve takes the offered way if it is no worse, so that of equal ways the one
// with the shorter last piece stays. The reference reads a score of 0 as "no
// way yet", and so does this.
func (s *step) improve(score float64, start int, id int32) {
	if s.score == 0 || score >= s.score {
		*s = step{score: score, id: id, start: int32(start)}
	}
}

// backtrack walks from the end to the start. A position that no piece reached
// counts as one unknown symbol; neighbouring unknown symbols become one.
func backtrack(steps []step) []int32 {
	var ids []int32
	for end := len(steps) - 1; end > 0; {
		s := steps[end]
		if s.id == unknownPiece {
			s.start = int32(end - 1)
		}
		if s.id != unknownPiece || len(ids) == 0 || ids[len(ids)-1] != unknownPiece {
			ids = append(ids, s.id)
		}
		end = int(s.start)
	}
	slices.Reverse(ids)
	return ids
}

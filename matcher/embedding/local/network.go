package local

import (
	"math"
	"slices"
)

const (
	vocabularyRows = 8002
	embeddingWidth = 256
	hiddenWidth    = 1536
	headCount      = 4
)

// network is the encoder: token embeddings with a timing signal, two transformer
// layers, and one output layer over the mean of the tokens.
type network struct {
	processor processor
	// embeddings holds vocabularyRows rows of embeddingWidth, each doubled: the
	// graph adds a token's embedding to itself before it adds the timing.
	embeddings []float32
	// timing holds maxTokens rows of embeddingWidth.
	timing []float32
	layers [2]layer
	output linear
}

func newNetwork(b *builder) (*network, error) {
	n := &network{
		processor:  b.processor,
		embeddings: double(b.take("module/Embeddings_en", vocabularyRows, embeddingWidth)),
		timing:     timing(b.take(graphName+"TransformerStack/Layer_0/AddTimingSignal/TimingSignal/ExpandDims_1", embeddingWidth/2)),
		layers:     [2]layer{newLayer(b, 0, embeddingWidth), newLayer(b, 1, Dimensions)},
		output: b.linear(shape{in: Dimensions, out: Dimensions, fine: true},
			"module/Encoder_en/hidden_layers/tanh_layer_0/weights",
			"module/Encoder_en/hidden_layers/tanh_layer_0/bias"),
	}
	return n, b.err
}

func double(values []float32) []float32 {
	out := make([]float32, len(values))
	for i, v := range values {
		out[i] = 2 * v
	}
	return out
}

// timing returns, for each position, the sines and then the cosines of the
// position times each inverse timescale.
func timing(inverse []float32) []float32 {
	out := make([]float32, 0, maxTokens*embeddingWidth)
	for t := range maxTokens {
		for _, wave := range []func(float64) float64{math.Sin, math.Cos} {
			for _, inv := range inverse {
				out = append(out, float32(wave(float64(float32(t)*inv))))
			}
		}
	}
	return out
}

// encode returns one unit vector for each sentence of token ids. No sentence is
// empty or longer than maxTokens. The rows of all sentences are stacked, since
// only attention looks across the rows of a sentence.
func (n *network) encode(s *scratch, sentences [][]int32) [][]float32 {
	rows := 0
	for _, ids := range sentences {
		rows += len(ids)
	}
	s.resize(rows)
	row := 0
	for _, ids := range sentences {
		for t, id := range ids {
			n.embed(s.embedded[row*embeddingWidth:][:embeddingWidth], id, t)
			row++
		}
	}
	first, second := &n.layers[0], &n.layers[1]
	first.apply(s, s.embedded, sentences, rows)
	first.contract.add(s, s.stream, s.hidden, rows)
	second.apply(s, s.stream, sentences, rows)
	return n.pool(s, sentences)
}

func (n *network) embed(out []float32, id int32, position int) {
	row := n.embeddings[int(id)*embeddingWidth:][:embeddingWidth]
	signal := n.timing[position*embeddingWidth:][:embeddingWidth]
	for i := range out {
		out[i] = row[i] + signal[i]
	}
}

// pool averages the tokens of each sentence and passes the means through the
// output layer. The last product of the second layer is linear, so it is taken of
// the mean of its inputs instead of each.
func (n *network) pool(s *scratch, sentences [][]int32) [][]float32 {
	count := len(sentences)
	means, hidden := s.normed[:rowBlocks(count)*Dimensions], s.qkv[:rowBlocks(count)*hiddenWidth]
	row := 0
	for i, ids := range sentences {
		n.average(means[i*Dimensions:][:Dimensions], s.stream[row*Dimensions:], len(ids))
		n.average(hidden[i*hiddenWidth:][:hiddenWidth], s.hidden[row*hiddenWidth:], len(ids))
		row += len(ids)
	}
	n.layers[1].contract.add(s, means, hidden, count)
	out := s.stream
	n.output.set(s, out, means, count)
	vectors := make([][]float32, count)
	for i := range vectors {
		vectors[i] = slices.Clone(out[i*Dimensions:][:Dimensions])
		n.processor.tanh(vectors[i])
		scaleToOne(vectors[i])
	}
	return vectors
}

// average sets out to the mean of the first rows of x.
func (n *network) average(out, x []float32, rows int) {
	copy(out, x)
	for row := 1; row < rows; row++ {
		n.processor.add(out, x[row*len(out):][:len(out)])
	}
	inverse := 1 / float32(rows)
	for i := range out {
		out[i] *= inverse
	}
}

// scaleToOne scales v to length 1.
func scaleToOne(v []float32) {
	var sum float64
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	scale := float32(1 / math.Sqrt(max(sum, 1e-12)))
	for i := range v {
		v[i] *= scale
	}
}

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
	// embeddings holds vocabularyRows rows of embeddingWidth, each doubled: the
	// graph adds a token's embedding to itself before it adds the timing.
	embeddings []float32
	// timing holds maxTokens rows of embeddingWidth.
	timing []float32
	layers [2]layer
	output linear
}

func newNetwork(w *weights) (*network, error) {
	n := &network{
		embeddings: double(w.take("module/Embeddings_en", vocabularyRows, embeddingWidth)),
		timing:     timing(w.take(graphName+"TransformerStack/Layer_0/AddTimingSignal/TimingSignal/ExpandDims_1", embeddingWidth/2)),
		layers:     [2]layer{newLayer(w, 0, embeddingWidth), newLayer(w, 1, Dimensions)},
		output: newLinear(Dimensions, Dimensions,
			w.take("module/Encoder_en/hidden_layers/tanh_layer_0/weights", Dimensions, Dimensions),
			w.take("module/Encoder_en/hidden_layers/tanh_layer_0/bias", Dimensions)),
	}
	return n, w.err
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
	x := s.embedded
	clear(x)
	row := 0
	for _, ids := range sentences {
		for t, id := range ids {
			n.embed(x[row*embeddingWidth:][:embeddingWidth], id, t)
			row++
		}
	}
	for i := range n.layers {
		x = n.layers[i].apply(s, x, sentences)
	}
	return n.pool(s, x, sentences)
}

func (n *network) embed(out []float32, id int32, position int) {
	row := n.embeddings[int(id)*embeddingWidth:][:embeddingWidth]
	signal := n.timing[position*embeddingWidth:][:embeddingWidth]
	for i := range out {
		out[i] = row[i] + signal[i]
	}
}

// pool averages the tokens of each sentence and passes the means through the
// output layer.
func (n *network) pool(s *scratch, x []float32, sentences [][]int32) [][]float32 {
	means := s.normed[:rowBlocks(len(sentences))*Dimensions]
	clear(means)
	for i, ids := range sentences {
		mean := means[i*Dimensions:][:Dimensions]
		for range ids {
			for j, v := range x[:Dimensions] {
				mean[j] += v
			}
			x = x[Dimensions:]
		}
		for j := range mean {
			mean[j] /= float32(len(ids))
		}
	}
	out := s.hidden[:len(means)]
	n.output.apply(out, means)
	vectors := make([][]float32, len(sentences))
	for i := range vectors {
		vectors[i] = slices.Clone(out[i*Dimensions:][:Dimensions])
		squash(vectors[i])
	}
	return vectors
}

// squash takes the hyperbolic tangent and scales v to length 1.
func squash(v []float32) {
	var sum float64
	for i, x := range v {
		v[i] = float32(math.Tanh(float64(x)))
		sum += float64(v[i]) * float64(v[i])
	}
	scale := float32(1 / math.Sqrt(max(sum, 1e-12)))
	for i := range v {
		v[i] *= scale
	}
}

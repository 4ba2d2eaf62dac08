package local

import (
	"fmt"
	"math"
)

// Names in the graph. Constants that TensorFlow folded sit under graphName,
// variables under variableName.
const (
	graphName    = "module_apply_default/Encoder_en/KonaTransformer/Encode/"
	variableName = "module/Encoder_en/KonaTransformer/Encode/"
	concat       = "/ConcatPartitions/concat"
)

// layer is one pre-norm transformer layer. It maps rows of width to rows of
// Dimensions.
type layer struct {
	width     int
	scale     float32
	attention normalization
	qkv       linear
	attended  linear
	// residual brings the input to Dimensions in the first layer; the second
	// adds its input as it is.
	residual *linear
	feed     normalization
	expand   linear
	contract linear
}

func newLayer(w *weights, index, width int) layer {
	name := fmt.Sprintf("Layer_%d/TransformerLayer/", index)
	graph, stack, variable := graphName+name, graphName+"TransformerStack/"+name, variableName+name
	l := layer{
		width:     width,
		scale:     w.take(stack + "MultiheadAttention/mul/y")[0],
		attention: newNormalization(w, graph+"layer_prepostprocess", width),
		qkv: newLinear(width, 3*width,
			w.take(variable+"MultiheadAttention/qkv_transform_single/kernel/part_0", width, 3*width),
			w.take(graph+"MultiheadAttention/qkv_transform_single/bias"+concat, 3*width)),
		attended: newLinear(width, Dimensions,
			w.take(variable+"MultiheadAttention/output_transform_single/kernel/part_0", width, Dimensions),
			w.take(graph+"MultiheadAttention/output_transform_single/bias"+concat, Dimensions)),
		feed: newNormalization(w, graph+"FFN/layer_prepostprocess", Dimensions),
		expand: newLinear(Dimensions, hiddenWidth,
			w.take(stack+"FFN/conv1/Tensordot/Reshape_1", Dimensions, hiddenWidth),
			w.take(graph+"FFN/conv1/bias"+concat, hiddenWidth)),
		contract: newLinear(hiddenWidth, Dimensions,
			w.take(stack+"FFN/conv2/Tensordot/Reshape_1", hiddenWidth, Dimensions),
			w.take(graph+"FFN/conv2/bias"+concat, Dimensions)),
	}
	if width != Dimensions {
		dense := newLinear(width, Dimensions,
			w.take(graph+"dense/kernel"+concat, width, Dimensions),
			w.take(graph+"dense/bias"+concat, Dimensions))
		l.residual = &dense
	}
	return l
}

// apply returns the layer's output for the stacked rows x, in s.stream. x may
// be s.stream itself.
func (l *layer) apply(s *scratch, x []float32, sentences [][]int32) []float32 {
	rows := len(x) / l.width
	normed, qkv := s.normed[:rows*l.width], s.qkv[:rows*3*l.width]
	l.attention.apply(normed, x, l.width)
	l.qkv.apply(qkv, normed)

	if l.residual != nil {
		l.residual.apply(s.stream, x)
	}
	heads := s.normed[:(rows+blockRows)*l.width]
	clear(heads)
	first := 0
	for _, ids := range sentences {
		l.attend(s, heads, first, len(ids))
		first += len(ids)
	}
	l.attended.add(s.stream, heads[:rows*l.width])

	normed = s.normed[:rows*Dimensions]
	l.feed.apply(normed, s.stream, Dimensions)
	l.expand.apply(s.hidden, normed)
	for i, v := range s.hidden {
		s.hidden[i] = max(v, 0)
	}
	l.contract.add(s.stream, s.hidden)
	return s.stream
}

// attend adds to the rows of one sentence in out what each of its heads sees.
// A row of s.qkv holds the queries, keys and values of all heads, one after the
// other.
func (l *layer) attend(s *scratch, out []float32, first, count int) {
	size := l.width / headCount
	stride := 3 * l.width
	keyColumns := roundUp(count, panelWidth)
	for head := range headCount {
		at := first*stride + head*size
		queries, keys, values := s.qkv[at:], s.qkv[at+l.width:], s.qkv[at+2*l.width:]

		// Rows past the sentence keep weight zero, so that they add nothing to
		// the rows of the next one.
		scores := s.scores[:rowBlocks(count)*keyColumns]
		clear(scores)
		packTransposed(s.panels, keys, count, size, stride)
		multiply(scores, keyColumns, queries, stride, s.panels, rowBlocks(count), size, keyColumns)
		clear(scores[count*keyColumns:])
		for row := range count {
			softmax(scores[row*keyColumns:][:count], l.scale)
		}
		pack(s.panels, values, count, size, stride)
		multiply(out[first*l.width+head*size:], l.width, scores, keyColumns, s.panels, rowBlocks(count), count, size)
	}
}

// softmax replaces scores by the exponentials of scale times them, scaled to
// sum to 1.
func softmax(scores []float32, scale float32) {
	top := float32(math.Inf(-1))
	for _, v := range scores {
		top = max(top, v)
	}
	var sum float64
	for i, v := range scores {
		e := math.Exp(float64((v - top) * scale))
		scores[i] = float32(e)
		sum += e
	}
	inverse := float32(1 / sum)
	for i := range scores {
		scores[i] *= inverse
	}
}

// normalization is a layer norm.
type normalization struct{ scale, bias []float32 }

func newNormalization(w *weights, name string, width int) normalization {
	return normalization{
		scale: w.take(name+"/layer_norm/layer_norm_scale"+concat, width),
		bias:  w.take(name+"/layer_norm/layer_norm_bias"+concat, width),
	}
}

// apply normalizes each row of x into out: biased variance, epsilon 1e-6.
func (n *normalization) apply(out, x []float32, width int) {
	for ; len(x) > 0; x, out = x[width:], out[width:] {
		row := x[:width]
		var sum, squares float64
		for _, v := range row {
			sum += float64(v)
		}
		mean := sum / float64(width)
		for _, v := range row {
			d := float64(v) - mean
			squares += d * d
		}
		inverse := float32(1 / math.Sqrt(squares/float64(width)+1e-6))
		for i, v := range row {
			out[i] = (v-float32(mean))*inverse*n.scale[i] + n.bias[i]
		}
	}
}

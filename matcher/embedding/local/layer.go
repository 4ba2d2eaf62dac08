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
	processor processor
	width     int
	scale     float32
	attention normalization
	qkv       linear
	attended  linear
	// residual brings the input to Dimensions in the first layer; the second
	// adds its input as it is.
	residual linear
	feed     normalization
	expand   linear
	contract linear
}

func newLayer(b *builder, index, width int) layer {
	name := fmt.Sprintf("Layer_%d/TransformerLayer/", index)
	graph, stack, variable := graphName+name, graphName+"TransformerStack/"+name, variableName+name
	l := layer{
		processor: b.processor,
		width:     width,
		scale:     b.take(stack + "MultiheadAttention/mul/y")[0],
		attention: newNormalization(b, graph+"layer_prepostprocess", width),
		qkv: b.linear(shape{in: width, out: 3 * width},
			variable+"MultiheadAttention/qkv_transform_single/kernel/part_0",
			graph+"MultiheadAttention/qkv_transform_single/bias"+concat),
		attended: b.linear(shape{in: width, out: Dimensions},
			variable+"MultiheadAttention/output_transform_single/kernel/part_0",
			graph+"MultiheadAttention/output_transform_single/bias"+concat),
		feed: newNormalization(b, graph+"FFN/layer_prepostprocess", Dimensions),
		expand: b.linear(shape{in: Dimensions, out: hiddenWidth, rectified: true},
			stack+"FFN/conv1/Tensordot/Reshape_1", graph+"FFN/conv1/bias"+concat),
		contract: b.linear(shape{in: hiddenWidth, out: Dimensions},
			stack+"FFN/conv2/Tensordot/Reshape_1", graph+"FFN/conv2/bias"+concat),
	}
	if width != Dimensions {
		l.residual = b.linear(shape{in: width, out: Dimensions, fine: true},
			graph+"dense/kernel"+concat, graph+"dense/bias"+concat)
	}
	return l
}

// apply computes the layer for the stacked rows x, up to the last product of
// its feed-forward part: the output is s.stream plus what contract makes of
// s.hidden. x may be s.stream itself.
func (l *layer) apply(s *scratch, x []float32, sentences [][]int32, rows int) {
	l.attention.apply(l.processor, s.normed, x, rows)
	l.qkv.set(s, s.qkv, s.normed, rows)
	if l.residual != nil {
		l.residual.set(s, s.stream, x, rows)
	}
	heads := s.normed[:(rows+blockRows)*l.width]
	clear(heads)
	first := 0
	for _, ids := range sentences {
		l.attend(s, heads, first, len(ids))
		first += len(ids)
	}
	l.attended.add(s, s.stream, heads, rows)

	l.feed.apply(l.processor, s.normed, s.stream, rows)
	l.expand.set(s, s.hidden, s.normed, rows)
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
		multiply(l.processor, scores, keyColumns, queries, stride, s.panels, rowBlocks(count), size, keyColumns)
		clear(scores[count*keyColumns:])
		for row := range count {
			row := scores[row*keyColumns:][:keyColumns]
			for i := count; i < keyColumns; i++ {
				row[i] = float32(math.Inf(-1))
			}
			l.processor.softmax(row, l.scale)
		}
		pack(s.panels, values, count, size, stride)
		multiply(l.processor, out[first*l.width+head*size:], l.width, scores, keyColumns, s.panels, rowBlocks(count), count, size)
	}
}

// normalization is a layer norm.
type normalization struct{ scale, bias []float32 }

func newNormalization(b *builder, name string, width int) normalization {
	return normalization{
		scale: b.take(name+"/layer_norm/layer_norm_scale"+concat, width),
		bias:  b.take(name+"/layer_norm/layer_norm_bias"+concat, width),
	}
}

// apply normalizes each row of x into out.
func (n *normalization) apply(p processor, out, x []float32, rows int) {
	width := len(n.scale)
	for row := range rows {
		p.normalize(out[row*width:][:width], x[row*width:][:width], n.scale, n.bias)
	}
}

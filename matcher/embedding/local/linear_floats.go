package local

// floatLinear computes in float32. out and x have room for whole blocks of
// rows, of which those past the last row are spoilt.
type floatLinear struct {
	shape
	processor processor
	panels    []float32
	bias      []float32
}

func newFloatLinear(p processor, s shape, weights, bias []float32) *floatLinear {
	panels := make([]float32, len(weights))
	pack(panels, weights, s.in, s.out, s.out)
	return &floatLinear{shape: s, processor: p, panels: panels, bias: bias}
}

func (l *floatLinear) set(_ *scratch, out, x []float32, rows int) {
	for row := range rows {
		copy(out[row*l.out:][:l.out], l.bias)
	}
	l.product(out, x, rows)
	if l.rectified {
		for i, v := range out[:rows*l.out] {
			out[i] = max(v, 0)
		}
	}
}

func (l *floatLinear) add(_ *scratch, out, x []float32, rows int) {
	for row := range rows {
		l.processor.add(out[row*l.out:][:l.out], l.bias)
	}
	l.product(out, x, rows)
}

func (l *floatLinear) product(out, x []float32, rows int) {
	multiply(l.processor, out, l.out, x, l.in, l.panels, rowBlocks(rows), l.in, l.out)
}

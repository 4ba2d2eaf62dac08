package local

import "math"

// byteLinear computes with weights of eight bits, rounded once with a scale for
// each column, and inputs of eight bits, rounded anew with a scale and a low for
// each row. Between the roundings the sums are exact, so that every processor
// comes to the same ones.
type byteLinear struct {
	shape
	processor processor
	// planes add up to the weights: one, or for a fine layer a second one that
	// holds what the first has lost.
	planes []*plane
	bias   []float32
}

// newByteLinear rounds the weights, which must be finite.
func newByteLinear(p processor, s shape, weights, bias []float32) (*byteLinear, error) {
	l := &byteLinear{shape: s, processor: p, bias: bias}
	first, err := newPlane(s.in, s.out, weights)
	if err != nil {
		return nil, err
	}
	l.planes = append(l.planes, first)
	if s.fine {
		second, err := newPlane(s.in, s.out, first.lost(weights))
		if err != nil {
			return nil, err
		}
		l.planes = append(l.planes, second)
	}
	return l, nil
}

func (l *byteLinear) set(s *scratch, out, x []float32, rows int) {
	l.quantize(s, x, rows)
	from, strideFrom := l.bias, 0
	for i, p := range l.planes {
		floor := float32(noFloor)
		if i == len(l.planes)-1 {
			floor = l.floor()
		}
		l.product(s, p, out, from, strideFrom, rows, floor)
		from, strideFrom = out, l.out
	}
}

func (l *byteLinear) add(s *scratch, out, x []float32, rows int) {
	for row := range rows {
		l.processor.add(out[row*l.out:][:l.out], l.bias)
	}
	l.quantize(s, x, rows)
	for _, p := range l.planes {
		l.product(s, p, out, out, l.out, rows, noFloor)
	}
}

// quantize writes the rows of x to s as bytes.
func (l *byteLinear) quantize(s *scratch, x []float32, rows int) {
	for row := range rows {
		x := x[row*l.in:][:l.in]
		low, high := l.processor.extent(x)
		scale, inverse := (high-low)/math.MaxUint8, float32(0)
		if scale > negligible {
			inverse = 1 / scale
		}
		l.processor.quantize(s.bytes[row*l.in:][:l.in], x, low, inverse)
		s.affine[row] = affine{scale: scale, low: low}
	}
}

// product sets out to from plus the bytes in s times a plane, but to no less than
// floor; from has a row every strideFrom. A panel of the plane, 32 kB for 512 rows, stays in the
// first-level cache while all rows pass by it, so that weights come from memory
// once.
func (l *byteLinear) product(s *scratch, p *plane, out, from []float32, strideFrom, rows int, floor float32) {
	for column := 0; column < l.out; column += tileColumns {
		panel := p.panels[column*l.in:][:tileColumns*l.in]
		for row := 0; row < rows; row += tileRows {
			n := min(tileRows, rows-row)
			l.processor.multiplyBytes(&s.tile, s.bytes[row*l.in:], l.in, panel, n)
			l.processor.finish(out[row*l.out+column:], l.out, from[row*strideFrom+column:], strideFrom,
				&s.tile, p.scale[column:], p.offset[column:], s.affine[row:][:n], floor)
		}
	}
}

package local

// linear is a dense layer with its weights packed for multiply.
type linear struct {
	in, out int
	panels  []float32
	bias    []float32
}

// newLinear packs weights of in rows and out columns.
func newLinear(in, out int, weights, bias []float32) linear {
	panels := make([]float32, in*out)
	pack(panels, weights, in, out, out)
	return linear{in: in, out: out, panels: panels, bias: bias}
}

// apply sets each row of out to the row of x times the weights plus the bias.
func (l *linear) apply(out, x []float32) {
	for row := out[:len(x)/l.in*l.out]; len(row) > 0; row = row[l.out:] {
		copy(row, l.bias)
	}
	l.product(out, x)
}

// add adds to each row of out the row of x times the weights plus the bias.
func (l *linear) add(out, x []float32) {
	for row := out[:len(x)/l.in*l.out]; len(row) > 0; row = row[l.out:] {
		for i, b := range l.bias {
			row[i] += b
		}
	}
	l.product(out, x)
}

func (l *linear) product(out, x []float32) {
	multiply(out, l.out, x, l.in, l.panels, len(x)/l.in, l.in, l.out)
}

package local

import "fmt"

// builder assembles a network from weights, for one processor and arithmetic.
type builder struct {
	*weights
	processor processor
	// exact asks for layers in float32.
	exact bool
}

// linear returns a layer with the named weights and bias.
func (b *builder) linear(s shape, weights, bias string) linear {
	w, c := b.take(weights, s.in, s.out), b.take(bias, s.out)
	if b.exact {
		return newFloatLinear(b.processor, s, w, c)
	}
	l, err := newByteLinear(b.processor, s, w, c)
	if b.err == nil && err != nil {
		b.err = fmt.Errorf("weight %q: %w", weights, err)
	}
	return l
}

package local

import "math"

// linear is a dense layer: x times a matrix of weights plus a bias, for as many
// rows of x and out as the call says.
type linear interface {
	// set replaces out by the layer's product.
	set(s *scratch, out, x []float32, rows int)
	// add adds the layer's product to out.
	add(s *scratch, out, x []float32, rows int)
}

// shape is what a layer of either arithmetic is made from.
type shape struct {
	in, out int
	// rectified cuts what set computes off at zero.
	rectified bool
	// fine asks for weights of about fifteen bits instead of eight.
	fine bool
}

// noFloor is below everything that a layer computes.
const noFloor = -math.MaxFloat32

// floor is the least that set leaves.
func (s shape) floor() float32 {
	if s.rectified {
		return 0
	}
	return noFloor
}

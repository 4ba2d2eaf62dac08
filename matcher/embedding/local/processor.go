package local

// processor is the arithmetic of the network's inner loops as one kind of
// processor does it best. The portable one says in Go what each loop means.
// Lengths are multiples of thirty-two elements unless said otherwise.
type processor struct {
	name string
	// multiplyFloats adds the product of blockRows rows of a and one panel of
	// inner rows to blockRows rows of c.
	multiplyFloats func(c []float32, strideC int, a []float32, strideA int, panel []float32, inner int)
	// multiplyBytes sets as many rows of t as the call says to the product of
	// those of a and one panel of signed bytes. It may read and set tileRows.
	multiplyBytes func(t *tile, a []uint8, strideA int, panel []int8, rows int)
	// finish turns the rows of t into rows of out: from plus a column's scale
	// times (row.scale times its sum plus row.low times its offset), but never
	// below floor. out and from have a row every stride.
	finish func(out []float32, stride int, from []float32, strideFrom int, t *tile, scale, offset []float32, rows []affine, floor float32)
	// extent returns the lowest and the highest element of x.
	extent func(x []float32) (low, high float32)
	// quantize sets each byte of out to inverse times what an element of x is
	// above low, rounded to the nearest, to the even one of two.
	quantize func(out []uint8, x []float32, low, inverse float32)
	// normalize sets out to x minus its mean, over its standard deviation, times
	// scale, plus bias: biased variance, epsilon 1e-6.
	normalize func(out, x, scale, bias []float32)
	// softmax replaces x by the exponentials of scale times x, scaled to sum to 1.
	// Its length is a multiple of eight.
	softmax func(x []float32, scale float32)
	// tanh replaces x by its hyperbolic tangents.
	tanh func(x []float32)
	// add adds x to out.
	add func(out, x []float32)
}

// affine says what the bytes of a row stand for: low plus scale times the byte.
type affine struct{ scale, low float32 }

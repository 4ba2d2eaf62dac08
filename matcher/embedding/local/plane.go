package local

import (
	"errors"
	"math"
)

const (
	// tileRows and tileColumns are the rows and columns of the product that one
	// call of multiplyBytes computes.
	tileRows    = 4
	tileColumns = 64
	// group is how many neighbouring bytes of a row and of a column a processor
	// multiplies at once.
	group = 4
	// highest is the largest weight as a byte.
	highest = 127
	// negligible is a scale below which all numbers count as equal, so that
	// nothing is divided by zero.
	negligible = 1e-30
)

// tile holds tileRows rows of tileColumns sums.
type tile [tileRows * tileColumns]int32

// plane is a matrix of weights in bytes: a weight is about its column's scale
// times its byte.
type plane struct {
	in, out int
	// panels hold tileColumns columns each: group rows of the first column, of
	// the second and so on, then the next group of rows.
	panels []int8
	scale  []float32
	// offset is the sum of each column, which the low of an input is multiplied by.
	offset []float32
}

var errNotFinite = errors.New("not every weight is a finite number")

// newPlane rounds weights of in rows and out columns.
func newPlane(in, out int, weights []float32) (*plane, error) {
	p := &plane{
		in: in, out: out,
		panels: make([]int8, in*out), scale: make([]float32, out), offset: make([]float32, out),
	}
	for row := range in {
		for column, w := range weights[row*out:][:out] {
			p.scale[column] = max(p.scale[column], w/highest, -w/highest)
		}
	}
	inverse := make([]float32, out)
	for column, scale := range p.scale {
		if math.IsNaN(float64(scale)) || math.IsInf(float64(scale), 0) {
			return nil, errNotFinite
		}
		if scale > negligible {
			inverse[column] = 1 / scale
		}
	}
	for row := range in {
		for column, w := range weights[row*out:][:out] {
			b := int8(math.RoundToEven(float64(w * inverse[column])))
			p.panels[p.at(row, column)] = b
			p.offset[column] += float32(b)
		}
	}
	return p, nil
}

// lost returns what rounding took from the weights.
func (p *plane) lost(weights []float32) []float32 {
	lost := make([]float32, len(weights))
	for row := range p.in {
		for column, scale := range p.scale {
			i := row*p.out + column
			lost[i] = weights[i] - scale*float32(p.panels[p.at(row, column)])
		}
	}
	return lost
}

// at is where panels holds the weight in a row and column.
func (p *plane) at(row, column int) int {
	panel := column / tileColumns * tileColumns * p.in
	return panel + row/group*group*tileColumns + column%tileColumns*group + row%group
}

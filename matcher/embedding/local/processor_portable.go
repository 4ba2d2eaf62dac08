package local

import "math"

// portable runs everywhere.
func portable() processor {
	return processor{
		name:           "portable",
		multiplyFloats: multiplyFloats,
		multiplyBytes:  multiplyBytes,
		finish:         finish,
		extent:         extent,
		quantize:       quantize,
		normalize:      normalize,
		softmax:        softmax,
		tanh:           tanh,
		add:            add,
	}
}

func multiplyFloats(c []float32, strideC int, a []float32, strideA int, panel []float32, inner int) {
	a0, a1, a2, a3 := a[:inner], a[strideA:][:inner], a[2*strideA:][:inner], a[3*strideA:][:inner]
	// Eight sums fit in registers on every processor; sixteen do not.
	for column := 0; column < panelWidth; column += 2 {
		var s00, s01, s10, s11, s20, s21, s30, s31 float32
		b := panel[column:]
		for k := range inner {
			b0, b1 := b[k*panelWidth], b[k*panelWidth+1]
			s00, s01 = s00+a0[k]*b0, s01+a0[k]*b1
			s10, s11 = s10+a1[k]*b0, s11+a1[k]*b1
			s20, s21 = s20+a2[k]*b0, s21+a2[k]*b1
			s30, s31 = s30+a3[k]*b0, s31+a3[k]*b1
		}
		addPair(c[column:], s00, s01)
		addPair(c[strideC+column:], s10, s11)
		addPair(c[2*strideC+column:], s20, s21)
		addPair(c[3*strideC+column:], s30, s31)
	}
}

func addPair(c []float32, x, y float32) {
	c[0] += x
	c[1] += y
}

func multiplyBytes(t *tile, a []uint8, strideA int, panel []int8, _ int) {
	inner := len(panel) / tileColumns
	a0, a1, a2, a3 := a[:inner], a[strideA:][:inner], a[2*strideA:][:inner], a[3*strideA:][:inner]
	for column := range tileColumns {
		var s0, s1, s2, s3 int32
		for k, i := 0, column*group; k < inner; k, i = k+group, i+group*tileColumns {
			w := (*[group]int8)(panel[i:])
			s0 += dot((*[group]uint8)(a0[k:]), w)
			s1 += dot((*[group]uint8)(a1[k:]), w)
			s2 += dot((*[group]uint8)(a2[k:]), w)
			s3 += dot((*[group]uint8)(a3[k:]), w)
		}
		t[column], t[tileColumns+column] = s0, s1
		t[2*tileColumns+column], t[3*tileColumns+column] = s2, s3
	}
}

func dot(a *[group]uint8, b *[group]int8) int32 {
	return int32(a[0])*int32(b[0]) + int32(a[1])*int32(b[1]) + int32(a[2])*int32(b[2]) + int32(a[3])*int32(b[3])
}

func finish(out []float32, stride int, from []float32, strideFrom int, t *tile, scale, offset []float32, rows []affine, floor float32) {
	for i, row := range rows {
		sums, from, out := t[i*tileColumns:][:tileColumns], from[i*strideFrom:], out[i*stride:]
		for j, sum := range sums {
			out[j] = max(from[j]+scale[j]*(row.scale*float32(sum)+row.low*offset[j]), floor)
		}
	}
}

func extent(x []float32) (low, high float32) {
	low, high = x[0], x[0]
	for _, v := range x {
		low, high = min(low, v), max(high, v)
	}
	return low, high
}

func quantize(out []uint8, x []float32, low, inverse float32) {
	for i, v := range x {
		out[i] = uint8(math.RoundToEven(float64((v - low) * inverse)))
	}
}

func normalize(out, x, scale, bias []float32) {
	var sum, squares float64
	for _, v := range x {
		sum += float64(v)
	}
	mean := sum / float64(len(x))
	for _, v := range x {
		d := float64(v) - mean
		squares += d * d
	}
	inverse := float32(1 / math.Sqrt(squares/float64(len(x))+1e-6))
	for i, v := range x {
		out[i] = (v-float32(mean))*inverse*scale[i] + bias[i]
	}
}

func softmax(x []float32, scale float32) {
	top := float32(math.Inf(-1))
	for _, v := range x {
		top = max(top, v)
	}
	var sum float64
	for i, v := range x {
		e := math.Exp(float64((v - top) * scale))
		x[i] = float32(e)
		sum += e
	}
	inverse := float32(1 / sum)
	for i := range x {
		x[i] *= inverse
	}
}

func tanh(x []float32) {
	for i, v := range x {
		x[i] = float32(math.Tanh(float64(v)))
	}
}

func add(out, x []float32) {
	for i, v := range x {
		out[i] += v
	}
}

package local

import "golang.org/x/sys/cpu"

// processors returns what this machine can run, the fastest first.
func processors() []processor {
	all := []processor{portable()}
	if cpu.X86.HasAVX2 && cpu.X86.HasFMA {
		all = append([]processor{avx2()}, all...)
		if cpu.X86.HasAVX512F && cpu.X86.HasAVX512VNNI {
			all = append([]processor{avx512()}, all...)
		}
	}
	return all
}

// avx2 runs on nearly every server since 2015. The assembly checks no bounds,
// so the last element that it touches is touched before.
func avx2() processor {
	return processor{
		name: "AVX2",
		multiplyFloats: func(c []float32, strideC int, a []float32, strideA int, panel []float32, inner int) {
			_, _, _ = c[3*strideC+panelWidth-1], a[3*strideA+inner-1], panel[panelWidth*inner-1]
			multiplyFloatsAVX2(&c[0], strideC, &a[0], strideA, &panel[0], inner)
		},
		multiplyBytes: func(t *tile, a []uint8, strideA int, panel []int8, rows int) {
			pairs := (rows + 1) / 2
			_, _ = a[(2*pairs-1)*strideA+len(panel)/tileColumns-1], t[(2*pairs-1)*tileColumns]
			multiplyBytesAVX2(t, &a[0], strideA, &panel[0], len(panel)/(tileColumns*group), pairs)
		},
		finish: func(out []float32, stride int, from []float32, strideFrom int, t *tile, scale, offset []float32, rows []affine, floor float32) {
			const last = tileColumns - 1
			end := len(rows) - 1
			_, _, _, _, _ = out[end*stride+last], from[end*strideFrom+last], t[end*tileColumns], scale[last], offset[last]
			finishAVX2(&out[0], stride, &from[0], strideFrom, t, &scale[0], &offset[0], &rows[0], len(rows), floor)
		},
		extent: func(x []float32) (low, high float32) { return extentAVX2(&x[0], len(x)) },
		quantize: func(out []uint8, x []float32, low, inverse float32) {
			_ = out[len(x)-1]
			quantizeAVX2(&out[0], &x[0], len(x), low, inverse)
		},
		normalize: func(out, x, scale, bias []float32) {
			_, _, _ = out[len(x)-1], scale[len(x)-1], bias[len(x)-1]
			normalizeAVX2(&out[0], &x[0], &scale[0], &bias[0], len(x))
		},
		softmax: func(x []float32, scale float32) { softmaxAVX2(&x[0], len(x), scale) },
		tanh:    func(x []float32) { tanhAVX2(&x[0], len(x)) },
		add: func(out, x []float32) {
			_ = out[len(x)-1]
			addAVX2(&out[0], &x[0], len(x))
		},
	}
}

// avx512 is avx2 with the dot product of bytes that AVX-512 VNNI has.
func avx512() processor {
	p := avx2()
	p.name = "AVX-512 VNNI"
	p.multiplyBytes = func(t *tile, a []uint8, strideA int, panel []int8, rows int) {
		if rows <= 2 {
			_ = a[strideA+len(panel)/tileColumns-1]
			multiplyBytePairAVX512(t, &a[0], strideA, &panel[0], len(panel)/(tileColumns*group))
			return
		}
		_ = a[3*strideA+len(panel)/tileColumns-1]
		multiplyBytesAVX512(t, &a[0], strideA, &panel[0], len(panel)/(tileColumns*group))
	}
	return p
}

//go:noescape
func multiplyFloatsAVX2(c *float32, strideC int, a *float32, strideA int, panel *float32, inner int)

//go:noescape
func multiplyBytesAVX2(t *tile, a *uint8, strideA int, panel *int8, groups, pairs int)

//go:noescape
func multiplyBytesAVX512(t *tile, a *uint8, strideA int, panel *int8, groups int)

//go:noescape
func multiplyBytePairAVX512(t *tile, a *uint8, strideA int, panel *int8, groups int)

//go:noescape
func finishAVX2(out *float32, stride int, from *float32, strideFrom int, t *tile, scale, offset *float32, rows *affine, count int, floor float32)

//go:noescape
func extentAVX2(x *float32, n int) (low, high float32)

//go:noescape
func quantizeAVX2(out *uint8, x *float32, n int, low, inverse float32)

//go:noescape
func normalizeAVX2(out, x, scale, bias *float32, n int)

//go:noescape
func softmaxAVX2(x *float32, n int, scale float32)

//go:noescape
func tanhAVX2(x *float32, n int)

//go:noescape
func addAVX2(out, x *float32, n int)

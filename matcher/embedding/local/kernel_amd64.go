package local

import "golang.org/x/sys/cpu"

// kernel adds the product of blockRows rows of a and one panel of inner rows to
// blockRows rows of c.
func kernel(c []float32, strideC int, a []float32, strideA int, panel []float32, inner int) {
	if !cpu.X86.HasAVX2 || !cpu.X86.HasFMA {
		portableKernel(c, strideC, a, strideA, panel, inner)
		return
	}
	// The assembly checks no bounds, so the last elements it touches are
	// touched here first.
	_, _, _ = c[3*strideC+panelWidth-1], a[3*strideA+inner-1], panel[panelWidth*inner-1]
	avx2Kernel(&c[0], strideC, &a[0], strideA, &panel[0], inner)
}

// avx2Kernel is portableKernel with fused multiply-add on registers of eight
// floats. inner is at least 1.
//
//go:noescape
func avx2Kernel(c *float32, strideC int, a *float32, strideA int, panel *float32, inner int)

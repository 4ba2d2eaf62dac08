//go:build !amd64

package local

// kernel adds the product of blockRows rows of a and one panel of inner rows to
// blockRows rows of c.
func kernel(c []float32, strideC int, a []float32, strideA int, panel []float32, inner int) {
	portableKernel(c, strideC, a, strideA, panel, inner)
}

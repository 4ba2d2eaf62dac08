package local

// scratch is the working memory of one call. Its buffers hold whole blocks of
// rows; what is computed in the rows past the last token is never read.
type scratch struct {
	embedded []float32 // rows x embeddingWidth
	stream   []float32 // rows x Dimensions, what the layers pass on
	normed   []float32 // (rows + a block) x Dimensions
	qkv      []float32 // (rows + a block) x 3*Dimensions
	hidden   []float32 // rows x hiddenWidth
	scores   []float32 // one head: tokens x tokens
	panels   []float32 // one head: packed keys or values

	// What a byteLinear multiplies: rows x hiddenWidth bytes, what those of each
	// row stand for, and a part of the product.
	bytes  []uint8
	affine []affine
	tile   tile
}

// resize makes room for rows tokens.
func (s *scratch) resize(rows int) {
	rows = roundUp(rows, max(blockRows, tileRows))
	grow(&s.embedded, rows*embeddingWidth)
	grow(&s.stream, rows*Dimensions)
	grow(&s.hidden, rows*hiddenWidth)
	// Attention works on blocks that start where a sentence starts, so that its
	// last block may end past the last row.
	grow(&s.normed, (rows+blockRows)*Dimensions)
	grow(&s.qkv, (rows+blockRows)*3*Dimensions)
	tokens := roundUp(min(rows, maxTokens), panelWidth)
	grow(&s.scores, tokens*tokens)
	grow(&s.panels, tokens*Dimensions/headCount)
	grow(&s.bytes, rows*hiddenWidth)
	grow(&s.affine, rows)
}

func grow[T any](buf *[]T, n int) {
	if cap(*buf) < n {
		*buf = make([]T, n)
	}
	*buf = (*buf)[:n]
}

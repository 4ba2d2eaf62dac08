package local

const (
	// blockRows and panelWidth are the rows and columns of the product that one
	// kernel call computes: eight registers of eight floats.
	blockRows  = 4
	panelWidth = 16
)

// multiply adds a times b to c. a has rows x inner elements, one row every
// strideA; c has rows x columns elements, one row every strideC; b is packed by
// pack. rows is a multiple of blockRows, columns one of panelWidth.
//
// A panel of b, 32 kB for 512 rows, stays in the first-level cache while all
// rows of a pass by it, so that weights come from memory once.
func multiply(p processor, c []float32, strideC int, a []float32, strideA int, b []float32, rows, inner, columns int) {
	for column := 0; column < columns; column += panelWidth {
		panel := b[column*inner:][:panelWidth*inner]
		for row := 0; row < rows; row += blockRows {
			p.multiplyFloats(c[row*strideC+column:], strideC, a[row*strideA:], strideA, panel, inner)
		}
	}
}

// pack copies a matrix of rows x columns, one row every stride, into panels of
// panelWidth columns, the elements of a row of a panel side by side. columns is
// a multiple of panelWidth.
func pack(panels, matrix []float32, rows, columns, stride int) {
	for column := 0; column < columns; column += panelWidth {
		for row := range rows {
			copy(panels[:panelWidth], matrix[row*stride+column:])
			panels = panels[panelWidth:]
		}
	}
}

// packTransposed packs the transpose of a matrix of rows x columns, padded with
// zeros to a multiple of panelWidth rows.
func packTransposed(panels, matrix []float32, rows, columns, stride int) {
	for first := 0; first < rows; first += panelWidth {
		panel := panels[first*columns:][:panelWidth*columns]
		if first+panelWidth > rows {
			clear(panel)
		}
		for row := first; row < min(first+panelWidth, rows); row++ {
			for column, v := range matrix[row*stride:][:columns] {
				panel[column*panelWidth+row-first] = v
			}
		}
	}
}

func roundUp(n, multiple int) int { return (n + multiple - 1) / multiple * multiple }

// rowBlocks rounds rows up to whole blocks.
func rowBlocks(rows int) int { return roundUp(rows, blockRows) }

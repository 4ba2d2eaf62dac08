package local

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// sentences average 12 pieces, as customers' messages do.
var sentences = []string{
	"where is my order it was supposed to be here an hour ago",
	"How can I recover the password of my account?",
	"can i still change the delivery address",
	"My card was charged twice for one booking",
	"thanks a lot",
	"Is there a fee for changing the date of my flight to Lisbon?",
	"do you take cash",
	"the driver never came and now the app says delivered",
}

// BenchmarkEmbed embeds one sentence per call, as a message does, and 64 per
// call, as an import does, on each processor and with each arithmetic.
func BenchmarkEmbed(b *testing.B) {
	opened(b)
	many := slices.Concat(slices.Repeat([][]string{sentences}, 8)...)
	for _, exact := range []bool{false, true} {
		for _, p := range processors() {
			m, err := open(weightsDir, p, exact)
			require.NoError(b, err)
			name := fmt.Sprintf("%s/exact=%v", p.name, exact)
			b.Run(name+"/texts=1", func(b *testing.B) {
				i := 0
				for b.Loop() {
					_, err := m.Embed(b.Context(), sentences[i%len(sentences):][:1])
					require.NoError(b, err)
					i++
				}
			})
			b.Run(name+"/texts=64", func(b *testing.B) {
				for b.Loop() {
					_, err := m.Embed(b.Context(), many)
					require.NoError(b, err)
				}
				b.ReportMetric(float64(len(many)*b.N)/b.Elapsed().Seconds(), "texts/s")
			})
		}
	}
}

func BenchmarkTokenize(b *testing.B) {
	m := opened(b)
	i := 0
	for b.Loop() {
		m.tokens.encode(sentences[i%len(sentences)])
		i++
	}
}

// BenchmarkMultiply shows how much of what a processor could do its inner loops
// get out of it.
func BenchmarkMultiply(b *testing.B) {
	const inner = 512
	floats := filled(inner * max(blockRows, panelWidth))
	t, bytes, panel := new(tile), make([]uint8, tileRows*inner), make([]int8, tileColumns*inner)
	for _, p := range processors() {
		b.Run(p.name+"/floats", func(b *testing.B) {
			c := make([]float32, blockRows*panelWidth)
			for b.Loop() {
				p.multiplyFloats(c, panelWidth, floats, inner, floats, inner)
			}
			b.ReportMetric(inner*blockRows*panelWidth*float64(b.N)/b.Elapsed().Seconds()/1e9, "Gproducts/s")
		})
		b.Run(p.name+"/bytes", func(b *testing.B) {
			for b.Loop() {
				p.multiplyBytes(t, bytes, inner, panel, tileRows)
			}
			b.ReportMetric(inner*tileRows*tileColumns*float64(b.N)/b.Elapsed().Seconds()/1e9, "Gproducts/s")
		})
	}
}

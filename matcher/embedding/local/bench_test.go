package local

import (
	"context"
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

// BenchmarkEmbed embeds one sentence per call, as a message does.
func BenchmarkEmbed(b *testing.B) {
	m := open(b)
	i := 0
	for b.Loop() {
		_, err := m.Embed(context.Background(), sentences[i%len(sentences):][:1])
		require.NoError(b, err)
		i++
	}
}

// BenchmarkEmbedMany embeds eight sentences per call; its time is that of all eight.
func BenchmarkEmbedMany(b *testing.B) {
	m := open(b)
	for b.Loop() {
		_, err := m.Embed(context.Background(), sentences)
		require.NoError(b, err)
	}
}

func BenchmarkTokenize(b *testing.B) {
	m := open(b)
	i := 0
	for b.Loop() {
		m.tokens.encode(sentences[i%len(sentences)])
		i++
	}
}

func BenchmarkKernel(b *testing.B) {
	const inner = 512
	a, panel, c := filled(blockRows*inner), filled(panelWidth*inner), filled(blockRows*panelWidth)
	for name, f := range map[string]func([]float32, int, []float32, int, []float32, int){
		"chosen": kernel, "portable": portableKernel,
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				clear(c)
				f(c, panelWidth, a, inner, panel, inner)
			}
			b.ReportMetric(2*inner*blockRows*panelWidth*float64(b.N)/b.Elapsed().Seconds()/1e9, "Gflop/s")
		})
	}
}

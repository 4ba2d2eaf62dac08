package store_test

import (
	"bufio"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/matcher/embedding/local"
)

// wordings are questions as people ask them: those that FAQs have, and those of
// messages.
type wordings struct {
	stored, asked, words []string
	random               *rand.Rand
}

// readWordings skips the benchmark where the questions are not.
func readWordings(b *testing.B) *wordings {
	b.Helper()
	folder := os.Getenv("PARLEY_DATA")
	if folder == "" {
		b.Skip("PARLEY_DATA names no data folder: its questions are not here")
	}
	w := &wordings{random: rand.New(rand.NewPCG(1, 2))}
	for _, name := range []string{"banking77.jsonl", "clinc150.jsonl"} {
		file, err := os.Open(filepath.Join(folder, "faq", name))
		require.NoError(b, err)
		defer func() { _ = file.Close() }()
		for lines := bufio.NewScanner(file); lines.Scan(); {
			var line struct {
				Question string
				FAQID    string `json:"faq_id"`
				Split    string
			}
			require.NoError(b, json.Unmarshal(lines.Bytes(), &line))
			switch {
			case line.FAQID == "__none__":
			case line.Split == "train":
				w.stored = append(w.stored, line.Question)
				w.words = append(w.words, strings.Fields(line.Question)...)
			default:
				w.asked = append(w.asked, line.Question)
			}
		}
	}
	w.random.Shuffle(len(w.asked), func(i, j int) { w.asked[i], w.asked[j] = w.asked[j], w.asked[i] })
	return w
}

// questions returns n of them: those there are, and then the same with a word
// or two changed, put in or left out, as related questions are.
func (w *wordings) questions(n int) []string {
	all := slices.Clone(w.stored[:min(n, len(w.stored))])
	for len(all) < n {
		all = append(all, w.vary(w.stored[len(all)%len(w.stored)]))
	}
	w.random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

func (w *wordings) vary(question string) string {
	words := strings.Fields(question)
	for range 1 + w.random.IntN(2) {
		at, other := w.random.IntN(len(words)), w.words[w.random.IntN(len(w.words))]
		switch change := w.random.IntN(3); {
		case change == 0 && len(words) > 3:
			words = slices.Delete(words, at, at+1)
		case change == 1:
			words[at] = other
		default:
			words = slices.Insert(words, at, other)
		}
	}
	return strings.Join(words, " ")
}

// messages returns n messages, no two of which were made of one another.
func (w *wordings) messages(n int) []string { return w.asked[:n] }

// embed skips the benchmark where the model's weights are not.
func (w *wordings) embed(b *testing.B, texts []string) [][]float32 {
	b.Helper()
	folder := filepath.Join("..", ".tools", "model")
	if _, err := os.Stat(folder); err != nil {
		b.Skip("the embedding model is not in .tools/model: run `make setup`")
	}
	m, err := local.Open(folder)
	require.NoError(b, err)
	var vectors [][]float32
	for chunk := range slices.Chunk(texts, 1000) {
		more, err := m.Embed(b.Context(), chunk)
		require.NoError(b, err)
		vectors = append(vectors, more...)
	}
	return vectors
}

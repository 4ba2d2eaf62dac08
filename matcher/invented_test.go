package matcher_test

import (
	"context"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"strings"

	"github.com/parleyhq/parley/faq"
)

// bag is an embedder that adds up a direction for each word: texts are alike as
// far as they share words. It needs no weights.
type bag struct{ dimensions int }

func (b bag) Embed(_ context.Context, texts []string) ([][]float32, error) {
	vectors := make([][]float32, len(texts))
	for i, text := range texts {
		v := make([]float32, b.dimensions)
		for _, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return r == ' ' || r == '?' }) {
			h := fnv.New64a()
			_, _ = h.Write([]byte(word))
			random := rand.New(rand.NewPCG(h.Sum64(), 1))
			for d := range v {
				v[d] += float32(random.NormFloat64())
			}
		}
		vectors[i] = v
	}
	return vectors, nil
}

func (b bag) Model() string   { return fmt.Sprintf("bag-%d", b.dimensions) }
func (b bag) Dimensions() int { return b.dimensions }

// invented returns FAQs of made-up words: five of its own for each FAQ, of which
// each question has three, among three of 200 common ones. Their answers are
// "answer 0" and so on.
func invented(faqs, questions int) []faq.FAQ {
	random := rand.New(rand.NewPCG(1, 2))
	word := func() string {
		letters := make([]byte, 6+random.IntN(5))
		for i := range letters {
			letters[i] = "abcdefghijklmnoprstuvwz"[random.IntN(23)]
		}
		return string(letters)
	}
	common := make([]string, 200)
	for i := range common {
		common[i] = word()
	}
	out := make([]faq.FAQ, faqs)
	for i := range out {
		var own [5]string
		for j := range own {
			own[j] = word()
		}
		texts := make([]string, questions)
		for j := range texts {
			var words []string
			for _, k := range random.Perm(len(own))[:3] {
				words = append(words, own[k], common[random.IntN(len(common))])
			}
			texts[j] = strings.Join(words, " ")
		}
		out[i] = faq.New(faq.General, fmt.Sprint("answer ", i), texts[0], texts[1:]...)
	}
	return out
}

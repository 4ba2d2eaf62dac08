package main

import (
	"math/rand/v2"
	"strings"
)

// rare is in one message of ten thousand, sometimes in one of five hundred, common in
// one of four.
const (
	rare      = "Käseküchle"
	sometimes = "voucher"
	common    = "order"
)

// vocabulary makes texts of made-up words, some of them often as in any language.
type vocabulary struct {
	words []string
}

// newVocabulary makes up 20,000 words.
func newVocabulary() *vocabulary {
	random := rand.New(rand.NewPCG(7, 7)) //nolint:gosec // reproducible texts
	heads := strings.Fields("b br c ch d dr f fl g gr h j k kl l m n p pl qu r s sch sh st str t th tr v w z")
	cores := strings.Fields("a e i o u ai au ea ee ei ie oo ou ä é ü")
	tails := strings.Fields("b ck d ft g l ll m n nd ng nt p r rd rt s ss st t x")
	words := strings.Fields("the my is where was a to and it not please have you can when has your thanks")
	for len(words) < 20_000 {
		var b strings.Builder
		for range 1 + random.IntN(3) {
			b.WriteString(heads[random.IntN(len(heads))])
			b.WriteString(cores[random.IntN(len(cores))])
		}
		b.WriteString(tails[random.IntN(len(tails))])
		words = append(words, b.String())
	}
	return &vocabulary{words: words}
}

// message is the text of message n: 4 to 15 words.
func (v *vocabulary) message(n int) string {
	random := rand.New(rand.NewPCG(uint64(n), 3)) //nolint:gosec // reproducible texts
	often := rand.NewZipf(random, 1.1, 4, uint64(len(v.words)-1))
	var b strings.Builder
	for i := range 4 + random.IntN(12) {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(v.words[often.Uint64()])
	}
	if n%4 == 1 {
		b.WriteString(" " + common)
	}
	if n%500 == 123 {
		b.WriteString(" " + sometimes)
	}
	if n%10_000 == 4_567 {
		b.WriteString(" " + rare)
	}
	return b.String()
}

// name is that of contact n.
func (v *vocabulary) name(n int) string {
	random := rand.New(rand.NewPCG(uint64(n), 4)) //nolint:gosec // reproducible names
	first, last := v.words[random.IntN(len(v.words))], v.words[random.IntN(len(v.words))]
	return strings.ToUpper(first[:1]) + first[1:] + " " + strings.ToUpper(last[:1]) + last[1:]
}

package replay_test

import (
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/matcher"
	"github.com/parleyhq/parley/matcher/replay"
	"github.com/parleyhq/parley/responder"
)

// model names the vectors of an [inventor].
const model = "invented"

// inventor makes up a language: words that mean something, and texts whose
// vectors are the sums of the meanings of their words.
type inventor struct {
	words    []string
	meanings map[string][]float32
}

func newInventor(words, dimensions int) *inventor {
	r := rand.New(rand.NewPCG(1, 2))
	v := &inventor{meanings: make(map[string][]float32)}
	for len(v.words) < words {
		var word strings.Builder
		for range 2 + r.IntN(3) {
			word.WriteByte("bcdfghklmnprstvw"[r.IntN(16)])
			word.WriteByte("aeiou"[r.IntN(5)])
		}
		if v.meanings[word.String()] != nil {
			continue
		}
		meaning := make([]float32, dimensions)
		for d := range meaning {
			meaning[d] = float32(r.NormFloat64())
		}
		v.meanings[word.String()] = meaning
		v.words = append(v.words, word.String())
	}
	return v
}

// vector ignores words that mean nothing. Each text has something of its own
// only by its words.
func (v *inventor) vector(text string) []float32 {
	var sum []float32
	for word := range strings.FieldsSeq(faq.Normalize(text)) {
		meaning := v.meanings[strings.ToLower(strings.Trim(word, "?.,!"))]
		if sum == nil {
			sum = make([]float32, len(v.meanings[v.words[0]]))
			sum[0] = 0.1
		}
		for d, x := range meaning {
			sum[d] += x
		}
	}
	return sum
}

func (v *inventor) embed(_ context.Context, texts []string) ([][]float32, error) {
	vectors := make([][]float32, len(texts))
	for i, text := range texts {
		vectors[i] = v.vector(text)
	}
	return vectors, nil
}

// text returns a text about a topic: the same topic, much the same words.
func (v *inventor) text(topic int, r *rand.Rand) string {
	own := rand.New(rand.NewPCG(uint64(topic), 3))
	var words []string
	for range 6 {
		words = append(words, v.words[own.IntN(len(v.words))])
	}
	r.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
	words = words[:4]
	for range 1 + r.IntN(4) {
		words = append(words, v.words[r.IntN(len(v.words)/10)])
	}
	return strings.Join(words, " ") + "?"
}

// faqs returns active FAQs about the first topics, with as many questions each.
func (v *inventor) faqs(topics, questions int) []faq.FAQ {
	r := rand.New(rand.NewPCG(4, 5))
	all := make([]faq.FAQ, topics)
	for topic := range all {
		var texts []string
		for range questions {
			texts = append(texts, v.text(topic, r))
		}
		f := faq.New(faq.General, fmt.Sprintf("Answer to %d", topic), texts[0], texts[1:]...)
		f.ID, f.Status = fmt.Sprintf("faq-%03d", topic), faq.Active
		for i := range f.Questions {
			f.Questions[i].ID = fmt.Sprintf("%s/%d", f.ID, i)
		}
		all[topic] = f
	}
	return all
}

func (v *inventor) maker() replay.Maker { return replay.Maker{Embed: v.embed, Words: v.words} }

// world returns a world of these FAQs, trained for them.
func (v *inventor) world(faqs []faq.FAQ, order ...responder.Step) replay.World {
	w := replay.World{
		Setup:  responder.Setup{Order: order, Serving: faq.Serving{Model: model, Calibration: faq.Balanced}},
		Margin: matcher.DefaultMargin,
	}
	for _, f := range faqs {
		if f.Type == faq.Filler {
			w.Setup.Fillers = append(w.Setup.Fillers, f)
			continue
		}
		for _, q := range f.Questions {
			w.Questions = append(w.Questions, faq.Indexed{
				FAQID: f.ID, QuestionID: q.ID, Type: f.Type, Status: f.Status, Question: q.Text, Answer: f.Answer, Vector: v.vector(q.Text),
			})
		}
	}
	trained, err := v.maker().Trained(context.Background(), w)
	if err != nil {
		panic(err)
	}
	return trained
}

// burst returns a burst of several lines with the vectors it would have been
// matched by.
func (v *inventor) burst(n int, lines ...string) responder.StoredBurst {
	b := responder.StoredBurst{
		DecisionID: fmt.Sprintf("decision-%05d", n), Ticket: 1,
		Burst: responder.Burst{
			ConversationID: fmt.Sprintf("conversation-%d", n%(n/2+1)), FromSeq: int64(n + 1), Lines: lines,
			At: time.Date(2026, time.June, 1, 0, n, 0, 0, time.UTC),
		},
	}
	parts := append([]string{strings.Join(lines, " ")}, lines...)
	if len(lines) == 1 {
		parts = parts[:1]
	}
	for i, text := range parts {
		if faq.HasWord(text) {
			b.Vectors = append(b.Vectors, faq.Vector{Part: i, Values: v.vector(text)})
		}
	}
	return b
}

// bursts returns bursts about topics, some of which no FAQ is about.
func (v *inventor) bursts(n, topics int) []responder.StoredBurst {
	r := rand.New(rand.NewPCG(6, 7))
	all := make([]responder.StoredBurst, n)
	for i := range all {
		all[i] = v.burst(i, v.text(r.IntN(topics), r))
	}
	return all
}

func each(bursts []responder.StoredBurst) iter.Seq2[responder.StoredBurst, error] {
	return func(yield func(responder.StoredBurst, error) bool) {
		for _, b := range slices.Clone(bursts) {
			if !yield(b, nil) {
				return
			}
		}
	}
}

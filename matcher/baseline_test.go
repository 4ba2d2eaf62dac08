package matcher_test

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/matcher"
	"github.com/parleyhq/parley/matcher/embedding"
)

// verdict is what a system says to a message: the FAQ it finds best, named by its
// answer, how sure it is, and whether it would answer.
type verdict struct {
	best     string
	score    float64
	answered bool
}

// system answers messages from FAQs.
type system func(tb testing.TB, message string) verdict

// parley is the matcher as it is used.
func parley(m *pinned) system {
	return func(tb testing.TB, message string) verdict {
		tb.Helper()
		d, err := m.match(message)
		require.NoError(tb, err)
		v := verdict{score: d.Score, answered: d.Answered}
		if len(d.Candidates) > 0 {
			v.best = d.Candidates[0].Answer
		}
		return v
	}
}

// nearestOnly takes the FAQ of the question nearest by cosine.
func nearestOnly(e embedding.Embedder, shelf *matcher.Shelf) system {
	return func(tb testing.TB, message string) verdict {
		tb.Helper()
		found := near(tb, e, shelf, message, 1)
		return verdict{best: found[0].Answer, score: found[0].Score}
	}
}

// blended is the score that the first version of the matcher had: cosine and half
// as much of the cosine of character 2- to 4-grams, half the best question and
// half the mean of the best three, less how crowded it is around the message.
func blended(e embedding.Embedder, shelf *matcher.Shelf) system {
	return func(tb testing.TB, message string) verdict {
		tb.Helper()
		asked := grams(message)
		best := make(map[string][]float64)
		for _, c := range near(tb, e, shelf, message, 64) {
			best[c.Answer] = append(best[c.Answer], (c.Score+0.5*overlap(asked, grams(c.Question)))/1.5)
		}
		var ranked []verdict
		for id, scores := range best {
			slices.SortFunc(scores, func(a, b float64) int { return cmp.Compare(b, a) })
			n := min(3, len(scores))
			sum := 0.0
			for _, s := range scores[:n] {
				sum += s
			}
			ranked = append(ranked, verdict{best: id, score: 0.5*scores[0] + 0.5*sum/float64(n)})
		}
		slices.SortFunc(ranked, func(a, b verdict) int {
			return cmp.Or(cmp.Compare(b.score, a.score), strings.Compare(a.best, b.best))
		})
		crowd := 0.0
		for _, v := range ranked[min(2, len(ranked)):min(8, len(ranked))] {
			crowd += max(v.score-0.33, 0) / 6
		}
		first := ranked[0]
		first.score -= 0.9 * crowd
		ahead := len(ranked) == 1 || ranked[0].score-ranked[1].score >= 0.02
		first.answered = first.score >= 0.42 && ahead
		return first
	}
}

func near(tb testing.TB, e embedding.Embedder, shelf *matcher.Shelf, message string, k int) []matcher.Candidate {
	tb.Helper()
	v, err := e.Embed(context.Background(), []string{faq.Normalize(message)})
	require.NoError(tb, err)
	found, err := shelf.Nearest(context.Background(), e.Model(), v[0], k)
	require.NoError(tb, err)
	require.NotEmpty(tb, found)
	return found
}

func grams(text string) map[string]float64 {
	counts := make(map[string]float64)
	for word := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}) {
		letters := []rune(" " + word + " ")
		for i := range letters {
			for n := 2; n <= 4 && i+n <= len(letters); n++ {
				counts[string(letters[i:i+n])]++
			}
		}
	}
	return counts
}

// overlap is the cosine of two bags with logarithmic counts.
func overlap(a, b map[string]float64) float64 {
	var both, left, right float64
	for g, n := range a {
		left += square(1 + math.Log(n))
		if m, found := b[g]; found {
			both += (1 + math.Log(n)) * (1 + math.Log(m))
		}
	}
	for _, m := range b {
		right += square(1 + math.Log(m))
	}
	if both == 0 {
		return 0
	}
	return both / math.Sqrt(left*right)
}

func square(x float64) float64 { return x * x }

package matcher

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestProfileSeesSpelling(t *testing.T) {
	t.Parallel()
	of := func(a, b string) float64 { return lexicon{}.profile(a).similarity(lexicon{}.profile(b)) }
	require.InDelta(t, 1, of("Where is my order?", "where is MY order"), 1e-12)
	require.InDelta(t, 1, of("order my is where", "where is my order"), 1e-12)
	require.Zero(t, of("", "where"))
	require.Zero(t, of("?!", "?!"))
	require.Zero(t, of("注文", "order"))
	require.Greater(t, of("pasword resett", "password reset"), 0.6)
	require.Less(t, of("baggage allowance", "password reset"), 0.1)
	require.InDelta(t, 1, of("मेरा ऑर्डर", "मेरा ऑर्डर"), 1e-12)
}

func FuzzProfile(f *testing.F) {
	f.Add("where is it", "wher is itt")
	f.Add("", "\xff")
	f.Fuzz(func(t *testing.T, a, b string) {
		p, q := lexicon{}.profile(a), lexicon{}.profile(b)
		s := p.similarity(q)
		require.GreaterOrEqual(t, s, 0.0)
		require.LessOrEqual(t, s, 1.0)
		require.InDelta(t, s, q.similarity(p), 1e-12)
		if len(p) > 0 {
			require.InDelta(t, 1, p.similarity(p), 1e-9)
		}
	})
}

func question(faqID string, n int, score float64) Candidate {
	return Candidate{FAQID: faqID, QuestionID: fmt.Sprintf("%s%d", faqID, n), Score: score}
}

func TestMergeKeepsTheBetterScoreOfEachFAQ(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) (r ranking) {
			for _, id := range rapid.SliceOfNDistinct(rapid.IntRange(0, 9), 0, 6, rapid.ID).Draw(t, name) {
				r = append(r, question(fmt.Sprint(id), 0, rapid.Float64Range(-1, 1).Draw(t, "score")))
			}
			return r.sorted()
		}
		a, b := draw("a"), draw("b")
		best := make(map[string]float64)
		for _, c := range append(append(ranking(nil), a...), b...) {
			if s, ok := best[c.FAQID]; !ok || c.Score > s {
				best[c.FAQID] = c.Score
			}
		}
		got := a.merge(b)
		require.Len(t, got, len(best))
		for i, c := range got {
			require.InDelta(t, best[c.FAQID], c.Score, 0)
			if i > 0 {
				require.GreaterOrEqual(t, got[i-1].Score, c.Score)
			}
		}
	})
}

func TestReadSplitsABurst(t *testing.T) {
	t.Parallel()
	parts, reason := read([]string{" hi ", "👋", "where is my order??", "hi"}, asTyped)
	require.Empty(t, reason)
	require.Equal(t, []part{
		{text: "hi where is my order? hi", shortWords: 6}, {number: 1, text: "hi"}, {number: 2, text: "where is my order?"},
	}, parts)

	parts, reason = read([]string{"where is it?", "..."}, asTyped)
	require.Empty(t, reason)
	require.Equal(t, []part{{text: "where is it?", shortWords: 3}}, parts)

	var lines []string
	for i := range 20 {
		lines = append(lines, fmt.Sprintf("line number %d", i))
	}
	parts, reason = read(lines, asTyped)
	require.Empty(t, reason)
	require.Len(t, parts, 1+maxLines)
	require.Zero(t, parts[0].shortWords)
	require.Equal(t, "line number 19", parts[maxLines].text)
}

func asTyped(text string) string { return text }

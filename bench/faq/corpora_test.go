package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/bench/internal/accuracy"
	"github.com/parleyhq/parley/bench/internal/sets"
)

func TestCorpora(t *testing.T) {
	t.Parallel()
	b := benchOfData(t, 0)
	c := b.corpora
	require.Equal(t, []int{3079, 0, 4500, 1000, 1519, 1560, 5500 + 3*1000, 1519 + 1560}, []int{
		len(c.banking.known), len(c.banking.unknown), len(c.clinc.known), len(c.clinc.unknown),
		len(c.half.known), len(c.half.unknown), len(c.clinc.messages(true).texts), len(c.half.messages(true).texts),
	})
	require.Equal(t, 380, sets.Questions(sets.Draw(c.half.train, 10, 0)))

	for _, n := range []int{smallest, 3000, mostImported, largest} {
		faqs := b.many(n)
		require.Equal(t, n, sets.Questions(faqs))
		names := map[string]bool{}
		for _, f := range faqs {
			require.NotEmpty(t, f.Questions)
			require.LessOrEqual(t, len(f.Questions), 500, "an FAQ has no more")
			names[f.Name] = true
		}
		require.Len(t, names, len(faqs))
	}
	require.Equal(t, 20_000, sets.Questions(b.rows(20_000)))
}

func TestPlan(t *testing.T) {
	t.Parallel()
	b := benchOfData(t, 0)
	planned := map[string]int{}
	for _, p := range b.plan() {
		planned[fmt.Sprintf("%s %d %v", p.corpus.name, p.k, p.closer)] = len(p.seeds)
	}
	require.Equal(t, map[string]int{
		"BANKING77 1 false": 3, "BANKING77 3 false": 3, "BANKING77 5 false": 3, "BANKING77 10 true": 3, "BANKING77 0 false": 1,
		"CLINC150 1 false": 3, "CLINC150 3 false": 3, "CLINC150 5 false": 3, "CLINC150 10 true": 3, "CLINC150 0 false": 1,
		"BANKING77, half unknown 10 true": 3,
	}, planned)
}

func TestTake(t *testing.T) {
	t.Parallel()
	faqs := []sets.FAQ{named("a", "a1", "a2", "a3"), named("b", "b1")}
	require.Equal(t, []sets.FAQ{named("a", "a1", "a2"), named("b", "b1")}, take(faqs, 3))
	require.Equal(t, faqs, take(faqs, 4))
}

func TestVariants(t *testing.T) {
	t.Parallel()
	varied := variants([]sets.FAQ{named("a", "Why?")}, 0)
	require.Equal(t, []sets.FAQ{named("a, variant 1", "Hi, a quick question: Why?")}, varied)
}

func TestResultsAreOfTheirMessages(t *testing.T) {
	t.Parallel()
	typo := func(text, clean, faq string) sets.Sample { return sets.Sample{Question: text, Clean: clean, FAQ: faq} }
	m := corpus{
		known:   []sets.Sample{{Question: "k", FAQ: "a"}},
		unknown: []sets.Sample{{Question: "u", FAQ: sets.Unknown}},
		typos:   [2][]sets.Sample{{typo("o1", "o", "a"), typo("p1", "p", "b")}, {typo("o2", "o", "a"), typo("p2", "p", "b")}},
	}.messages(true)
	require.Equal(t, []string{"k", "u", "o", "p", "o1", "p1", "o2", "p2"}, m.texts)
	var verdicts []accuracy.Verdict
	for _, best := range []string{"a", "b", "a", "b", "a", "a", "b", "a"} {
		verdicts = append(verdicts, accuracy.Verdict{Best: best, Answered: true})
	}
	r := m.result(verdicts)
	require.InDelta(t, 100, r.Right, 1e-9)
	require.InDelta(t, 100, r.Unknown, 1e-9)
	require.Equal(t, []float64{100, 50, 0}, r.Typos)
	require.InDelta(t, 100, cost(2)(r), 1e-9)
}

func named(name string, questions ...string) sets.FAQ {
	return sets.FAQ{Name: name, Questions: questions}
}

func benchOfData(t *testing.T, most int) *bench {
	t.Helper()
	data := os.Getenv("PARLEY_DATA")
	if data == "" {
		t.Skip("without PARLEY_DATA, the folder of shared data sets")
	}
	c, err := readCorpora(os.DirFS(filepath.Join(data, "faq")), most)
	require.NoError(t, err)
	return &bench{corpora: c}
}

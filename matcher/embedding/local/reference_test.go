package local

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// reference is one line of testdata/reference.json, written by reference.mjs.
type reference struct {
	Text       string    `json:"text"`
	Tokens     []int32   `json:"tokens"`
	Norm       float64   `json:"norm"`
	Components []float64 `json:"components"`
}

func readReference(tb testing.TB) []reference {
	tb.Helper()
	data, err := os.ReadFile("testdata/reference.json")
	require.NoError(tb, err)
	var rows []reference
	require.NoError(tb, json.Unmarshal(data, &rows))
	require.Greater(tb, len(rows), 70)
	return rows
}

func TestTokensEqualTheReference(t *testing.T) {
	t.Parallel()
	m := opened(t)
	for _, row := range readReference(t) {
		want := row.Tokens[:min(len(row.Tokens), maxTokens)]
		require.Equal(t, want, m.tokens.encode(row.Text), "%q", row.Text)
	}
}

func TestExactVectorsEqualTheReference(t *testing.T) {
	t.Parallel()
	opened(t)
	for _, p := range processors() {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			m, err := open(weightsDir, p, true)
			require.NoError(t, err)
			worst := 0.0
			for _, row := range affordable(t, p) {
				vectors, err := m.Embed(t.Context(), []string{row.Text})
				require.NoError(t, err)
				worst = max(worst, distance(row, vectors[0]))
				require.Less(t, distance(row, vectors[0]), 3e-6, "%q", row.Text)
			}
			t.Logf("largest difference of a component, rounding included: %.1g", worst)
		})
	}
}

// TestVectorsAreNearTheReference holds what rounding to bytes may cost, on every
// processor that this machine is able to be. Its bounds are those that the package
// promises.
func TestVectorsAreNearTheReference(t *testing.T) {
	t.Parallel()
	opened(t)
	exact, err := OpenExact(weightsDir)
	require.NoError(t, err)
	fastest := make(map[string][]float32)
	for _, p := range processors() {
		m, err := open(weightsDir, p, false)
		require.NoError(t, err)
		texts := textsOf(affordable(t, p))
		want, err := exact.Embed(t.Context(), texts)
		require.NoError(t, err)
		got, err := m.Embed(t.Context(), texts)
		require.NoError(t, err)
		mean, apart := 0.0, 1.0
		for i, text := range texts {
			c := cosine(want[i], got[i])
			require.Greater(t, c, 0.998, "%q", text)
			mean += c / float64(len(texts))
			if fastest[text] == nil {
				fastest[text] = got[i]
			}
			apart = min(apart, cosine(fastest[text], got[i]))
		}
		t.Logf("%s: mean cosine to the exact vectors %.5f, least to those of %s %.6f",
			p.name, mean, processors()[0].name, apart)
		require.Greater(t, mean, 0.9995)
		require.Greater(t, apart, 0.9995)
	}
}

func TestStackedSentencesDoNotSeeEachOther(t *testing.T) {
	t.Parallel()
	opened(t)
	m, err := OpenExact(weightsDir)
	require.NoError(t, err)
	rows := readReference(t)
	vectors, err := m.Embed(t.Context(), textsOf(rows))
	require.NoError(t, err)
	require.Len(t, vectors, len(rows))
	for i, row := range rows {
		require.Less(t, distance(row, vectors[i]), 3e-6, "%q", row.Text)
	}
}

// affordable leaves long texts out where embedding takes long.
func affordable(tb testing.TB, p processor) []reference {
	tb.Helper()
	rows := readReference(tb)
	if p.name == portable().name {
		rows = slices.DeleteFunc(rows, func(r reference) bool { return len(r.Tokens) > 20 })
	}
	return rows
}

func textsOf(rows []reference) []string {
	texts := make([]string, len(rows))
	for i, row := range rows {
		texts[i] = row.Text
	}
	return texts
}

// distance is the largest difference of a component or of the length.
func distance(want reference, got []float32) float64 {
	var sum, worst float64
	for i, x := range got {
		sum += float64(x) * float64(x)
		if i%8 == 0 {
			worst = max(worst, math.Abs(float64(x)-want.Components[i/8]))
		}
	}
	return max(worst, math.Abs(math.Sqrt(sum)-want.Norm))
}

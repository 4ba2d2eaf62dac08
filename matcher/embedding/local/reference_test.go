package local

import (
	"context"
	"encoding/json"
	"math"
	"os"
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
	m := open(t)
	for _, row := range readReference(t) {
		want := row.Tokens[:min(len(row.Tokens), maxTokens)]
		require.Equal(t, want, m.tokens.encode(row.Text), "%q", row.Text)
	}
}

func TestVectorsEqualTheReference(t *testing.T) {
	t.Parallel()
	m := open(t)
	rows := readReference(t)
	worst := 0.0
	for _, row := range rows {
		vectors, err := m.Embed(context.Background(), []string{row.Text})
		require.NoError(t, err)
		worst = max(worst, distance(row, vectors[0]))
		require.Less(t, distance(row, vectors[0]), 3e-6, "%q", row.Text)
	}
	t.Logf("largest difference of a component, rounding included: %.1g", worst)
}

func TestStackedSentencesDoNotSeeEachOther(t *testing.T) {
	t.Parallel()
	m := open(t)
	rows := readReference(t)
	texts := make([]string, len(rows))
	for i, row := range rows {
		texts[i] = row.Text
	}
	vectors, err := m.Embed(context.Background(), texts)
	require.NoError(t, err)
	require.Len(t, vectors, len(rows))
	for i, row := range rows {
		require.Less(t, distance(row, vectors[i]), 3e-6, "%q", row.Text)
	}
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

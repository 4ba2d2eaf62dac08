package store_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/store"
)

func TestNearest(t *testing.T) {
	t.Parallel()
	b := setup(t)
	near := b.createFAQ(t, faq.New(faq.General, "Near.", "near one", "far one"), faq.Active, [][]float32{{1, 0, 0, 0}, {0, 1, 0, 0}})
	greeting := b.createFAQ(t, faq.New(faq.Greeting, "Hello!", "hi"), faq.Active, [][]float32{{2, 2, 0, 0}})
	b.createFAQ(t, faq.New(faq.General, "Opposite.", "opposite"), faq.Active, [][]float32{{-3, 0, 0, 0}})

	b.createFAQ(t, faq.New(faq.General, "Draft.", "draft"), faq.Draft, axis(0))
	b.createFAQ(t, faq.New(faq.General, "Archived.", "archived"), faq.Archived, axis(0))
	b.createFAQ(t, faq.New(faq.Filler, "Filler.", "filler"), faq.Active, axis(0))
	other := b.createFAQ(t, faq.New(faq.General, "Other model.", "other model"), faq.Active, axis(0))
	b.exec(t, `UPDATE faq_vectors SET model = 'other-model' WHERE question_id = $1`, other.Questions[0].ID)
	b.createFAQ(t, faq.New(faq.General, "Other length.", "other length"), faq.Active, [][]float32{{1, 0, 0}})

	for way, nearest := range ways(b.Store) {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			isNearest(t, nearest, near, greeting)
		})
	}
}

// find is one of the ways in which the nearest questions are found.
type find func(ctx context.Context, model string, vector []float32, k int) ([]faq.Candidate, error)

func ways(s *store.Store) map[string]find {
	return map[string]find{"as it comes": s.Nearest, "exactly": s.NearestExactly, "by signs": s.NearestBySigns}
}

func isNearest(t *testing.T, nearest find, near, greeting faq.FAQ) {
	t.Helper()
	found, err := nearest(t.Context(), model, []float32{4, 0, 0, 0}, 10)
	require.NoError(t, err)
	require.Len(t, found, 4)
	for i, want := range []struct {
		answer string
		score  float64
	}{{"Near.", 1}, {"Hello!", math.Sqrt(0.5)}, {"Near.", 0}, {"Opposite.", -1}} {
		require.Equal(t, want.answer, found[i].Answer)
		require.InDelta(t, want.score, found[i].Score, 1e-6)
	}
	require.Equal(t, faq.Candidate{
		FAQID: near.ID, QuestionID: near.Questions[0].ID, Question: "near one", Answer: "Near.", Type: faq.General,
		Score: found[0].Score,
	}, found[0])
	require.Equal(t, greeting.Questions[0].ID, found[1].QuestionID)

	found, err = nearest(t.Context(), model, []float32{4, 0, 0, 0}, 2)
	require.NoError(t, err)
	require.Len(t, found, 2)
	found, err = nearest(t.Context(), model, []float32{4, 0, 0, 0}, 1)
	require.NoError(t, err)
	require.Len(t, found, 2, "up to the first of another FAQ")
	none, err := nearest(t.Context(), "unknown-model", []float32{4, 0, 0, 0}, 2)
	require.NoError(t, err)
	require.Empty(t, none)
}

func unusableVectors() map[string][][]float32 {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	return map[string][][]float32{
		"none": {}, "two": axis(0, 1), "empty": {{}}, "zero": {{0, 0, 0, 0}},
		"NaN": {{nan, 0, 0, 1}}, "infinite": {{inf, 0, 0, 1}}, "minus infinite": {{0, -inf, 0, 1}},
		"tiny": {{1e-16, 0, 0, 0}}, "huge": {{0, 0, 0, 1e16}},
	}
}

// TestSchemaRefusesVectorsWithoutDirection: what the store refuses, no other
// writer can bring in.
func TestSchemaRefusesVectorsWithoutDirection(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.createFAQ(t, faq.New(faq.General, "Yes.", "is it so?"), faq.Active, axis(0))
	for _, vector := range []string{"[0,0,0,0]", "[1e-16,0,0,0]", "[0,0,0,1e16]"} {
		_, err := b.raw.Exec(t.Context(), `UPDATE faq_vectors SET embedding = $1::text::vector`, vector)
		require.ErrorContains(t, err, "faq_vectors_embedding_check", vector)
	}
}

func TestNearestRefusesVectorsWithoutDirection(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.createFAQ(t, faq.New(faq.General, "Yes.", "is it so?"), faq.Active, axis(0))
	for name, vectors := range unusableVectors() {
		if len(vectors) != 1 {
			continue
		}
		_, err := b.Nearest(t.Context(), model, vectors[0], 1)
		require.ErrorIs(t, err, faq.ErrVector, name)
	}
}

// TestNearestAgreesWithTheDefinition compares the scan with cosines that are
// computed here.
func TestNearestAgreesWithTheDefinition(t *testing.T) {
	t.Parallel()
	b := setup(t)
	element := rapid.Float32Range(-10, 10)
	vector := rapid.Custom(func(t *rapid.T) []float32 {
		v := rapid.SliceOfN(element, 8, 8).Draw(t, "elements")
		v[0] += 20 // never zero
		return v
	})
	stored := map[string][]float32{}
	for i := range 30 {
		v := vector.Example(i)
		f := b.createFAQ(t, faq.New(faq.General, "Yes.", "is it so?"), faq.Active, [][]float32{v})
		stored[f.Questions[0].ID] = v
	}
	rapid.Check(t, func(rt *rapid.T) {
		asked := vector.Draw(rt, "asked")
		found, err := b.Nearest(t.Context(), model, asked, 5)
		require.NoError(rt, err)
		require.Len(rt, found, 5)
		// Of so few none is left out for its signs.
		bySigns, err := b.NearestBySigns(t.Context(), model, asked, 5)
		require.NoError(rt, err)
		require.Equal(rt, found, bySigns)
		var scores []float64
		for _, v := range stored {
			scores = append(scores, cosine(asked, v))
		}
		slices.Sort(scores)
		slices.Reverse(scores)
		for i, c := range found {
			require.InDelta(rt, scores[i], c.Score, 1e-5)
			require.InDelta(rt, cosine(asked, stored[c.QuestionID]), c.Score, 1e-5)
		}
	})
}

func cosine(a, b []float32) float64 {
	var dot, aa, bb float64
	for i := range a {
		dot += float64(a[i]) * float64(b[i])
		aa += float64(a[i]) * float64(a[i])
		bb += float64(b[i]) * float64(b[i])
	}
	return dot / math.Sqrt(aa*bb)
}

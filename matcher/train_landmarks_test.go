package matcher

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
)

// clouds returns FAQs whose questions scatter around a point each.
func clouds(t *testing.T, faqs, questions int) *set {
	t.Helper()
	const dimensions = 24
	random := rand.New(rand.NewPCG(5, 6))
	var all []faq.Indexed
	for f := range faqs {
		var centre [dimensions]float32
		for d := range centre {
			centre[d] = float32(random.NormFloat64())
		}
		for q := range questions {
			v := make([]float32, dimensions)
			for d := range v {
				v[d] = centre[d] + 0.8*float32(random.NormFloat64())
			}
			all = append(all, faq.Indexed{
				FAQID: fmt.Sprintf("%03d", f), QuestionID: fmt.Sprintf("%03d", q), Type: faq.General, Status: faq.Active,
				Question: fmt.Sprintf("topic%d and word%d", f, random.IntN(50)), Vector: v,
			})
		}
	}
	s, err := newSet(all)
	require.NoError(t, err)
	return s
}

// With every question a landmark, the method is the exact one.
func TestLandmarksAreExactIfEveryQuestionIsOne(t *testing.T) {
	t.Parallel()
	s := clouds(t, 15, 4)
	exact, _, err := trainExact(t.Context(), s, &progress{})
	require.NoError(t, err)
	marked, _, err := trainLandmarks(t.Context(), s, len(s.texts), &progress{})
	require.NoError(t, err)
	for i, text := range s.texts {
		asked := s.space.lexicon.profile(text)
		a := exact.influences(s.space, asked, s.vectors.row(i))
		b := marked.influences(s.space, asked, s.vectors.row(i))
		for _, id := range s.faqs {
			want := exact.rate(id, a)
			got := marked.rate(id, b)
			require.InDelta(t, want, got, 0.01)
		}
	}
}

func TestAFewLandmarksDoAlmostAsWell(t *testing.T) {
	t.Parallel()
	s := clouds(t, 30, 10)
	_, exact, err := trainExact(t.Context(), s, &progress{})
	require.NoError(t, err)
	h, marked, err := trainLandmarks(t.Context(), s, 90, &progress{})
	require.NoError(t, err)
	require.Len(t, h.texts, 90)
	require.Len(t, marked, 210, "landmarks are not tried")
	require.Greater(t, exact.top1(), 0.9)
	require.Greater(t, marked.top1(), exact.top1()-0.05)
	require.InDelta(t, exact.thresholds().Balanced, marked.thresholds().Balanced, 0.1)
}

func TestLandmarksAreSpreadOverTheFAQs(t *testing.T) {
	t.Parallel()
	s := clouds(t, 20, 5)
	for _, most := range []int{1, 7, 20, 33, 100, 500} {
		chosen := s.landmarks(most)
		require.Len(t, chosen, min(most, 100))
		require.True(t, slices.IsSorted(chosen))
		count := make(map[int]int)
		for _, i := range chosen {
			count[s.of[i]]++
		}
		for _, n := range count {
			require.LessOrEqual(t, n, (most+19)/20)
		}
		require.Len(t, slices.Compact(slices.Clone(chosen)), len(chosen), "none twice")
	}
}

// What the head says of a question after leaving it out in closed form is what a
// head says that was never trained on it.
func TestLeavingOutIsExact(t *testing.T) {
	t.Parallel()
	full := clouds(t, 8, 4)
	_, tried, err := trainExact(t.Context(), full, &progress{})
	require.NoError(t, err)
	const left = 9
	s := *full
	s.texts = slices.Delete(slices.Clone(full.texts), left, left+1)
	s.of = slices.Delete(slices.Clone(full.of), left, left+1)
	s.general = s.general[1:]
	d := full.vectors.dimensions
	s.vectors.values = slices.Delete(slices.Clone(full.vectors.values), left*d, (left+1)*d)
	// All questions keep the ease they had.
	without, _, err := trainExact(t.Context(), &s, &progress{})
	require.NoError(t, err)
	asked := full.space.lexicon.profile(full.texts[left])
	influences := without.influences(full.space, asked, full.vectors.row(left))
	likeness := full.likenesses(left, newPostings(full.space.lexicon, full.texts), nil)
	best := 0.0
	for f, id := range full.faqs {
		rate := without.rate(id, influences)
		near := -1.0
		for i, l := range likeness {
			if i != left && full.of[i] == f {
				near = max(near, float64(l))
			}
		}
		best = max(best, score(rate, near))
	}
	require.InDelta(t, best, tried[left].score, 0.003)
}

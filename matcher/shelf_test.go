package matcher_test

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/matcher"
)

func TestTheShelfFindsTheNearest(t *testing.T) {
	t.Parallel()
	component := rapid.Float32Range(-4, 4)
	vector := rapid.SliceOfN(component, 3, 3).Filter(func(v []float32) bool { return v[0] != 0 })
	rapid.Check(t, func(t *rapid.T) {
		var questions []faq.Indexed
		for i, v := range rapid.SliceOfN(vector, 0, 40).Draw(t, "vectors") {
			questions = append(questions, faq.Indexed{
				FAQID: fmt.Sprint(i), QuestionID: fmt.Sprint(i), Type: faq.General, Status: faq.Active, Vector: v,
			})
		}
		asked, k := vector.Draw(t, "asked"), rapid.IntRange(2, 50).Draw(t, "k")
		shelf, err := matcher.NewShelf("m", questions)
		require.NoError(t, err)
		found, err := shelf.Nearest(t.Context(), "m", asked, k)
		require.NoError(t, err)
		want := make([]float64, len(questions))
		for i, q := range questions {
			want[i] = cosine(q.Vector, asked)
		}
		slices.SortFunc(want, func(a, b float64) int { return cmp.Compare(b, a) })
		require.Len(t, found, min(k, len(questions)))
		for i, c := range found {
			require.InDelta(t, want[i], c.Score, 1e-5)
		}
	})
}

// TestTheShelfLooksForAnotherFAQ: one whose questions are all that is near leaves
// it open how near the next is.
func TestTheShelfLooksForAnotherFAQ(t *testing.T) {
	t.Parallel()
	var questions []faq.Indexed
	for i, faqID := range []string{"a", "a", "a", "a", "b", "a", "c"} {
		questions = append(questions, faq.Indexed{
			FAQID: faqID, QuestionID: fmt.Sprint(i), Type: faq.General, Status: faq.Active, Vector: []float32{10, float32(i)},
		})
	}
	shelf, err := matcher.NewShelf("m", questions)
	require.NoError(t, err)
	for k, want := range map[int]int{2: 5, 4: 5, 5: 5, 6: 6, 9: 7} {
		found, err := shelf.Nearest(t.Context(), "m", []float32{1, 0}, k)
		require.NoError(t, err)
		require.Len(t, found, want, k)
		require.Equal(t, "b", found[4].FAQID)
	}
}

func cosine(a, b []float32) float64 {
	var both, left, right float64
	for i := range a {
		both += float64(a[i]) * float64(b[i])
		left += float64(a[i]) * float64(a[i])
		right += float64(b[i]) * float64(b[i])
	}
	return both / math.Sqrt(left*right)
}

func TestTheShelfHoldsWhatALiveSourceFinds(t *testing.T) {
	t.Parallel()
	question := func(id string, typ faq.Type, status faq.Status) faq.Indexed {
		return faq.Indexed{QuestionID: id, Type: typ, Status: status, Vector: []float32{2, 0}}
	}
	shelf, err := matcher.NewShelf("m", []faq.Indexed{
		question("draft", faq.General, faq.Draft), question("archived", faq.General, faq.Archived),
		question("filler", faq.Filler, faq.Active), question("greeting", faq.Greeting, faq.Active),
		question("general", faq.General, faq.Active),
	})
	require.NoError(t, err)
	found, err := shelf.Nearest(t.Context(), "m", []float32{1, 0}, 9)
	require.NoError(t, err)
	require.Len(t, found, 2)
	require.Equal(t, "greeting", found[0].QuestionID)
	require.Equal(t, "general", found[1].QuestionID)

	none, err := shelf.Nearest(t.Context(), "another", []float32{1, 0}, 9)
	require.NoError(t, err)
	require.Empty(t, none)
	_, err = shelf.Nearest(t.Context(), "m", []float32{1, 0, 0}, 9)
	require.ErrorIs(t, err, faq.ErrVector)
}

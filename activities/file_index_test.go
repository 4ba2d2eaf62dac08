package activities

import (
	"fmt"
	"math"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
)

// clustered are vectors of which each has some near ones, as questions have: a
// common part, that of a subject, and one of their own.
func clustered(n, dimensions int) [][]float32 {
	r := rand.New(rand.NewPCG(1, 2))
	random := func() []float32 {
		v := make([]float32, dimensions)
		for i := range v {
			v[i] = float32(r.NormFloat64())
		}
		return v
	}
	common := random()
	var subject []float32
	vectors := make([][]float32, n)
	for i := range vectors {
		if i%10 == 0 {
			subject = random()
		}
		v := random()
		for d := range v {
			v[d] = common[d]*0.5 + subject[d] + v[d]*0.5
		}
		vectors[i] = v
	}
	return vectors
}

func cosine(a, b []float32) float64 {
	var dot float64
	for i := range a {
		dot += float64(a[i]) * float64(b[i])
	}
	return dot / norm(a) / norm(b)
}

// The nearest question of a file is found, and how near it is to two digits.
func TestTheFileIndexFindsTheNearest(t *testing.T) {
	t.Parallel()
	for _, dimensions := range []int{32, 512} {
		t.Run(fmt.Sprint(dimensions), func(t *testing.T) {
			t.Parallel()
			vectors := clustered(300, dimensions)
			var x fileIndex
			for i, v := range vectors {
				x.add(faq.ImportedKey{Row: i}, fmt.Sprint("question ", i), v)
			}
			missed := 0
			for i, v := range vectors {
				found, err := x.Nearest(t.Context(), "any", v, 5)
				require.NoError(t, err)
				require.Len(t, found, 5)
				require.Equal(t, rowKey(i), found[0].FAQID)
				require.InDelta(t, 1, found[0].Score, 0.01)
				best := math.Inf(-1)
				for j, other := range vectors {
					if j != i {
						best = max(best, cosine(v, other))
					}
				}
				require.LessOrEqual(t, found[1].Score, best+0.01)
				if found[1].Score < best-0.01 {
					missed++
				}
			}
			require.LessOrEqual(t, missed, 6, "of 300")
		})
	}
}

// Attempts at a batch that cross leave each question there once.
func TestAQuestionOfAFileIsIndexedOnce(t *testing.T) {
	t.Parallel()
	vectors := clustered(20, 32)
	var x fileIndex
	var attempts sync.WaitGroup
	for range 4 {
		attempts.Go(func() {
			for i, v := range vectors {
				x.add(faq.ImportedKey{Row: i / 2, Position: i % 2}, "question", v)
				_, err := x.Nearest(t.Context(), "any", v, 5)
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	attempts.Wait()
	require.Len(t, x.entries, len(vectors))
	require.Len(t, x.signs, len(vectors))
}

func TestAnEmptyFileIndexFindsNothing(t *testing.T) {
	t.Parallel()
	found, err := new(fileIndex).Nearest(t.Context(), "any", []float32{1, 0}, 5)
	require.NoError(t, err)
	require.Empty(t, found)
}

// Twenty thousand questions are compared with each other in seconds.
func BenchmarkFileIndex(b *testing.B) {
	vectors := clustered(20_000, 512)
	var x fileIndex
	for i, v := range vectors {
		x.add(faq.ImportedKey{Row: i}, "", v)
	}
	for i := 0; b.Loop(); i++ {
		_, _ = x.Nearest(b.Context(), "", vectors[i%len(vectors)], 20)
	}
}

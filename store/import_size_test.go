package store_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
)

// The largest file there may be goes through in batches: 20,000 rows, of real
// dimensions, with little more in memory than a batch.
func TestALargeImportTakesLittleMemory(t *testing.T) { //nolint:paralleltest // it measures what the process holds
	if testing.Short() {
		t.Skip("80 MB of vectors, half a minute")
	}
	b := setup(t)
	ctx := t.Context()
	e := embedder(model)
	e.Dimensions = 512
	_, err := b.EnsureEmbedder(ctx, e)
	require.NoError(t, err)
	const rows, questions, batch = 20_000, 2, 200
	var most uint64
	look := func() {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		most = max(most, m.HeapAlloc)
	}
	i, err := b.CreateImport(ctx, faq.Import{Activate: true, Publishes: true})
	require.NoError(t, err)
	for n := 0; n < rows; n += batch {
		staged := make([]faq.ImportRow, batch)
		for j := range staged {
			staged[j] = row(n+j+1, "", fmt.Sprintf("How can I do thing %d?", n+j), "Like this.")
			staged[j].FAQ.Questions = append(staged[j].FAQ.Questions, faq.Question{Text: fmt.Sprintf("And thing %d?", n+j)})
		}
		require.NoError(t, b.StageRows(ctx, i.ID, staged))
	}
	i, err = b.FinishStaging(ctx, i.ID, "utf-8")
	require.NoError(t, err)
	look()
	random := rand.New(rand.NewPCG(1, 2))
	for n := 0; n < rows; n += batch {
		pending, err := b.PendingRows(ctx, i.ID, batch)
		require.NoError(t, err)
		require.Len(t, pending, batch)
		vectors := make([][][]float32, batch)
		for j := range pending {
			pending[j].Verdict = faq.RowCreated
			for range questions {
				v := make([]float32, 512)
				for k := range v {
					v[k] = random.Float32() - 0.5
				}
				vectors[j] = append(vectors[j], v)
			}
		}
		i, err = b.SaveVerdicts(ctx, i.ID, pending, model, vectors)
		require.NoError(t, err)
		if n%(20*batch) == 0 {
			look()
		}
	}
	require.Equal(t, faq.ImportReady, i.Status)
	_, err = b.ApplyImport(ctx, i.ID)
	require.NoError(t, err)
	look()
	require.Equal(t, rows*questions, b.number(t, `SELECT count(*) FROM faq_vectors`))
	require.Less(t, most, uint64(24<<20))
	found, err := b.Nearest(ctx, model, make512(1), 64)
	require.NoError(t, err)
	require.Len(t, found, 64)
	exported := 0
	for _, err := range b.ExportFAQs(ctx, faq.Filter{}) {
		require.NoError(t, err)
		exported++
	}
	require.Equal(t, rows, exported)
}

// make512 is a vector of 512 equal components.
func make512(x float32) []float32 {
	v := make([]float32, 512)
	for i := range v {
		v[i] = x
	}
	return v
}

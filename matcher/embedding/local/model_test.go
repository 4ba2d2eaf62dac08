package local

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/parleyhq/parley/matcher/embedding"
)

var _ embedding.Embedder = (*Model)(nil)

// weightsDir is where `make setup` puts the weights.
var weightsDir = filepath.Join("..", "..", "..", ".tools", "model")

var openOnce = sync.OnceValues(func() (*Model, error) { return Open(weightsDir) })

// opened returns the model, loaded once for all tests, or skips the test where
// the weights have not been fetched.
func opened(tb testing.TB) *Model {
	tb.Helper()
	if _, err := os.Stat(weightsDir); errors.Is(err, fs.ErrNotExist) {
		tb.Skip("the embedding model is not in .tools/model: run `make setup`")
	}
	m, err := openOnce()
	require.NoError(tb, err)
	return m
}

func TestEmbedPassesTheChecks(t *testing.T) {
	t.Parallel()
	m := opened(t)
	texts := []string{"Where is my order?", "👍", " ", "\xff\xfe", "a\x00b"}
	vectors, err := embedding.Checked(m).Embed(context.Background(), texts)
	require.NoError(t, err)
	require.Len(t, vectors, len(texts))
}

func TestEmbedRefusesAnEmptyText(t *testing.T) {
	t.Parallel()
	_, err := opened(t).Embed(context.Background(), []string{"hello", ""})
	require.ErrorIs(t, err, ErrNoText)
	require.ErrorContains(t, err, "text 2 of 2")
}

func TestEmbedNothing(t *testing.T) {
	t.Parallel()
	vectors, err := opened(t).Embed(context.Background(), nil)
	require.NoError(t, err)
	require.Empty(t, vectors)
}

func TestEmbedStopsWhenCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := opened(t).Embed(ctx, []string{"hello"})
	require.ErrorIs(t, err, context.Canceled)
}

func TestEmbedIsSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	m := opened(t)
	texts := []string{"Where is my order?", "I want my money back", "hi", "Can I bring two bags on board with me?"}
	want, err := m.Embed(context.Background(), texts)
	require.NoError(t, err)
	var g errgroup.Group
	for i := range 8 {
		g.Go(func() error {
			for j := range 4 {
				k := (i + j) % len(texts)
				got, err := m.Embed(context.Background(), texts[k:k+1])
				if err != nil {
					return err
				}
				if cosine(got[0], want[k]) < 0.999999 {
					return errors.New("another sentence's vector")
				}
			}
			return nil
		})
	}
	require.NoError(t, g.Wait())
}

func TestNearInMeaningIsNearInSpace(t *testing.T) {
	t.Parallel()
	v, err := opened(t).Embed(context.Background(), []string{
		"Where is my order?", "My food has not arrived yet", "Can I take a dog on the plane?",
	})
	require.NoError(t, err)
	require.Greater(t, cosine(v[0], v[1]), cosine(v[0], v[2])+0.1)
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	opened(t)
	rows := []struct {
		name  string
		spoil func(dir string) error
		says  string
	}{
		{"no folder", os.RemoveAll, "make setup"},
		{"no vocabulary", func(dir string) error {
			return os.Remove(filepath.Join(dir, "vocab.json"))
		}, "make setup"},
		{"no shard", func(dir string) error {
			return os.Remove(filepath.Join(dir, "group1-shard5of7"))
		}, "make setup"},
		{"vocabulary of another model", func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "vocab.json"), []byte(`[["a",-1]]`), 0o600)
		}, "vocab.json has 1 pieces, not 8000"},
		{"garbage vocabulary", func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "vocab.json"), []byte(`{`), 0o600)
		}, "vocab.json"},
		{"garbage manifest", func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "model.json"), []byte(`[`), 0o600)
		}, "model.json"},
		{"graph of another model", func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "model.json"), []byte(`{"weightsManifest":[]}`), 0o600)
		}, "is missing"},
		{"weights of another shape", func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "model.json"), []byte(`{"weightsManifest":[{"paths":["group1-shard7of7"],
				"weights":[{"name":"module/Embeddings_en","shape":[684458],"dtype":"float32"}]}]}`), 0o600)
		}, "has shape [684458], not [8002 256]"},
		{"quantised weights", func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "model.json"), []byte(`{"weightsManifest":[{"paths":["group1-shard7of7"],
				"weights":[{"name":"x","shape":[1],"dtype":"uint8"}]}]}`), 0o600)
		}, `unknown type "uint8"`},
		{"shard cut short", func(dir string) error {
			return os.Truncate(filepath.Join(dir, "group1-shard7of7"), 1000)
		}, "end early"},
		{"shard too long", func(dir string) error {
			return os.Truncate(filepath.Join(dir, "group1-shard7of7"), 3_000_000)
		}, "longer than model.json says"},
		{"shard outside of the folder", func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "model.json"),
				[]byte(`{"weightsManifest":[{"paths":["../x"],"weights":[]}]}`), 0o600)
		}, "escapes"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "model")
			require.NoError(t, os.CopyFS(dir, os.DirFS(weightsDir)))
			require.NoError(t, row.spoil(dir))
			_, err := Open(dir)
			require.ErrorContains(t, err, row.says)
			require.Equal(t, row.says == "make setup", errors.Is(err, ErrNoWeights))
		})
	}
}

func BenchmarkOpen(b *testing.B) {
	opened(b)
	for b.Loop() {
		_, err := Open(weightsDir)
		require.NoError(b, err)
	}
}

func cosine(a, b []float32) float64 {
	var sum float64
	for i := range a {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}

func TestProbeFindsNothingWrong(t *testing.T) {
	t.Parallel()
	report, err := embedding.Probe(t.Context(), opened(t))
	require.NoError(t, err)
	require.Equal(t, Dimensions, report.Dimensions)
	require.Greater(t, report.Related, report.Unrelated+0.1)
}

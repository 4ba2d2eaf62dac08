package dashboard_test

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/web/dashboard"
)

// Whoever changes a source builds the dashboard again: scripts/dashboard.sh.
func TestBuiltFromTheSources(t *testing.T) {
	t.Parallel()
	names := []string{"index.html"}
	beside := regexp.MustCompile(`\.(test|gen)\.tsx?$`)
	require.NoError(t, filepath.WalkDir("src", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !beside.MatchString(path) {
			names = append(names, filepath.ToSlash(path))
		}
		return err
	}))
	slices.Sort(names)
	h := sha256.New()
	for _, name := range names {
		source, err := os.ReadFile(name)
		require.NoError(t, err)
		h.Write(source)
	}
	require.Contains(t, string(page(t)), `<meta name="sources" content="`+hex.EncodeToString(h.Sum(nil))+`"`,
		"the sources have changed: run scripts/dashboard.sh")
}

// What a browser loads before anything is seen.
func TestSmall(t *testing.T) {
	t.Parallel()
	files, err := dashboard.Files()
	require.NoError(t, err)
	index := page(t)
	size := packed(t, index)
	loaded := regexp.MustCompile(`(?:src|href)="/(assets/[^"]+)"`).FindAllSubmatch(index, -1)
	require.NotEmpty(t, loaded)
	for _, m := range loaded {
		content, err := fs.ReadFile(files, string(m[1]))
		require.NoError(t, err)
		size += packed(t, content)
	}
	require.Less(t, size, 250_000)
	require.Greater(t, size, 50_000, "this is no dashboard")
}

// The policy of the page forbids whatever is written into the page itself.
func TestNothingInline(t *testing.T) {
	t.Parallel()
	require.NotContains(t, string(page(t)), "<style")
	require.NotRegexp(t, `<script[^>]*>[^<]`, string(page(t)))
}

func page(t *testing.T) []byte {
	t.Helper()
	files, err := dashboard.Files()
	require.NoError(t, err)
	index, err := fs.ReadFile(files, "index.html")
	require.NoError(t, err)
	return index
}

func packed(t *testing.T, content []byte) int {
	t.Helper()
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	require.NoError(t, err)
	_, err = w.Write(content)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.Len()
}

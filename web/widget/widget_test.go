package widget_test

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/web/widget"
)

// Whoever changes a source builds widget.js again: scripts/widget.sh.
func TestBuiltFromTheSources(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("src/*.ts")
	require.NoError(t, err)
	slices.Sort(names)
	h := sha256.New()
	for _, name := range names {
		if strings.HasSuffix(name, ".test.ts") {
			continue
		}
		source, err := os.ReadFile(name)
		require.NoError(t, err)
		h.Write(source)
	}
	want := "/*! Parley chat widget, sources " + hex.EncodeToString(h.Sum(nil)) + " */"
	got, _, _ := strings.Cut(string(widget.Script), "\n")
	require.Equal(t, want, got, "the sources have changed: run scripts/widget.sh")
}

// Every page of every site that uses the widget loads it.
func TestSmall(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	require.NoError(t, err)
	_, err = w.Write(widget.Script)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	require.Less(t, b.Len(), 30_000)
	require.Greater(t, b.Len(), 3_000, "this is no widget")
}

// What people write never becomes markup, and nothing runs that a careful policy
// of a site would forbid.
func TestWritesNoMarkup(t *testing.T) {
	t.Parallel()
	for _, dangerous := range []string{"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "DOMParser", "srcdoc"} {
		require.NotContains(t, string(widget.Script), dangerous)
	}
}

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestASmallRun imports a file into a deployment of its own.
func TestASmallRun(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	if os.Getenv("PARLEY_DATA") == "" {
		t.Skip("without PARLEY_DATA, the folder of shared data sets")
	}
	const root = "../.."
	if _, err := os.Stat(filepath.Join(root, ".tools", "model")); err != nil {
		t.Skip("without the embedded model, which `make setup` fetches")
	}
	dir := t.TempDir()
	binary, out := filepath.Join(dir, "parley"), filepath.Join(dir, "faq.md")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", binary, "github.com/parleyhq/parley/cmd/parley")
	output, err := build.CombinedOutput()
	require.NoError(t, err, "%s", output)
	args := []string{"-quick", "-root", root, "-binary", binary, "-out", out, "-keep", filepath.Join(dir, "kept")}
	require.NoError(t, run(t.Context(), append(args, "-only", "import")))
	page, err := os.ReadFile(out)
	require.NoError(t, err)
	require.Contains(t, string(page), "A quick run")
	require.Regexp(t, `\| 1000 \| [0-9.]+ \| [1-9]`, string(page))
}

package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFlags(t *testing.T) {
	t.Parallel()
	o, err := parse([]string{"-only", "held,burst", "-windows", "7"})
	require.NoError(t, err)
	require.Equal(t, 7, o.windows)
	require.True(t, o.measures("held"))
	require.False(t, o.measures("light"))
	o, err = parse(nil)
	require.NoError(t, err)
	require.True(t, o.measures("light"))

	for _, args := range [][]string{{"-only", "everything"}, {"-windows", "0"}, {"-burst", "-1"}, {"-nonsense"}} {
		_, err := parse(args)
		require.Error(t, err, args)
	}
}

// TestASmallRun measures a little of everything.
func TestASmallRun(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	const root = "../.."
	if _, err := os.Stat(filepath.Join(root, ".tools", "model")); err != nil {
		t.Skip("without the embedded model, which `make setup` fetches")
	}
	out := filepath.Join(t.TempDir(), "engine.md")
	require.NoError(t, run(t.Context(), []string{
		"-engine", "dev-memory", "-root", root, "-out", out, "-windows", "1", "-conversations", "4", "-messages", "2",
		"-inflight", "2", "-bursts", "2", "-bursts-inflight", "1", "-burst", "20", "-light", "10", "-statements",
	}))
	page, err := os.ReadFile(out)
	require.NoError(t, err)
	for _, line := range []string{
		"| messages for the agent who holds the conversation | **",
		"| messages answered by a FAQ | **", "| bursts | **", "## Light load", "| webhook posted |",
	} {
		require.Contains(t, string(page), line)
	}
}

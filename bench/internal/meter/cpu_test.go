package meter

import (
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestParseStat(t *testing.T) {
	t.Parallel()
	const rest = " S 42 1 1 0 -1 4194560 1 2 3 4 100 20 3 4 20 0 1 0 1 1 1"
	for _, name := range []string{"postgres", "tmux: server", "a) S 9 (b", "("} {
		p, err := parseStat([]byte("77 (" + name + ")" + rest))
		require.NoError(t, err, name)
		require.Equal(t, process{pid: 77, parent: 42, used: 1270 * time.Millisecond}, p)
	}
	for _, bad := range []string{"", "77", "77 (a) S 42", "x (a)" + rest, "77 (a) S 42 1 1 0 -1 4 1 2 3 4 u s c c 20"} {
		_, err := parseStat([]byte(bad))
		require.Error(t, err, bad)
	}
}

func FuzzParseStat(f *testing.F) {
	f.Add([]byte("77 (a b) S 42 1 1 0 -1 4194560 1 2 3 4 100 20 3 4 20 0"))
	f.Fuzz(func(t *testing.T, stat []byte) {
		if p, err := parseStat(stat); err != nil {
			require.Zero(t, p)
		}
	})
}

func TestTheTreeHoldsTheWorkOfChildren(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat("/proc/self/stat"); err != nil {
		t.Skip(ErrNoProc)
	}
	// The shell's child does the work, and then waits on its input as the shell does.
	child := exec.CommandContext(t.Context(), "/bin/sh", "-c", `i=0; (while [ $i -lt 200000 ]; do i=$((i+1)); done; read -r _) & wait`)
	input, err := child.StdinPipe()
	require.NoError(t, err)
	require.NoError(t, child.Start())
	defer func() {
		require.NoError(t, input.Close())
		require.NoError(t, child.Wait())
	}()

	require.Eventually(t, func() bool {
		used, err := TreeCPU(child.Process.Pid)
		return err == nil && used >= 5*clockTick
	}, 30*time.Second, 10*time.Millisecond, "the child of the child worked")
}

package devstack

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAProgramIsAskedToEnd(t *testing.T) {
	t.Parallel()
	out := filepath.Join(t.TempDir(), "out")
	ready, set, err := os.Pipe()
	require.NoError(t, err)
	defer func() { require.NoError(t, ready.Close()) }()
	cmd := exec.Command("/bin/sh", "-c", `trap 'echo asked > "$0"; exit' TERM; echo >&3; while :; do sleep 1 & wait; done`, out)
	cmd.ExtraFiles = []*os.File{set}
	program, err := StartProgram(cmd)
	require.NoError(t, err)
	require.NoError(t, set.Close())
	_, err = ready.Read(make([]byte, 1))
	require.NoError(t, err)
	require.Positive(t, program.PID())

	require.NoError(t, program.Stop())
	<-program.Exited()
	said, err := os.ReadFile(out)
	require.NoError(t, err)
	require.Equal(t, "asked\n", string(said))
}

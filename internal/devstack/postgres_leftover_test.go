package devstack

import (
	"math"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The lock is given back while the server runs on: what a killed parent leaves
// behind where the kernel does not tell children of its death.
func TestARunningServerOfAKilledRunIsStopped(t *testing.T) {
	t.Parallel()
	dir, err := os.MkdirTemp("", "parley-devstack-")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(dir)) })
	require.NoError(t, os.Chmod(dir, 0o755))

	abandoned, err := StartPostgres(t.Context(), PostgresOptions{Dir: dir})
	require.NoError(t, err)
	require.NoError(t, abandoned.lock.Close())

	next, err := StartPostgres(t.Context(), PostgresOptions{Dir: dir})
	require.NoError(t, err)
	t.Cleanup(func() { _ = next.Kill() })
	select {
	case <-abandoned.Exited():
	case <-time.After(time.Minute):
		require.Fail(t, "two servers run on one folder")
	}
	require.NoError(t, next.EnsureDatabase(t.Context(), "parley"))
}

func TestAFullDiskIsNamedBeforeAnythingIsWritten(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, needSpace(dir, 0))
	err := needSpace(dir, math.MaxUint64)
	require.ErrorContains(t, err, "the disk that holds "+dir+" is full: the database needs ")
}

func TestAServersOwnWordsOnAFullDiskAreUnderstood(t *testing.T) {
	t.Parallel()
	log := t.TempDir() + "/postgres.log"
	const old = "FATAL: No space left on device\n"
	require.NoError(t, os.WriteFile(log, []byte(old+"PANIC: could not write: No space left on device\n"), 0o600))
	require.ErrorIs(t, explainExit("Postgres", log, int64(len(old))), errDiskFull)

	require.NoError(t, os.WriteFile(log, []byte(old+"FATAL: bad setting\n"), 0o600))
	err := explainExit("Postgres", log, int64(len(old)))
	require.ErrorContains(t, err, "bad setting")
	require.NotErrorIs(t, err, errDiskFull, "that was an earlier start")
}

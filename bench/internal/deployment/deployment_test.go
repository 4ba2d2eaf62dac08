package deployment

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMemory(t *testing.T) {
	t.Parallel()
	now, peak, err := parseMemory("Name:\tparley\nVmPeak:\t 2000000 kB\nVmHWM:\t  3000 kB\nVmRSS:\t  2000 kB\nThreads:\t7\n")
	require.NoError(t, err)
	require.EqualValues(t, 2000<<10, now)
	require.EqualValues(t, 3000<<10, peak)
	_, _, err = parseMemory("Name:\tparley\n")
	require.ErrorIs(t, err, ErrNoProc)
	_, _, err = parseMemory("VmRSS:\t x kB\n")
	require.Error(t, err)
}

func TestChildrenAreConfiguredByTheBenchmarkAlone(t *testing.T) {
	t.Parallel()
	require.Equal(t, []string{"PATH=/bin"}, withoutOwn([]string{"PARLEY_DATA=/data", "PATH=/bin", "TEMPORAL_ADDRESS=x"}))
}

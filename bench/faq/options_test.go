package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFlags(t *testing.T) {
	t.Parallel()
	o, err := parse([]string{"-data", "/data", "-only", "speed,import", "-root", "/src"})
	require.NoError(t, err)
	require.True(t, o.measures(partSpeed))
	require.False(t, o.measures(partAccuracy))
	require.Equal(t, "/src/bin/parley", o.binary)
	require.Equal(t, []int{0, 1, 2}, o.seeds())
	require.Zero(t, o.messages())

	o, err = parse([]string{"-data", "/data", "-only", "none"})
	require.NoError(t, err)
	require.False(t, o.measures(partAccuracy) || o.measures(partSpeed) || o.measures(partImport))

	o, err = parse([]string{"-data", "/data", "-quick", "-binary", "/bin/parley"})
	require.NoError(t, err)
	require.True(t, o.measures(partAccuracy))
	require.Equal(t, "/bin/parley", o.binary)
	require.Equal(t, []int{0}, o.seeds())
	require.Positive(t, o.messages())

	for _, args := range [][]string{{"-data", ""}, {"-data", "/data", "-only", "everything"}, {"-data", "/data", "-nonsense"}} {
		_, err := parse(args)
		require.Error(t, err, args)
	}
}

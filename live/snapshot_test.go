package live_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/live"
)

func TestSnapshots(t *testing.T) {
	t.Parallel()
	s, err := live.ParseSnapshot("10:20:10,12,19")
	require.NoError(t, err)
	for transaction, seen := range map[uint64]bool{1: true, 9: true, 10: false, 11: true, 12: false, 19: false, 20: false, 21: false} {
		require.Equal(t, seen, s.Sees(transaction), transaction)
	}
	later := parsed(t, "12:20:12")
	require.True(t, s.Before(later))
	require.False(t, later.Before(s))
	require.False(t, s.Before(s))
	require.True(t, later.Before(parsed(t, "21:21:")))
	require.True(t, live.Snapshot{}.Before(s))
	here, there := parsed(t, "7.5.1/12:20:12"), parsed(t, "7.5.2/12:20:12")
	require.Equal(t, "12:20:12", here.Transactions())
	require.False(t, here.Before(here))
	require.True(t, here.Before(there))
	require.True(t, there.Before(here))
	require.True(t, here.Before(later), "one that does not say whose it is")
	for _, text := range []string{
		"/1:1:", "1/", "a/1:1:", "1/2/1:1:", strings.Repeat("1", 65) + "/1:1:", "", "1", "1:2", "1:2:3", "2:1:", "1:2:1:", "0:0:", "1:3:2", "1:4:1,1", "1:4:3,1", "1:4:1,", "01:4:1", "+1:4:1", "-1:4:1",
		"1:9223372036854775808:1", "x:y:z", "10:20:",
	} {
		_, err := live.ParseSnapshot(text)
		require.Error(t, err, text)
	}
}

func parsed(t *testing.T, text string) live.Snapshot {
	t.Helper()
	s, err := live.ParseSnapshot(text)
	require.NoError(t, err)
	require.Equal(t, text, s.String())
	return s
}

func FuzzParseSnapshot(f *testing.F) {
	for _, seed := range []string{"10:20:10,12", "1:1:", "5:9:5", "7.5.1/1:1:"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if s, err := live.ParseSnapshot(text); err == nil {
			require.Equal(t, text, s.String())
		}
	})
}

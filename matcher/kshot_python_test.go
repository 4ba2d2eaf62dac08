package matcher_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheShuffleIsThatOfPython(t *testing.T) {
	t.Parallel()
	// random.Random("0/card_arrival"): ten times randrange(100).
	r := newPythonRandom("0/card_arrival")
	var got []int
	for range 10 {
		got = append(got, r.below(100))
	}
	require.Equal(t, []int{38, 95, 52, 63, 69, 33, 5, 72, 84, 88}, got)
}

package api_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/api"
)

// However many users come, a process has room for two thousand streams; the next
// one is told to come again, and can once another has left.
func TestStreamsOfAll(t *testing.T) {
	t.Parallel()
	s := api.NewStreams()
	var leave []func()
	for i := range 2000 {
		giveBack, err := s.Take(fmt.Sprint("user/", i%200))
		require.NoError(t, err)
		leave = append(leave, giveBack)
	}
	_, err := s.Take("user/late")
	require.ErrorContains(t, err, "unavailable")
	leave[0]()
	_, err = s.Take("user/late")
	require.NoError(t, err)

	one := api.NewStreams()
	for range 16 {
		_, err := one.Take("user/0")
		require.NoError(t, err)
	}
	_, err = one.Take("user/0")
	require.ErrorContains(t, err, "too-many-attempts")
	_, err = one.Take("user/1")
	require.NoError(t, err)
}

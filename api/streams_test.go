package api_test

import (
	"bufio"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
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

// A stream says when to come back: not at once, not late, and not when all others do.
func TestStreamsComeBackAtDifferentTimes(t *testing.T) {
	t.Parallel()
	b, serve := serving(t)
	url, _ := serve()
	_, asha := b.user(t, "asha", account.Agent)
	seen := map[int]bool{}
	for range 4 {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+"/v1/events", nil)
		require.NoError(t, err)
		request.Header.Set(asha.name, asha.value)
		response, err := http.DefaultClient.Do(request)
		require.NoError(t, err)
		line, err := bufio.NewReader(response.Body).ReadString('\n')
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		after, err := strconv.Atoi(strings.TrimSpace(strings.TrimPrefix(line, "retry: ")))
		require.NoError(t, err)
		require.GreaterOrEqual(t, after, 500)
		require.Less(t, after, 3000)
		seen[after] = true
	}
	require.Greater(t, len(seen), 1)
}

package api_test

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

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

// A stream ends when what it was opened with does, at once: these would say nothing
// for an hour. The stream of another session goes on.
func TestStreamsEndWithTheirRights(t *testing.T) {
	t.Parallel()
	b, serve := serving(t, func(c *api.Config, _ *api.Services) { c.StreamBeat = time.Hour })
	url, _ := serve()
	admin := b.admin(t)
	login := func(name string) header {
		body := fmt.Sprintf(`{"email":"%[1]s@example.com","password":"password of %[1]s"}`, name)
		return bearer(into[api.Session](t, b.do(t, "POST", "/v1/session", body).want(t, 201)).Token)
	}
	for _, row := range []struct {
		name string
		ends func(t *testing.T, u account.User, session header)
	}{
		{"ada", func(t *testing.T, _ account.User, session header) {
			t.Helper()
			b.do(t, "DELETE", "/v1/session", nil, session).want(t, 204)
		}},
		{"ben", func(t *testing.T, u account.User, _ header) {
			t.Helper()
			b.do(t, "PUT", "/v1/users/"+u.ID+"/roles", `{"roles":["creator"]}`, admin).want(t, 200)
		}},
		{"mia", func(t *testing.T, u account.User, _ header) {
			t.Helper()
			b.do(t, "POST", "/v1/users/"+u.ID+"/disable", nil, admin).want(t, 200)
		}},
		{"noor", func(t *testing.T, u account.User, _ header) {
			t.Helper()
			body := `{"current_password":"password of noor","password":"another one of noor"}`
			b.do(t, "PUT", "/v1/users/"+u.ID+"/password", body, login("noor")).want(t, 204)
		}},
	} {
		user, session := b.user(t, row.name, account.Agent)
		ends(t, url, session, func() { row.ends(t, user, session) })
	}

	key, secret, err := b.store.CreateAPIKey(t.Context(), "service", []account.Scope{account.ScopeRead})
	require.NoError(t, err)
	ends(t, url, bearer(secret), func() { b.do(t, "DELETE", "/v1/api-keys/"+key.ID, nil, admin).want(t, 204) })

	// The other session of the same user hears on.
	_, session := b.user(t, "asha", account.Agent)
	one, inbox, begun := login("asha"), b.inbox(t), false
	status := listen(t.Context(), url, "", session, func(e heard) bool {
		if !begun {
			begun = true
			ends(t, url, one, func() { b.do(t, "DELETE", "/v1/session", nil, one).want(t, 204) })
			b.conversation(t, inbox.ID, "guest", "hello")
		}
		return e.name != "conversation"
	})
	require.Equal(t, http.StatusOK, status)
}

// ends says that a stream ends by itself after something that ends it.
func ends(t *testing.T, url string, who header, end func()) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	begun := sync.OnceFunc(end)
	require.Equal(t, http.StatusOK, listen(ctx, url, "", who, func(heard) bool {
		begun()
		return true
	}))
	require.NoError(t, ctx.Err(), "it went on")
}

package api_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
)

func TestOwnSessions(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.user(t, "asha", account.Agent)
	_, ben := b.user(t, "ben", account.Agent)
	login := api.Login{Email: "asha@example.com", Password: "password of asha"}
	agent := header{"User-Agent", "Browser/1 " + strings.Repeat("x", 400)}
	first := bearer(into[api.Session](t, b.do(t, "POST", "/v1/session", login, agent).want(t, 201)).Token)
	second := bearer(into[api.Session](t, b.do(t, "POST", "/v1/session", login).want(t, 201)).Token)

	find := func(by header) (current, other api.OpenSession) {
		t.Helper()
		list := into[api.SessionList](t, b.do(t, "GET", "/v1/sessions", nil, by).want(t, 200))
		require.Len(t, list.Items, 3, "and the one of the setup")
		for _, s := range list.Items {
			if s.Current {
				current = s
			} else if s.Address != "" {
				other = s
			}
		}
		return current, other
	}
	mine, older := find(second)
	require.Equal(t, "127.0.0.1", mine.Address)
	require.Equal(t, "password", mine.Method)
	require.True(t, strings.HasPrefix(older.UserAgent, "Browser/1 xxx"))
	require.Len(t, older.UserAgent, 256)

	b.do(t, "DELETE", "/v1/sessions/"+older.ID, nil, ben).problem(t, 404, "not-found")
	b.do(t, "GET", "/v1/session", nil, first).want(t, 200)
	b.do(t, "DELETE", "/v1/sessions/"+older.ID, nil, second).want(t, 204)
	b.do(t, "GET", "/v1/session", nil, first).want(t, 401)
	b.do(t, "DELETE", "/v1/sessions/"+older.ID, nil, second).problem(t, 404, "not-found")

	a := b.do(t, "DELETE", "/v1/sessions", nil, second).want(t, 204)
	require.Contains(t, a.header.Get("Set-Cookie"), "parley_session=;")
	b.do(t, "GET", "/v1/session", nil, second).want(t, 401)
	b.do(t, "GET", "/v1/session", nil, ben).want(t, 200)
	b.do(t, "DELETE", "/v1/sessions", nil, b.apiKey(t, account.ScopeAdmin)).problem(t, 403, "forbidden")
}

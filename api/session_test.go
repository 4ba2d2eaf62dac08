package api_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
)

func TestLogin(t *testing.T) {
	t.Parallel()
	b := setup(t)
	asha, _ := b.user(t, "asha", account.Agent)

	a := b.do(t, "POST", "/v1/session", api.Login{Email: " ASHA@example.com", Password: "password of asha"}).want(t, 201)
	session := into[api.Session](t, a)
	require.Equal(t, asha.ID, session.User.ID)
	require.WithinDuration(t, time.Now().Add(account.SessionLife), session.ExpiresAt, time.Minute)
	require.NotContains(t, string(a.body), "plain:")

	cookies, err := http.ParseSetCookie(a.header.Get("Set-Cookie"))
	require.NoError(t, err)
	require.Equal(t, "parley_session", cookies.Name)
	require.Equal(t, session.Token, cookies.Value)
	require.Equal(t, "/", cookies.Path)
	require.True(t, cookies.HttpOnly)
	require.False(t, cookies.Secure)
	require.Equal(t, http.SameSiteLaxMode, cookies.SameSite)

	byCookie := header{"Cookie", "parley_session=" + session.Token}
	for _, credentials := range []header{bearer(session.Token), byCookie} {
		me := into[api.User](t, b.do(t, "GET", "/v1/session", nil, credentials).want(t, 200))
		require.Equal(t, asha.ID, me.ID)
	}

	a = b.do(t, "DELETE", "/v1/session", nil, byCookie).want(t, 204)
	require.Contains(t, a.header.Get("Set-Cookie"), "parley_session=;")
	b.do(t, "GET", "/v1/session", nil, byCookie).problem(t, 401, "unauthenticated")
}

// Each login is a session of its own: one that was planted stays worthless.
func TestLoginMakesANewSession(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.user(t, "asha", account.Agent)
	planted := header{"Cookie", "parley_session=planted"}
	login := api.Login{Email: "asha@example.com", Password: "password of asha"}
	first := into[api.Session](t, b.do(t, "POST", "/v1/session", login, planted).want(t, 201))
	second := into[api.Session](t, b.do(t, "POST", "/v1/session", login, planted).want(t, 201))
	require.NotEqual(t, first.Token, second.Token)
	b.do(t, "GET", "/v1/session", nil, planted).problem(t, 401, "unauthenticated")
}

func TestCookieByPublicURL(t *testing.T) {
	t.Parallel()
	tests := []struct {
		public, name string
		secure       bool
	}{
		{"https://support.example.com", "__Host-parley", true},
		{"http://localhost:8080", "parley_session", false},
		{"http://[::1]:8080", "parley_session", false},
		{"http://127.0.0.9", "parley_session", false},
		{"http://support.example.com", "", false},
		{"http://192.168.1.10:8080", "", false},
		{"http://127.0.0.1.example.com", "", false},
	}
	for _, test := range tests {
		t.Run(test.public, func(t *testing.T) {
			t.Parallel()
			public, err := url.Parse(test.public)
			require.NoError(t, err)
			b := setup(t, func(c *api.Config, _ *api.Services) { c.PublicURL = public })
			b.user(t, "asha", account.Agent)
			a := b.do(t, "POST", "/v1/session", api.Login{Email: "asha@example.com", Password: "password of asha"}).want(t, 201)
			token := into[api.Session](t, a).Token
			if test.name == "" {
				require.Empty(t, a.header.Values("Set-Cookie"))
				b.do(t, "GET", "/v1/session", nil, header{"Cookie", "=" + token}).want(t, 401)
				return
			}
			cookie, err := http.ParseSetCookie(a.header.Get("Set-Cookie"))
			require.NoError(t, err)
			require.Equal(t, test.name, cookie.Name)
			require.Equal(t, test.secure, cookie.Secure)
			require.Equal(t, test.secure, a.header.Get("Strict-Transport-Security") != "")
			b.do(t, "GET", "/v1/session", nil, header{"Cookie", test.name + "=" + token}).want(t, 200)
			other := map[string]string{"__Host-parley": "parley_session", "parley_session": "__Host-parley"}[test.name]
			b.do(t, "GET", "/v1/session", nil, header{"Cookie", other + "=" + token}).want(t, 401)
		})
	}
}

// Nobody learns from a refused login who has an account.
func TestLoginRefusalsAreAlike(t *testing.T) {
	t.Parallel()
	b := setup(t, func(_ *api.Config, s *api.Services) { s.Passwords = account.NewPasswords() })
	b.user(t, "gone", account.Agent)
	gone, err := b.store.UserByEmail(t.Context(), "gone@example.com")
	require.NoError(t, err)
	b.user(t, "asha", account.Admin)
	hash, err := account.NewPasswords().Hash(t.Context(), "password of somebody")
	require.NoError(t, err)
	for _, user := range []string{"gone@example.com", "asha@example.com"} {
		u, err := b.store.UserByEmail(t.Context(), user)
		require.NoError(t, err)
		require.NoError(t, b.store.SetPassword(t.Context(), u.ID, hash))
	}
	_, err = b.store.DisableUser(t.Context(), gone.ID)
	require.NoError(t, err)

	var bodies []string
	for _, login := range []api.Login{
		{Email: "asha@example.com", Password: "wrong password"},
		{Email: "nobody@example.com", Password: "wrong password"},
		{Email: "gone@example.com", Password: "password of somebody"},
		{Email: "no address", Password: "wrong password"},
	} {
		a := b.do(t, "POST", "/v1/session", login, header{"X-Request-Id", "same"})
		a.problem(t, 401, "unauthenticated")
		require.Empty(t, a.header.Values("Set-Cookie"))
		bodies = append(bodies, string(a.body))
	}
	for _, body := range bodies {
		require.Equal(t, bodies[0], body)
	}
	b.do(t, "POST", "/v1/session", api.Login{Email: "asha@example.com", Password: "password of somebody"}).want(t, 201)
}

func TestLoginAttemptsAreLimited(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.user(t, "asha", account.Agent)
	b.user(t, "ben", account.Agent)
	for _, email := range []string{"asha@example.com", "nobody@example.com"} {
		for range 10 {
			b.do(t, "POST", "/v1/session", api.Login{Email: email, Password: "a guess at it"}).problem(t, 401, "unauthenticated")
		}
		// From now on the right password helps as little as another spelling of
		// the address, or another address of the guesser that nobody vouches for.
		for _, email := range []string{email, strings.ToUpper(email)} {
			a := b.do(t, "POST", "/v1/session", api.Login{Email: email, Password: "password of asha"},
				header{"X-Forwarded-For", "192.0.2.77"}, header{"X-Real-IP", "192.0.2.78"})
			a.problem(t, 429, "too-many-attempts")
			wait, err := strconv.Atoi(a.header.Get("Retry-After"))
			require.NoError(t, err)
			require.InDelta(t, 15*60, wait, 60)
		}
	}
	b.do(t, "POST", "/v1/session", api.Login{Email: "ben@example.com", Password: "password of ben"}).want(t, 201)
}

// One address cannot try one password on everybody.
func TestLoginAttemptsOfAPeerAreLimited(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.user(t, "asha", account.Agent)
	login := api.Login{Email: "asha@example.com", Password: "password of asha"}
	for i := range 100 {
		if i == 50 { // right passwords do not count
			b.do(t, "POST", "/v1/session", login).want(t, 201)
		}
		email := "user" + strconv.Itoa(i) + "@example.com"
		b.do(t, "POST", "/v1/session", api.Login{Email: email, Password: "spring 2026"}).want(t, 401)
	}
	b.do(t, "POST", "/v1/session", login).problem(t, 429, "too-many-attempts")
}

func TestSuccessForgivesFailures(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.user(t, "asha", account.Agent)
	for range 3 {
		for range 9 {
			b.do(t, "POST", "/v1/session", api.Login{Email: "asha@example.com", Password: "a guess at it"}).want(t, 401)
		}
		b.do(t, "POST", "/v1/session", api.Login{Email: "asha@example.com", Password: "password of asha"}).want(t, 201)
	}
}

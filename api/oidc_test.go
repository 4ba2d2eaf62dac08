package api_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/account/oidc"
	"github.com/parleyhq/parley/api"
	fake "github.com/parleyhq/parley/internal/fakes/oidc"
)

// withProvider gives the server an identity provider whose groups give roles.
func withProvider(t *testing.T, roles map[string][]account.Role) (*fake.Provider, option) {
	t.Helper()
	f, err := fake.New()
	require.NoError(t, err)
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	f.Issuer = server.URL
	return f, func(_ *api.Config, s *api.Services) {
		s.Provider = oidc.New(oidc.Options{
			Issuer: server.URL, ClientID: fake.ClientID, ClientSecret: fake.ClientSecret, Name: "Example ID",
			RolesClaim: "groups", Roles: roles,
		})
	}
}

// begin begins a login, goes to the provider as a browser would, and returns what
// the browser comes back with: the address and its cookie.
func (b *bundle) begin(t *testing.T, next string) (callback string, cookie header) {
	t.Helper()
	path := "/v1/oidc/login"
	if next != "" {
		path += "?next=" + url.QueryEscape(next)
	}
	a := b.do(t, "GET", path, nil).want(t, 302)
	set, err := http.ParseSetCookie(a.header.Get("Set-Cookie"))
	require.NoError(t, err)
	require.True(t, set.HttpOnly)
	require.Equal(t, http.SameSiteLaxMode, set.SameSite)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, a.header.Get("Location"), nil)
	require.NoError(t, err)
	response, err := http.DefaultTransport.RoundTrip(request)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	back, err := url.Parse(response.Header.Get("Location"))
	require.NoError(t, err)
	require.Equal(t, "http://127.0.0.1:8080/v1/oidc/callback", back.Scheme+"://"+back.Host+back.Path)
	return back.RequestURI(), header{"Cookie", set.Name + "=" + set.Value}
}

// comeBack ends a login and returns where it leads, and the session there is.
func (b *bundle) comeBack(t *testing.T, callback string, headers ...header) (to, token string) {
	t.Helper()
	a := b.do(t, "GET", callback, nil, headers...).want(t, 302)
	for _, line := range a.header.Values("Set-Cookie") {
		set, err := http.ParseSetCookie(line)
		require.NoError(t, err)
		if set.Name == "parley_session" {
			token = set.Value
		}
	}
	return a.header.Get("Location"), token
}

func asha(groups ...string) map[string]any {
	return map[string]any{"sub": "asha", "email": "asha@example.com", "email_verified": true, "name": "Asha Rao", "groups": groups}
}

func TestLoginThroughAnIdentityProvider(t *testing.T) {
	t.Parallel()
	f, provided := withProvider(t, map[string][]account.Role{"support": {account.Agent}, "bosses": {account.Admin}})
	b := setup(t, provided)
	methods := into[api.LoginMethods](t, b.do(t, "GET", "/v1/login-methods", nil).want(t, 200))
	require.Equal(t, "Example ID", methods.Oidc.Name)

	f.Vouch(asha("support", "others"))
	callback, cookie := b.begin(t, "/conversations/1?tab=mine")
	to, token := b.comeBack(t, callback, cookie)
	require.Equal(t, "/conversations/1?tab=mine", to)
	me := into[api.CurrentUser](t, b.do(t, "GET", "/v1/session", nil, bearer(token)).want(t, 200))
	require.Equal(t, "asha@example.com", me.Email)
	require.Equal(t, []string{"agent"}, me.Roles)
	require.Contains(t, me.Permissions, string(account.HandleConversations))
	require.NotContains(t, me.Permissions, string(account.ManageUsers))

	// Groups that change, change the roles, and end what ran under the old ones.
	f.Vouch(asha("bosses"))
	callback, cookie = b.begin(t, "")
	_, second := b.comeBack(t, callback, cookie)
	b.do(t, "GET", "/v1/session", nil, bearer(token)).want(t, 401)
	again := into[api.CurrentUser](t, b.do(t, "GET", "/v1/session", nil, bearer(second)).want(t, 200))
	require.Equal(t, me.ID, again.ID, "one person is one user")
	require.Equal(t, []string{"admin"}, again.Roles)

	// No password opens it: there is none.
	b.do(t, "POST", "/v1/session", api.Login{Email: "asha@example.com", Password: " "}).want(t, 401)
}

func TestLoginsThatTheProviderDoesNotOpen(t *testing.T) {
	t.Parallel()
	f, provided := withProvider(t, map[string][]account.Role{"support": {account.Agent}, "bosses": {account.Admin}})
	b := setup(t, provided)
	refused := func(word string) {
		t.Helper()
		callback, cookie := b.begin(t, "")
		to, token := b.comeBack(t, callback, cookie)
		require.Equal(t, "/login?error="+word, to)
		require.Empty(t, token)
	}
	f.Vouch(asha("others"))
	refused("oidc-unknown")

	unverified := asha("support")
	unverified["email_verified"] = false
	f.Vouch(unverified)
	refused("oidc-unknown")

	// An address makes nobody the user who has it too.
	b.user(t, "asha", account.Admin)
	f.Vouch(asha("support"))
	refused("oidc-email-taken")

	other := map[string]any{"sub": "ben", "email": "ben@example.com", "email_verified": true, "groups": "support"}
	f.Vouch(other)
	callback, cookie := b.begin(t, "")
	_, token := b.comeBack(t, callback, cookie)
	ben := into[api.CurrentUser](t, b.do(t, "GET", "/v1/session", nil, bearer(token)).want(t, 200))
	_, err := b.store.DisableUser(t.Context(), ben.ID)
	require.NoError(t, err)
	refused("oidc-disabled")

	f.Forge(fake.Unsigned)
	refused("oidc-refused")
	require.NotContains(t, b.log.String(), "ben@example.com")
}

// Only the browser that began a login ends it, once.
func TestLoginsThatAnotherBrowserBegan(t *testing.T) {
	t.Parallel()
	f, provided := withProvider(t, map[string][]account.Role{"support": {account.Agent}})
	b := setup(t, provided)
	f.Vouch(asha("support"))
	mine, cookie := b.begin(t, "")
	theirs, other := b.begin(t, "")
	code := func(callback string) string { u, _ := url.Parse(callback); return u.Query().Get("code") }
	state := func(callback string) string { u, _ := url.Parse(callback); return u.Query().Get("state") }
	for name, attempt := range map[string]struct {
		callback string
		headers  []header
	}{
		"no cookie":      {mine, nil},
		"other's cookie": {mine, []header{other}},
		"no state":       {"/v1/oidc/callback?code=" + code(mine), []header{cookie}},
		"empty state":    {"/v1/oidc/callback?state=&code=" + code(mine), []header{cookie}},
		"other's state":  {"/v1/oidc/callback?code=" + code(mine) + "&state=" + state(theirs), []header{cookie}},
		"no code":        {"/v1/oidc/callback?state=" + state(mine), []header{cookie}},
		"junk cookie":    {mine, []header{{"Cookie", "parley_session_oidc=junk"}}},
		"refused there":  {"/v1/oidc/callback?error=access_denied&state=" + state(mine), []header{cookie}},
		"other's code":   {"/v1/oidc/callback?code=" + code(theirs) + "&state=" + state(mine), []header{cookie}},
		"remote user":    {"/v1/oidc/callback", []header{{"X-Remote-User", "asha"}, {"X-Forwarded-User", "asha"}}},
	} {
		to, token := b.comeBack(t, attempt.callback, attempt.headers...)
		require.Equal(t, "/login?error=oidc-refused", to, name)
		require.Empty(t, token, name)
	}
	_, token := b.comeBack(t, mine, cookie)
	require.NotEmpty(t, token)
	to, token := b.comeBack(t, mine, cookie)
	require.Equal(t, "/login?error=oidc-refused", to, "twice")
	require.Empty(t, token)
	b.do(t, "GET", "/v1/session", nil, header{"X-Remote-User", "asha"}).want(t, 401)
}

// Without groups that give roles, only who was invited gets in.
func TestInvitedThroughAnIdentityProvider(t *testing.T) {
	t.Parallel()
	f, provided := withProvider(t, nil)
	b := setup(t, provided)
	_, admin := b.user(t, "boss", account.Admin)
	f.Vouch(asha("support"))
	callback, cookie := b.begin(t, "")
	to, _ := b.comeBack(t, callback, cookie)
	require.Equal(t, "/login?error=oidc-unknown", to)

	b.do(t, "POST", "/v1/invitations", `{"email":"ASHA@example.com","name":"Asha","roles":["creator"]}`, admin).want(t, 201)
	callback, cookie = b.begin(t, "")
	to, token := b.comeBack(t, callback, cookie)
	require.Equal(t, "/", to)
	me := into[api.CurrentUser](t, b.do(t, "GET", "/v1/session", nil, bearer(token)).want(t, 200))
	require.Equal(t, []string{"creator"}, me.Roles)

	callback, cookie = b.begin(t, "")
	_, token = b.comeBack(t, callback, cookie)
	require.NotEmpty(t, token, "and again, without an invitation")
}

func TestNoRedirectToOtherSites(t *testing.T) {
	t.Parallel()
	f, provided := withProvider(t, map[string][]account.Role{"support": {account.Agent}})
	b := setup(t, provided)
	f.Vouch(asha("support"))
	for _, next := range []string{
		"//evil.example", `/\evil.example`, `\\evil.example`, "https://evil.example", "http:evil.example", "javascript:alert(1)",
		"/%09/evil.example", "/\t/evil.example", "/%2F/evil.example", "/%5Cevil.example", "evil.example", "///evil.example",
		"/\r\nSet-Cookie: a=b", "/%0d%0aSet-Cookie:a=b", "data:text/html,x", "//evil.example@127.0.0.1", "?next", "",
	} {
		callback, cookie := b.begin(t, next)
		to, _ := b.comeBack(t, callback, cookie)
		require.Equal(t, "/", to, "%q", next)
	}
	callback, cookie := b.begin(t, "/inbox?view=mine#x")
	to, _ := b.comeBack(t, callback, cookie)
	require.Equal(t, "/inbox?view=mine#x", to)
}

func TestNoIdentityProvider(t *testing.T) {
	t.Parallel()
	b := setup(t)
	require.JSONEq(t, `{"password":true,"oidc":null}`, string(b.do(t, "GET", "/v1/login-methods", nil).want(t, 200).body))
	b.do(t, "GET", "/v1/oidc/login", nil).problem(t, 404, "not-found")
	b.do(t, "GET", "/v1/oidc/callback?code=x&state=x", nil).problem(t, 404, "not-found")

	// Where no browser may hold a session, none is begun.
	_, provided := withProvider(t, nil)
	plain := setup(t, provided, func(c *api.Config, _ *api.Services) {
		c.PublicURL = &url.URL{Scheme: "http", Host: "support.example.com"}
	})
	plain.do(t, "GET", "/v1/oidc/login", nil).problem(t, 404, "not-found")
}

func TestProviderIsAway(t *testing.T) {
	t.Parallel()
	f, provided := withProvider(t, nil)
	b := setup(t, provided)
	f.Issuer = "https://somewhere-else.example"
	a := b.do(t, "GET", "/v1/oidc/login", nil).want(t, 302)
	require.Equal(t, "/login?error=oidc-unavailable", a.header.Get("Location"))
	require.Contains(t, b.log.String(), "identity provider does not answer")
}

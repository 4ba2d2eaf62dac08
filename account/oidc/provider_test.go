package oidc_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/account/oidc"
	fake "github.com/parleyhq/parley/internal/fakes/oidc"
)

const redirect = "http://127.0.0.1:1/v1/oidc/callback"

// setup returns an identity provider and Parley's side of it.
func setup(t *testing.T, change ...func(*oidc.Options)) (*fake.Provider, *oidc.Provider) {
	t.Helper()
	f, err := fake.New()
	require.NoError(t, err)
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	f.Issuer = server.URL
	f.Vouch(map[string]any{"sub": "asha", "email": "asha@example.com", "email_verified": true, "name": "Asha Rao"})
	o := oidc.Options{Issuer: server.URL, ClientID: fake.ClientID, ClientSecret: fake.ClientSecret, RolesClaim: "groups"}
	for _, c := range change {
		c(&o)
	}
	return f, oidc.New(o)
}

// code goes to the provider as a browser would, and returns what it brings back.
func code(t *testing.T, p *oidc.Provider, nonce, verifier string) string {
	t.Helper()
	address, err := p.Begin(t.Context(), redirect, "a state", nonce, verifier)
	require.NoError(t, err)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	require.NoError(t, err)
	response, err := http.DefaultTransport.RoundTrip(request)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, http.StatusFound, response.StatusCode)
	back, err := url.Parse(response.Header.Get("Location"))
	require.NoError(t, err)
	require.Equal(t, "a state", back.Query().Get("state"))
	return back.Query().Get("code")
}

const verifier = "a verifier of forty-three characters or more"

func TestWhoSomebodyIs(t *testing.T) {
	t.Parallel()
	f, p := setup(t)
	identity, err := p.Finish(t.Context(), redirect, code(t, p, "n", verifier), "n", verifier)
	require.NoError(t, err)
	require.Equal(t, account.Identity{Issuer: f.Issuer, Subject: "asha", Email: "asha@example.com", Name: "Asha Rao"}, identity)
}

func TestAddressesThatAreNotVerified(t *testing.T) {
	t.Parallel()
	f, p := setup(t)
	for _, row := range []struct {
		email, verified any
		want            string
	}{
		{"a@example.com", true, "a@example.com"},
		{"a@example.com", "true", "a@example.com"},
		{"a@example.com", false, ""},
		{"a@example.com", "false", ""},
		{"a@example.com", nil, ""},
		{"a@example.com", 1, ""},
		{nil, true, ""},
		{"Asha <a@example.com>", true, ""},
		{[]string{"a@example.com"}, true, ""},
	} {
		f.Vouch(map[string]any{"sub": "s", "email": row.email, "email_verified": row.verified})
		identity, err := p.Finish(t.Context(), redirect, code(t, p, "n", verifier), "n", verifier)
		require.NoError(t, err)
		require.Equal(t, row.want, identity.Email, row)
	}
}

func TestGroupsGiveRoles(t *testing.T) {
	t.Parallel()
	f, p := setup(t, func(o *oidc.Options) {
		o.RolesClaim = "realm_access.roles"
		o.Roles = map[string][]account.Role{"cn=staff,dc=x": {account.Agent, account.Creator}, "root": {account.Admin}}
	})
	for _, row := range []struct {
		claims map[string]any
		want   []account.Role
	}{
		{map[string]any{"realm_access": map[string]any{"roles": []string{"cn=staff,dc=x", "other"}}}, []account.Role{account.Agent, account.Creator}},
		{map[string]any{"realm_access": map[string]any{"roles": "root"}}, []account.Role{account.Admin}},
		{map[string]any{"realm_access.roles": []string{"root", "root"}}, []account.Role{account.Admin}},
		{map[string]any{"realm_access": []string{"root"}}, []account.Role{}},
		{map[string]any{"realm_access": map[string]any{"roles": []any{1, nil, "ROOT", "admin"}}}, []account.Role{}},
		{map[string]any{"groups": []string{"root"}}, []account.Role{}},
	} {
		row.claims["sub"] = "s"
		f.Vouch(row.claims)
		identity, err := p.Finish(t.Context(), redirect, code(t, p, "n", verifier), "n", verifier)
		require.NoError(t, err)
		require.Equal(t, row.want, identity.Roles, row.claims)
	}
}

// A token proves something only if it is the provider's own, for this deployment,
// for this login and now.
func TestTokensThatProveNothing(t *testing.T) {
	t.Parallel()
	f, p := setup(t)
	with := func(claim string, value any) func(map[string]any) string {
		return func(claims map[string]any) string {
			claims[claim] = value
			if value == nil {
				delete(claims, claim)
			}
			return f.Sign(claims)
		}
	}
	for name, forge := range map[string]func(map[string]any) string{
		"other audience":       with("aud", "another"),
		"no audience":          with("aud", nil),
		"several, not for us":  with("aud", []string{fake.ClientID, "another"}),
		"made for another":     with("azp", "another"),
		"other issuer":         with("iss", "https://evil.example"),
		"issuer with a slash":  with("iss", f.Issuer+"/"),
		"expired":              with("exp", time.Now().Add(-time.Minute).Unix()),
		"no end":               with("exp", nil),
		"not yet":              with("nbf", time.Now().Add(time.Hour).Unix()),
		"other nonce":          with("nonce", "another"),
		"no nonce":             with("nonce", nil),
		"nobody":               with("sub", nil),
		"alg none":             fake.Unsigned,
		"HMAC with public key": f.SignWithPublicKey,
		"key of a stranger":    f.SignAsStranger,
		"no token":             func(map[string]any) string { return "" },
		"no token at all":      func(map[string]any) string { return "junk" },
		"signature of another": func(c map[string]any) string { s := f.Sign(c); return s[:len(s)-8] + "AAAAAAAA" },
	} {
		f.Forge(forge)
		_, err := p.Finish(t.Context(), redirect, code(t, p, "n", verifier), "n", verifier)
		require.ErrorIs(t, err, account.ErrNotVouched, name)
	}
	f.Forge(with("aud", []string{fake.ClientID}))
	_, err := p.Finish(t.Context(), redirect, code(t, p, "n", verifier), "n", verifier)
	require.NoError(t, err)
}

func TestCodesThatAreRefused(t *testing.T) {
	t.Parallel()
	_, p := setup(t)
	_, err := p.Finish(t.Context(), redirect, "made up", "n", verifier)
	require.ErrorIs(t, err, account.ErrNotVouched)

	_, err = p.Finish(t.Context(), redirect, code(t, p, "n", verifier), "n", "another verifier, as long as the right one")
	require.ErrorIs(t, err, account.ErrNotVouched, "PKCE")

	used := code(t, p, "n", verifier)
	_, err = p.Finish(t.Context(), redirect, used, "n", verifier)
	require.NoError(t, err)
	_, err = p.Finish(t.Context(), redirect, used, "n", verifier)
	require.ErrorIs(t, err, account.ErrNotVouched, "twice")

	_, wrong := setup(t, func(o *oidc.Options) { o.ClientSecret = "no secret" })
	_, err = wrong.Finish(t.Context(), redirect, code(t, wrong, "n", verifier), "n", verifier)
	require.ErrorIs(t, err, account.ErrNotVouched)
	require.NotContains(t, err.Error(), "no secret")
}

// The provider may be away while Parley starts, and is found when it is back.
func TestProviderThatIsAway(t *testing.T) {
	t.Parallel()
	f, err := fake.New()
	require.NoError(t, err)
	away := true
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if away {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		f.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	f.Issuer = server.URL
	p := oidc.New(oidc.Options{Issuer: server.URL, ClientID: fake.ClientID, ClientSecret: fake.ClientSecret})
	_, err = p.Begin(t.Context(), redirect, "s", "n", verifier)
	require.Error(t, err)
	require.NotErrorIs(t, err, account.ErrNotVouched)
	away = false
	_, err = p.Begin(t.Context(), redirect, "s", "n", verifier)
	require.NoError(t, err)
}

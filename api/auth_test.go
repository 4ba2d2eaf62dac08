package api_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
)

func TestCredentialsThatAreNone(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, good := b.user(t, "asha", account.Agent)
	token := strings.TrimPrefix(good.value, "Bearer ")
	cookie := header{"Cookie", "parley_session=" + token}
	secret := strings.TrimPrefix(b.apiKey(t, account.ScopeRead).value, "Bearer ")
	b.do(t, "GET", "/v1/conversations", nil, good).want(t, 200)
	b.do(t, "GET", "/v1/conversations", nil, header{"Authorization", "bearer " + secret}).want(t, 200)

	for name, headers := range map[string][]header{
		"none":             nil,
		"empty":            {{"Authorization", "Bearer "}},
		"scheme only":      {{"Authorization", "Bearer"}},
		"basic":            {{"Authorization", "Basic " + token}},
		"bare":             {{"Authorization", token}},
		"two tokens":       {{"Authorization", "Bearer " + token + " " + token}},
		"two headers":      {good, good},
		"wrong":            {bearer(token + "x")},
		"wrong key":        {bearer(secret + "x")},
		"prefix of a key":  {bearer(secret[:20])},
		"key as cookie":    {{"Cookie", "parley_session=" + secret}},
		"other cookie":     {{"Cookie", "session=" + token}},
		"junk over cookie": {{"Authorization", "Bearer junk"}, cookie},
		"Basic and cookie": {{"Authorization", "Basic x"}, cookie},
		"SQL":              {bearer("'OR''='")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b.do(t, "GET", "/v1/conversations", nil, headers...).problem(t, 401, "unauthenticated")
		})
	}
	t.Run("in the address", func(t *testing.T) {
		t.Parallel()
		b.do(t, "GET", "/v1/conversations?token="+token+"&access_token="+token, nil).problem(t, 401, "unauthenticated")
	})
}

func TestCredentialsEnd(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	asha, before := b.user(t, "asha", account.Agent)
	works := func(credentials header) int { return b.do(t, "GET", "/v1/conversations", nil, credentials).status }
	again := func() header {
		session, err := b.store.CreateSession(t.Context(), asha.ID)
		require.NoError(t, err)
		return bearer(session.Token)
	}
	require.Equal(t, 200, works(before))

	b.do(t, "PUT", "/v1/users/"+asha.ID+"/roles", `{"roles":["admin","agent"]}`, admin).want(t, 200)
	require.Equal(t, 401, works(before), "role change")

	session := again()
	b.do(t, "PUT", "/v1/users/"+asha.ID+"/password", `{"password":"another password"}`, admin).want(t, 204)
	require.Equal(t, 401, works(session), "password change")

	session = again()
	b.do(t, "POST", "/v1/users/"+asha.ID+"/disable", nil, admin).want(t, 200)
	require.Equal(t, 401, works(session), "disabled")

	key, secret, err := b.store.CreateAPIKey(t.Context(), "service", []account.Scope{account.ScopeRead})
	require.NoError(t, err)
	require.Equal(t, 200, works(bearer(secret)))
	b.do(t, "DELETE", "/v1/api-keys/"+key.ID, nil, admin).want(t, 204)
	require.Equal(t, 401, works(bearer(secret)), "revoked")
}

// What another site makes a browser do is refused; what has no cookie to abuse,
// or comes from no browser, is not.
func TestRequestsFromOtherSites(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, good := b.user(t, "asha", account.Admin)
	cookie := header{"Cookie", "parley_session=" + strings.TrimPrefix(good.value, "Bearer ")}
	faq := `{"type":"general","question":"Where is my order now?","answer":"On its way."}`
	refused := map[string][]header{
		"cross-site":     {cookie, {"Sec-Fetch-Site", "cross-site"}},
		"same-site":      {cookie, {"Sec-Fetch-Site", "same-site"}},
		"foreign origin": {cookie, {"Origin", "https://evil.example"}},
		"null origin":    {cookie, {"Origin", "null"}},
		"other port":     {cookie, {"Origin", "http://127.0.0.1:9"}},
	}
	for _, headers := range refused {
		b.do(t, "POST", "/v1/faqs", faq, headers...).problem(t, 403, "cross-origin")
		b.do(t, "POST", "/v1/session", `{"email":"a@b.c","password":"12345678"}`, headers[1:]...).problem(t, 403, "cross-origin")
		b.do(t, "PUT", "/v1/conversations/"+nobody+"/status", `{"status":"new"}`, headers...).problem(t, 403, "cross-origin")
		b.do(t, "DELETE", "/v1/session", nil, headers...).problem(t, 403, "cross-origin")
		b.do(t, "GET", "/v1/faqs", nil, headers...).want(t, 200)
	}
	for name, headers := range map[string][]header{
		"same origin":        {cookie, {"Sec-Fetch-Site", "same-origin"}, {"Origin", b.url}},
		"the public address": {cookie, {"Origin", "http://127.0.0.1:8080"}},
		"no browser":         {cookie},
		"bearer":             {good, {"Sec-Fetch-Site", "cross-site"}, {"Origin", "https://evil.example"}},
	} {
		require.Equal(t, 201, b.do(t, "POST", "/v1/faqs", faq, headers...).status, name)
	}
	// A form needs nobody's leave to cross sites, but is no JSON.
	for _, media := range []string{"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""} {
		b.do(t, "POST", "/v1/faqs", faq, cookie, header{"Content-Type", media}).problem(t, 415, "unsupported-media-type")
	}
	b.do(t, "POST", "/v1/faqs", faq, cookie, header{"X-HTTP-Method-Override", "DELETE"}).want(t, 201)
}

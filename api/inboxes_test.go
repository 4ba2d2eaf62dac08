package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
	"github.com/parleyhq/parley/conversation"
)

func TestInboxes(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)

	created := into[api.InboxWithSecret](t, b.do(t, "POST", "/v1/inboxes", `{
		"name":"Shop","channel":"webhook",
		"config":{"delivery_url":"https://app.example.com/hook","rate_per_second":2.5,"burst":10}}`, admin).want(t, 201))
	require.Regexp(t, `^whsec_[A-Za-z0-9+/]{43}=$`, created.Secret)
	require.Equal(t, api.InboxConfig{DeliveryURL: "https://app.example.com/hook", RatePerSecond: 2.5, Burst: 10}, created.Config)
	require.Equal(t, api.InboxHealthStateActive, created.Health.State)

	path := "/v1/inboxes/" + created.ID
	a := b.do(t, "GET", path, nil, admin).want(t, 200)
	require.NotContains(t, string(a.body), "whsec_")
	list := b.do(t, "GET", "/v1/inboxes", nil, admin).want(t, 200)
	require.NotContains(t, string(list.body), "whsec_")
	require.Len(t, into[api.InboxList](t, list).Items, 1)

	changed := into[api.Inbox](t, b.do(t, "PUT", path, `{"name":"Shop app","config":{}}`, admin).want(t, 200))
	require.Equal(t, "Shop app", changed.Name)
	require.Equal(t, api.InboxConfig{Burst: 1}, changed.Config)

	rotated := into[api.InboxWithSecret](t, b.do(t, "POST", path+"/secret", nil, admin).want(t, 201))
	require.NotEqual(t, created.Secret, rotated.Secret)
	inbox, err := b.store.GetInbox(t.Context(), created.ID)
	require.NoError(t, err)
	require.Equal(t, []string{rotated.Secret, created.Secret}, inbox.Secrets)
	b.do(t, "DELETE", path+"/secret/previous", nil, admin).want(t, 204)
	inbox, err = b.store.GetInbox(t.Context(), created.ID)
	require.NoError(t, err)
	require.Equal(t, []string{rotated.Secret}, inbox.Secrets)

	disabled := into[api.Inbox](t, b.do(t, "POST", path+"/disable", nil, admin).want(t, 200))
	require.Equal(t, api.InboxHealthStateDisabled, disabled.Health.State)
	require.NotEmpty(t, disabled.Health.Reason)
	enabled := into[api.Inbox](t, b.do(t, "POST", path+"/enable", nil, admin).want(t, 200))
	require.Equal(t, api.InboxHealthStateActive, enabled.Health.State)
	require.Empty(t, enabled.Health.Reason)
}

func TestBadInboxes(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	for body, field := range map[string]string{
		`{"channel":"webhook"}`:                            "name",
		`{"name":" ","channel":"webhook"}`:                 "name",
		`{"name":"A"}`:                                     "channel",
		`{"name":"A","channel":"telegram"}`:                "channel",
		`{"name":"A","channel":"webhook","secrets":["x"]}`: "secrets",
		`{"name":"A","channel":"webhook","config":{"delivery_url":"ftp://a.example"}}`:           "config.delivery_url",
		`{"name":"A","channel":"webhook","config":{"delivery_url":"https://u:p@a.example"}}`:     "config.delivery_url",
		`{"name":"A","channel":"webhook","config":{"delivery_url":"javascript:alert(1)"}}`:       "config.delivery_url",
		`{"name":"A","channel":"webhook","config":{"delivery_url":"https:///path"}}`:             "config.delivery_url",
		`{"name":"A","channel":"webhook","config":{"rate_per_second":-1}}`:                       "config.rate_per_second",
		`{"name":"A","channel":"webhook","config":{"burst":0}}`:                                  "config.burst",
		`{"name":"A","channel":"webhook","config":{"burst":"many"}}`:                             "config.burst",
		`{"name":"A","channel":"webhook","config":[]}`:                                           "config",
		`{"name":"A","channel":"webhook","config":{"delivery_url":"https://a.example","X":{}}}`:  "config.X",
		`{"name":["A"],"channel":"webhook"}`:                                                     "name",
		`{"name":null,"channel":"webhook"}`:                                                      "name",
		`{"name":"A","channel":"webhook","config":{"delivery_url":"https://a.example\u0000/x"}}`: "",
	} {
		if field == "" {
			b.do(t, "POST", "/v1/inboxes", body, admin).problem(t, 400, "malformed")
			continue
		}
		p := b.do(t, "POST", "/v1/inboxes", body, admin).problem(t, 422, "invalid")
		require.Equal(t, field, p.Errors[0].Field, body)
	}
	inboxes, err := b.store.ListInboxes(t.Context())
	require.NoError(t, err)
	require.Empty(t, inboxes)
}

func TestAPIKeys(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	created := into[api.APIKeyWithSecret](t, b.do(t, "POST", "/v1/api-keys", `{"name":"Shop","scopes":["ingest","read"]}`, admin).want(t, 201))
	require.Regexp(t, `^pk_[A-Za-z0-9_-]{43}$`, created.Key)

	b.do(t, "GET", "/v1/conversations", nil, bearer(created.Key)).want(t, 200)
	b.do(t, "GET", "/v1/users", nil, bearer(created.Key)).problem(t, 403, "forbidden")
	b.do(t, "GET", "/v1/conversations?view=mine", nil, bearer(created.Key)).problem(t, 403, "forbidden")

	a := b.do(t, "GET", "/v1/api-keys", nil, admin).want(t, 200)
	require.NotContains(t, string(a.body), created.Key)
	keys := into[api.APIKeyList](t, a).Items
	require.Len(t, keys, 1)
	require.Equal(t, []api.Scope{"ingest", "read"}, keys[0].Scopes)
	require.NotNil(t, keys[0].LastUsedAt)
	require.Nil(t, keys[0].RevokedAt)

	b.do(t, "DELETE", "/v1/api-keys/"+created.ID, nil, admin).want(t, 204)
	b.do(t, "DELETE", "/v1/api-keys/"+nobody, nil, admin).problem(t, 404, "not-found")
	keys = into[api.APIKeyList](t, b.do(t, "GET", "/v1/api-keys", nil, admin).want(t, 200)).Items
	require.NotNil(t, keys[0].RevokedAt)

	for _, body := range []string{`{"name":"x","scopes":[]}`, `{"name":"x","scopes":["root"]}`, `{"name":" ","scopes":["read"]}`} {
		b.do(t, "POST", "/v1/api-keys", body, admin).problem(t, 422, "invalid")
	}
}

// An id that somebody else's thing has, one that nothing has, and what is no id
// at all get the same answer.
func TestAbsentThings(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	id := b.conversation(t, b.inbox(t).ID, "user-1", "hello")
	same := header{"X-Request-Id", "same"}
	var bodies []string
	for _, path := range []string{
		"/v1/users/" + nobody, "/v1/users/" + id, "/v1/users/1", "/v1/users/%00", "/v1/users/..%2Finboxes",
		"/v1/inboxes/" + nobody, "/v1/inboxes/" + id, "/v1/faqs/" + id, "/v1/decisions/" + id,
		"/v1/conversations/" + nobody, "/v1/conversations/" + nobody + "/messages", "/v1/conversations/" + nobody + "/tickets",
		"/v1/conversations/" + nobody + "/events", "/v1/conversations/" + nobody + "/draft",
		"/v1/conversations/'%20OR%201=1", "/v1/conversations/" + "0B0E2B7E-6F0E-5F57-9D0C-0A0F3A7F5A10",
		"/v1/nothing", "/v1/users/" + nobody + "/nothing", "/V1/users", "/v1/users/", "//v1/users", "/v1/./users",
	} {
		a := b.do(t, "GET", path, nil, admin, same)
		a.problem(t, 404, "not-found")
		bodies = append(bodies, string(a.body))
	}
	for _, body := range bodies {
		require.Equal(t, bodies[0], body)
	}
	b.do(t, "GET", "/v1/conversations/"+id, nil, admin).want(t, 200)
	require.Equal(t, conversation.ID(mustInbox(t, b), "user-1"), id)
}

func mustInbox(t *testing.T, b *bundle) string {
	t.Helper()
	inboxes, err := b.store.ListInboxes(t.Context())
	require.NoError(t, err)
	return inboxes[0].ID
}

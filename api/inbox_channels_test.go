package api_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
	fakegraph "github.com/parleyhq/parley/internal/fakes/graph"
)

// TestInboxOfAProvider: created, read, changed; its secrets are written and never
// read.
func TestInboxOfAProvider(t *testing.T) {
	t.Parallel()
	b := setup(t, withChannels)
	admin := b.admin(t)
	created := b.providerInbox(t, admin, "whatsapp", "106540352242922", "")
	require.Equal(t, []string{"app_secret", "token", "verify_token"}, created.Credentials)
	require.Empty(t, created.Secret, "a signing secret is nothing to WhatsApp")
	require.Equal(t, "http://127.0.0.1:8080/webhooks/"+created.ID, created.WebhookURL)
	require.Equal(t, "102290129340398", created.Config.BusinessID)

	path := "/v1/inboxes/" + created.ID
	again, err := json.Marshal(newInbox("whatsapp", "106540352242922", ""))
	require.NoError(t, err)
	b.do(t, "POST", "/v1/inboxes", string(again), admin).problem(t, 409, "account-taken")
	changed := into[api.Inbox](t, b.do(t, "PUT", path, `{"name":"Shop","config":{"business_id":"7"},"credentials":{"token":"CANARY-new"}}`, admin).want(t, 200))
	require.Equal(t, "7", changed.Config.BusinessID)
	stored, err := b.store.GetInbox(t.Context(), created.ID)
	require.NoError(t, err)
	require.Equal(t, map[string]string{"app_secret": appSecret, "verify_token": "verify", "token": "CANARY-new"}, stored.Credentials)

	// Whoever does not know the token cannot have it sent to a server of theirs.
	p := b.do(t, "PUT", path, `{"name":"Shop","config":{"business_id":"7","graph_url":"https://elsewhere.example"}}`, admin).problem(t, 422, "invalid")
	require.Equal(t, "credentials.app_secret", p.Errors[0].Field)
	require.Equal(t, "credentials.token", p.Errors[1].Field)

	b.do(t, "POST", path+"/secret", nil, admin).problem(t, 409, "wrong-channel")
	b.do(t, "POST", path+"/register", nil, admin).problem(t, 409, "no-public-url")
	b.do(t, "POST", path+"/test", nil, admin).problem(t, 409, "wrong-channel")
	service := b.apiKey(t, account.ScopeIngest)
	b.do(t, "POST", path+"/messages", `{"id":"m","from":{"id":"u"},"text":"hi"}`, service).problem(t, 409, "wrong-channel")

	for _, read := range []string{path, "/v1/inboxes"} {
		require.NotContains(t, string(b.do(t, "GET", read, nil, admin).want(t, 200).body), "CANARY")
	}
	require.NotContains(t, b.log.String(), "CANARY")
	// What was made because nobody gave it is shown once, and not kept in plain.
	bot := `{"name":"Bot","channel":"telegram","credentials":{"token":"` + botKey + `"}}`
	first := into[api.InboxWithSecret](t, b.do(t, "POST", "/v1/inboxes", bot, admin, key("inbox-1")).want(t, 201))
	require.Equal(t, "4839574812", first.Account)
	require.NotEmpty(t, first.Made.Secret)
	require.Empty(t, first.Made.Token)
	replayed := b.do(t, "POST", "/v1/inboxes", bot, admin, key("inbox-1")).want(t, 201)
	require.NotContains(t, string(replayed.body), first.Made.Secret)
	require.NotContains(t, string(replayed.body), "CANARY")
}

func TestInboxOfAProviderRefused(t *testing.T) {
	t.Parallel()
	b := setup(t, withChannels)
	admin := b.admin(t)
	for body, field := range map[string]string{
		`{"name":"x","channel":"whatsapp"}`:                                                                             "config.business_id",
		`{"name":"x","channel":"telegram"}`:                                                                             "credentials.token",
		`{"name":"x","channel":"telegram","credentials":{"token":"1:a","colour":"red"}}`:                                "credentials.colour",
		`{"name":"x","channel":"telegram","credentials":{"token":"1:a","app_secret":"s"}}`:                              "credentials.app_secret",
		`{"name":"x","channel":"telegram","credentials":{"token":"1:a"},"config":{"delivery_url":"https://a.example"}}`: "config.delivery_url",
		`{"name":"x","channel":"telegram","credentials":{"token":"1:a"},"config":{"api_url":"file:///etc"}}`:            "config.api_url",
		`{"name":"x","channel":"webhook","credentials":{"token":"1:a"}}`:                                                "credentials.token",
		`{"name":"x","channel":"webhook","account":"7"}`:                                                                "account",
		`{"name":"x","channel":"widget"}`:                                                                               "channel",
		`{"name":"x","channel":"pigeon"}`:                                                                               "channel",
	} {
		require.Equal(t, field, b.do(t, "POST", "/v1/inboxes", body, admin).problem(t, 422, "invalid").Errors[0].Field, body)
	}
}

// TestCheckInbox: what the provider says is shown, and a refusal is remembered
// until it is seen to.
func TestCheckInbox(t *testing.T) {
	t.Parallel()
	b := setup(t, withChannels, func(c *api.Config, _ *api.Services) {
		c.PublicURL = &url.URL{Scheme: "https", Host: "support.example.com"}
	})
	fake := fakegraph.New(fakegraph.Options{
		AppSecret: appSecret, Token: graphKey, VerifyToken: "verify",
	})
	fake.AddNumber(fakegraph.Number{ID: "106540352242922", BusinessID: "102290129340398", Display: "15550783881", Name: "Shop"})
	closed := sync.OnceFunc(fake.Close)
	t.Cleanup(closed)
	admin := b.admin(t)
	inbox := b.providerInbox(t, admin, "whatsapp", "106540352242922", fake.URL())
	path := "/v1/inboxes/" + inbox.ID
	require.True(t, strings.HasPrefix(inbox.WebhookURL, "https://support.example.com/webhooks/"))

	good := into[api.InboxCheck](t, b.do(t, "POST", path+"/check", nil, admin).want(t, 200))
	require.True(t, good.Ok, good.Problem)
	require.NotEmpty(t, good.Name)
	require.NotNil(t, good.Health.CheckedAt)

	fake.Revoke(true)
	bad := into[api.InboxCheck](t, b.do(t, "POST", path+"/check", nil, admin).want(t, 200))
	require.False(t, bad.Ok)
	require.Contains(t, bad.Problem, "authorised again")
	require.True(t, bad.Health.NeedsReauthorisation)
	read := into[api.Inbox](t, b.do(t, "GET", path, nil, admin).want(t, 200))
	require.Equal(t, bad.Problem, read.Health.Problem)
	require.Equal(t, good.Name, read.AccountName)
	refused := into[api.InboxCheck](t, b.do(t, "POST", path+"/register", nil, admin).want(t, 200))
	require.False(t, refused.Ok)

	fake.Revoke(false)
	require.True(t, into[api.InboxCheck](t, b.do(t, "POST", path+"/check", nil, admin).want(t, 200)).Ok)
	require.Empty(t, into[api.Inbox](t, b.do(t, "GET", path, nil, admin).want(t, 200)).Health.Problem)

	// That nobody answers says nothing about the account's credentials, and is told
	// at the next look.
	closed()
	away := into[api.InboxCheck](t, b.do(t, "POST", path+"/check", nil, admin).want(t, 200))
	require.False(t, away.Ok)
	require.NotEmpty(t, away.Health.Problem)
	require.False(t, away.Health.NeedsReauthorisation)
	require.NotContains(t, b.log.String(), "CANARY")

	app := into[api.InboxWithSecret](t, b.do(t, "POST", "/v1/inboxes", `{"name":"App","channel":"webhook"}`, admin).want(t, 201))
	b.do(t, "POST", "/v1/inboxes/"+app.ID+"/check", nil, admin).problem(t, 409, "wrong-channel")
	b.do(t, "POST", "/v1/inboxes/"+app.ID+"/register", nil, admin).problem(t, 409, "wrong-channel")
	tried := into[api.InboxCheck](t, b.do(t, "POST", "/v1/inboxes/"+app.ID+"/test", nil, admin).want(t, 200))
	require.Equal(t, "the inbox has no delivery_url", tried.Problem)
	require.False(t, tried.Ok)
}

// TestInboxIsRefusedAtOnce: what the provider does not take is not created, and
// the field is named. One that does not answer is created with a problem.
func TestInboxIsRefusedAtOnce(t *testing.T) {
	t.Parallel()
	b := setup(t, withChannels)
	fake := fakegraph.New(fakegraph.Options{AppSecret: appSecret, Token: graphKey, VerifyToken: "verify"})
	fake.AddNumber(fakegraph.Number{ID: "106540352242922", BusinessID: "102290129340398", Display: "15550783881", Name: "Shop"})
	t.Cleanup(fake.Close)
	admin := b.admin(t)
	try := func(account, token string) answer {
		body := newInbox("whatsapp", account, fake.URL())
		body["credentials"] = map[string]string{"app_secret": appSecret, "token": token}
		encoded, err := json.Marshal(body)
		require.NoError(t, err)
		return b.do(t, "POST", "/v1/inboxes", string(encoded), admin)
	}
	p := try("106540352242922", "CANARY-wrong").problem(t, 422, "invalid")
	require.Equal(t, "credentials.token", p.Errors[0].Field)
	require.Equal(t, "account", try("1", graphKey).problem(t, 422, "invalid").Errors[0].Field)
	require.Empty(t, into[api.InboxList](t, b.do(t, "GET", "/v1/inboxes", nil, admin).want(t, 200)).Items)

	good := into[api.InboxWithSecret](t, try("106540352242922", graphKey).want(t, 201))
	require.NotEmpty(t, good.AccountName)
	require.NotNil(t, good.Health.CheckedAt)
	require.Equal(t, 0, *good.Health.Templates)
	require.Empty(t, good.Health.Problem)

	away := b.providerInbox(t, admin, "messenger", "77", "http://127.0.0.1:1")
	require.NotEmpty(t, away.Health.Problem)
	require.NotNil(t, away.Health.CheckedAt)
	require.False(t, away.Health.NeedsReauthorisation)
	require.Nil(t, away.Health.Templates)
	require.NotContains(t, b.log.String(), "CANARY")
}

// TestInboxChangeIsRefusedAtOnce: a token that the provider does not take replaces
// none, and what came with it is not stored either.
func TestInboxChangeIsRefusedAtOnce(t *testing.T) {
	t.Parallel()
	b := setup(t, withChannels)
	fake := fakegraph.New(fakegraph.Options{AppSecret: appSecret, Token: graphKey, VerifyToken: "verify"})
	fake.AddNumber(fakegraph.Number{ID: "106540352242922", BusinessID: "102290129340398", Display: "15550783881", Name: "Shop"})
	closed := sync.OnceFunc(fake.Close)
	t.Cleanup(closed)
	admin := b.admin(t)
	inbox := b.providerInbox(t, admin, "whatsapp", "106540352242922", fake.URL())
	before, err := b.store.GetInbox(t.Context(), inbox.ID)
	require.NoError(t, err)
	change := func(name, token string) answer {
		body := map[string]any{
			"name": name, "config": map[string]string{"business_id": "102290129340398", "graph_url": fake.URL()},
			"credentials": map[string]string{"app_secret": appSecret + "2", "token": token},
		}
		encoded, err := json.Marshal(body)
		require.NoError(t, err)
		return b.do(t, "PUT", "/v1/inboxes/"+inbox.ID, string(encoded), admin)
	}
	p := change("Renamed", "CANARY-wrong").problem(t, 422, "invalid")
	require.Equal(t, "credentials.token", p.Errors[0].Field)
	require.Contains(t, p.Errors[0].Reason, "refused by the provider")
	after, err := b.store.GetInbox(t.Context(), inbox.ID)
	require.NoError(t, err)
	require.Equal(t, before, after, "the secrets from before stay in force")

	fake.Revoke(true)
	bad := into[api.InboxCheck](t, b.do(t, "POST", "/v1/inboxes/"+inbox.ID+"/check", nil, admin).want(t, 200))
	require.True(t, bad.Health.NeedsReauthorisation)
	change("Renamed", graphKey).problem(t, 422, "invalid")
	read := into[api.Inbox](t, b.do(t, "GET", "/v1/inboxes/"+inbox.ID, nil, admin).want(t, 200))
	require.True(t, read.Health.NeedsReauthorisation, "it is not forgotten by a try that failed")

	fake.Revoke(false)
	good := into[api.Inbox](t, change("Renamed", graphKey).want(t, 200))
	require.Equal(t, "Renamed", good.Name)
	require.NotNil(t, good.Health.CheckedAt)
	require.False(t, good.Health.NeedsReauthorisation)
	require.Empty(t, good.Health.Problem)

	// That nobody answers is no reason to keep a token that has ended.
	closed()
	away := into[api.Inbox](t, change("Away", graphKey).want(t, 200))
	require.NotEmpty(t, away.Health.Problem)
	require.False(t, away.Health.NeedsReauthorisation)
	require.NotContains(t, b.log.String(), "CANARY")
}

package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/api"
	"github.com/parleyhq/parley/channels/graph"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/internal/corpus"
	"github.com/parleyhq/parley/provider"
)

// whatsappText is a webhook with one text for each of the numbers.
func whatsappText(id, text string, numbers ...string) []byte {
	var entries []string
	for _, number := range numbers {
		entries = append(entries, fmt.Sprintf(`{"id":"102290129340398","changes":[{"field":"messages","value":{
			"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","phone_number_id":%q},
			"contacts":[{"profile":{"name":"Asha Rao"},"wa_id":"919900000001"}],
			"messages":[{"from":"919900000001","id":%q,"timestamp":"1767348000","type":"text","text":{"body":%q}}]}}]}`,
			number, "wamid."+id+number, text))
	}
	return []byte(`{"object":"whatsapp_business_account","entry":[` + strings.Join(entries, ",") + `]}`)
}

func TestHandshake(t *testing.T) {
	t.Parallel()
	b := setup(t, withChannels)
	admin := b.admin(t)
	inbox := b.providerInbox(t, admin, "whatsapp", "1", "")
	ask := func(mode, token, challenge string) answer {
		query := url.Values{"hub.mode": {mode}, "hub.verify_token": {token}, "hub.challenge": {challenge}}
		return b.do(t, "GET", "/webhooks/"+inbox.ID+"?"+query.Encode(), nil)
	}
	a := ask("subscribe", "verify", "1158201444").want(t, 200)
	require.Equal(t, "1158201444", string(a.body))
	require.Contains(t, a.header.Get("Content-Type"), "text/plain")
	// What is echoed is text to every browser.
	a = ask("subscribe", "verify", "<script>alert(1)</script>").want(t, 200)
	require.Equal(t, "nosniff", a.header.Get("X-Content-Type-Options"))

	ask("subscribe", "other", "1").problem(t, 403, "forbidden")
	ask("subscribe", "", "1").problem(t, 403, "forbidden")
	ask("unsubscribe", "verify", "1").problem(t, 403, "forbidden")
	ask("subscribe", "verify", "").problem(t, 403, "forbidden")
	b.do(t, "GET", "/webhooks/"+inbox.ID+"?hub.mode=subscribe&hub.verify_token=verify&hub.verify_token=x&hub.challenge=1", nil).problem(t, 403, "forbidden")
	b.do(t, "GET", "/webhooks/"+nobody, nil).problem(t, 404, "not-found")
	bot := b.providerInbox(t, admin, "telegram", "", "")
	b.do(t, "GET", "/webhooks/"+bot.ID, nil).problem(t, 405, "method-not-allowed")
}

// TestWebhookOfAProvider: stored, rung for, answered with nothing.
func TestWebhookOfAProvider(t *testing.T) {
	t.Parallel()
	b := setup(t, withChannels)
	inbox := b.providerInbox(t, b.admin(t), "whatsapp", "1", "")
	body := whatsappText("a", "where is my order", "1")
	for range 3 {
		a := b.fromMeta(t, inbox.ID, appSecret, body).want(t, 200)
		require.Empty(t, a.body)
	}
	require.Equal(t, []string{"where is my order"}, b.texts(t, inbox.ID))

	b.fromMeta(t, inbox.ID, "another", body).problem(t, 401, "unauthenticated")
	b.do(t, "POST", "/webhooks/"+inbox.ID, string(body)).problem(t, 401, "unauthenticated")
	b.do(t, "POST", "/webhooks/"+inbox.ID, string(body), header{"X-Hub-Signature", "sha1=" + strings.Repeat("0", 40)}).problem(t, 401, "unauthenticated")
	sign := header{graph.SignatureHeader, graph.Sign(appSecret, body)}
	b.do(t, "POST", "/webhooks/"+inbox.ID, string(body), sign, sign).problem(t, 401, "unauthenticated")
	metrics := string(b.do(t, "GET", "/metrics", nil).want(t, 200).body)
	require.Contains(t, metrics, `parley_webhooks_refused_total{channel="whatsapp",reason="signature"} 4`)
	b.fromMeta(t, inbox.ID, appSecret, []byte(`not JSON`)).want(t, 200)
	b.fromMeta(t, inbox.ID, appSecret, nil).want(t, 200)

	// A disabled inbox still takes in: it only sends nothing.
	_, err := b.store.DisableInbox(t.Context(), inbox.ID, "off")
	require.NoError(t, err)
	b.fromMeta(t, inbox.ID, appSecret, whatsappText("b", "hello?", "1")).want(t, 200)
	require.Len(t, b.texts(t, inbox.ID), 2)
}

// texts are the messages of an inbox.
func (b *bundle) texts(t *testing.T, inboxID string) []string {
	t.Helper()
	return value[[]string](t, b, `SELECT coalesce(array_agg(text ORDER BY seq), '{}') FROM messages WHERE inbox_id = $1`, inboxID)
}

// TestBatchOfSeveralNumbers: each message goes to the inbox of its number, whose
// own app secret has to have signed it.
func TestBatchOfSeveralNumbers(t *testing.T) {
	t.Parallel()
	b := setup(t, withChannels)
	admin := b.admin(t)
	one := b.providerInbox(t, admin, "whatsapp", "1", "")
	two := b.providerInbox(t, admin, "whatsapp", "2", "")
	foreign := newInbox("whatsapp", "3", "")
	foreign["credentials"].(map[string]string)["app_secret"] = "of-another-app"
	request, err := json.Marshal(foreign)
	require.NoError(t, err)
	three := into[api.InboxWithSecret](t, b.do(t, "POST", "/v1/inboxes", string(request), admin).want(t, 201))

	b.fromMeta(t, one.ID, appSecret, whatsappText("a", "hello", "2", "3", "1", "4")).want(t, 200)
	require.Len(t, b.texts(t, one.ID), 1)
	require.Len(t, b.texts(t, two.ID), 1)
	require.Empty(t, b.texts(t, three.ID), "who knows one secret writes into no other inbox")
	// The same to the other address changes nothing.
	b.fromMeta(t, two.ID, appSecret, whatsappText("a", "hello", "2", "1")).want(t, 200)
	require.Len(t, b.texts(t, one.ID), 1)
}

// TestTelegramAnswersAreEmpty: Telegram would execute a body.
func TestTelegramAnswersAreEmpty(t *testing.T) {
	t.Parallel()
	b := setup(t, withChannels)
	inbox := b.providerInbox(t, b.admin(t), "telegram", "", "")
	update := []byte(`{"update_id":7,"message":{"message_id":1,"date":1767348000,"text":"hi",
		"from":{"id":99,"is_bot":false,"first_name":"Asha"},"chat":{"id":99,"type":"private","first_name":"Asha"}}}`)
	for range 2 {
		require.Empty(t, b.fromTelegram(t, inbox.ID, botSecret, update).want(t, 200).body)
	}
	require.Equal(t, []string{"hi"}, b.texts(t, inbox.ID))
	b.fromTelegram(t, inbox.ID, "", update).problem(t, 401, "unauthenticated")
	b.fromTelegram(t, inbox.ID, strings.ToLower(botSecret), update).problem(t, 401, "unauthenticated")
}

// TestInboxesThatCannotVerify take nothing and lose nothing: providers come again.
func TestInboxesThatCannotVerify(t *testing.T) {
	t.Parallel()
	b := setup(t, withChannels)
	inbox := b.providerInbox(t, b.admin(t), "whatsapp", "1", "")
	body := whatsappText("a", "hello", "1")
	for _, credentials := range []string{"", "sealed:gone:AAAA", "sealed:test:AAAA", "sealed:test:%%", `{"app_secret":""}`, "not JSON"} {
		b.exec(t, `UPDATE inboxes SET credentials = $1 WHERE id = $2`, credentials, inbox.ID)
		for _, secret := range []string{appSecret, ""} {
			a := b.fromMeta(t, inbox.ID, secret, body)
			a.problem(t, 503, "unavailable")
			require.NotEmpty(t, a.header.Get("Retry-After"))
		}
		b.do(t, "GET", "/webhooks/"+inbox.ID+"?hub.mode=subscribe&hub.verify_token=&hub.challenge=1", nil).problem(t, 503, "unavailable")
	}
	require.Empty(t, b.texts(t, inbox.ID))
}

// TestTamperedWebhooks: a change of any byte of a body of 2 KB is noticed.
func TestTamperedWebhooks(t *testing.T) {
	t.Parallel()
	b := setup(t, withChannels)
	inbox := b.providerInbox(t, b.admin(t), "whatsapp", "1", "")
	body := whatsappText("a", strings.Repeat("x", 1500), "1")
	require.Greater(t, len(body), 1900)
	sign := header{graph.SignatureHeader, graph.Sign(appSecret, body)}
	for i := range body {
		body[i] ^= 1 << (i % 8)
		b.do(t, "POST", "/webhooks/"+inbox.ID, string(body), sign).want(t, 401)
		body[i] ^= 1 << (i % 8)
	}
	require.Empty(t, b.texts(t, inbox.ID))
	b.do(t, "POST", "/webhooks/"+inbox.ID, string(body), sign).want(t, 200)
}

// TestLargeWebhooks: all of a large batch but what is broken.
func TestLargeWebhooks(t *testing.T) {
	t.Parallel()
	b := setup(t, withChannels)
	inbox := b.providerInbox(t, b.admin(t), "whatsapp", "1", "")
	var messages []string
	for i := range 300 {
		messages = append(messages, fmt.Sprintf(
			`{"from":"4915100%d","id":"wamid.%d","timestamp":"1767348000","type":"text","text":{"body":"%d"}}`, i%50, i, i))
	}
	messages[150] = `{"from":["nobody"],"id":{},"timestamp":-1}`
	pad := strings.Repeat(" ", 3<<20)
	body := []byte(`{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"field":"messages","value":{
		"metadata":{"phone_number_id":"1"},"messages":[` + strings.Join(messages, ",") + `]}}]}` + pad + `]}`)
	require.Greater(t, len(body), 3<<20)
	b.fromMeta(t, inbox.ID, appSecret, body).want(t, 200)
	require.Len(t, b.texts(t, inbox.ID), 299)
	b.fromMeta(t, inbox.ID, appSecret, append(body, pad...)).problem(t, 413, "too-large")
}

// awayStore is a store whose database is away when a webhook is to be stored.
type awayStore struct{ api.Store }

func (awayStore) Receive(context.Context, provider.Webhook) ([]conversation.Accepted, error) {
	return nil, context.DeadlineExceeded
}

// TestWebhookWithoutDatabase: no 2xx for what is not stored.
func TestWebhookWithoutDatabase(t *testing.T) {
	t.Parallel()
	b := setup(t, withChannels, func(_ *api.Config, s *api.Services) { s.Store = awayStore{s.Store} })
	inbox := b.providerInbox(t, b.admin(t), "whatsapp", "1", "")
	b.fromMeta(t, inbox.ID, appSecret, whatsappText("a", "hello", "1")).problem(t, 503, "unavailable")
	require.Empty(t, b.bell.rings)
}

// TestCorpusOverHTTP posts what providers have sent: whatever it is, it is taken,
// and a second time it changes nothing.
func TestCorpusOverHTTP(t *testing.T) {
	t.Parallel()
	for _, channel := range []string{"whatsapp", "messenger", "telegram"} {
		t.Run(channel, func(t *testing.T) {
			t.Parallel()
			files := corpus.Files(t, channel)
			b := setup(t, withChannels)
			admin := b.admin(t)
			inboxes := []api.InboxWithSecret{}
			for _, id := range accountsIn(channel, files) {
				inboxes = append(inboxes, b.providerInbox(t, admin, channel, id, ""))
			}
			post := func(body []byte) {
				if channel == "telegram" {
					require.Empty(t, b.fromTelegram(t, inboxes[0].ID, botSecret, body).want(t, http.StatusOK).body)
					return
				}
				b.fromMeta(t, inboxes[0].ID, appSecret, body).want(t, http.StatusOK)
			}
			// An echo of a message to somebody who has not written yet is nobody's, until
			// they have.
			for range 2 {
				for _, body := range files {
					post(body)
				}
			}
			count := func() int { return value[int](t, b, `SELECT count(*) FROM messages`) }
			stored := count()
			require.Greater(t, stored, 10)
			for _, body := range files {
				post(body)
			}
			require.Equal(t, stored, count())
		})
	}
}

// accountsIn are the accounts that webhooks are about, so that each has an inbox.
func accountsIn(channel string, files map[string][]byte) []string {
	seen := map[string]bool{}
	for _, body := range files {
		var webhook struct {
			Entry []struct {
				ID      json.RawMessage `json:"id"`
				Changes []struct {
					Value struct {
						Metadata struct {
							ID string `json:"phone_number_id"`
						} `json:"metadata"`
					} `json:"value"`
				} `json:"changes"`
			} `json:"entry"`
		}
		_ = json.Unmarshal(body, &webhook) // what is no webhook names no account
		for _, entry := range webhook.Entry {
			if channel == "messenger" {
				seen[strings.Trim(string(entry.ID), `"`)] = true
			}
			for _, change := range entry.Changes {
				seen[change.Value.Metadata.ID] = true
			}
		}
	}
	accounts := []string{}
	for id := range seen {
		if id != "" && strings.Trim(id, "0123456789") == "" {
			accounts = append(accounts, id)
		}
	}
	if channel == "telegram" {
		return []string{""}
	}
	return accounts
}

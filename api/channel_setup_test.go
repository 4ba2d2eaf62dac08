package api_test

import (
	"encoding/json"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
	"github.com/parleyhq/parley/channels/graph"
	"github.com/parleyhq/parley/channels/messenger"
	"github.com/parleyhq/parley/channels/telegram"
	"github.com/parleyhq/parley/channels/webhook"
	"github.com/parleyhq/parley/channels/whatsapp"
	"github.com/parleyhq/parley/conversation"
)

// The canaries are secrets of providers: they must never be read anywhere.
const (
	appSecret = "CANARY-app-secret"
	graphKey  = "CANARY-graph-token"
	botKey    = "4839574812:CANARY-bot-token"
	botSecret = "CANARY-bot-secret"
)

// withChannels adds the channels of providers, which reach servers on loopback.
func withChannels(_ *api.Config, s *api.Services) {
	s.Channels = map[conversation.Channel]api.Channel{
		conversation.ChannelWebhook:   webhook.New(webhook.Options{AllowPrivate: true}),
		conversation.ChannelWhatsApp:  localWhatsApp{whatsapp.NewInboxes(whatsapp.InboxOptions{AllowPrivate: true})},
		conversation.ChannelMessenger: localMessenger{messenger.NewInboxes(messenger.InboxOptions{AllowPrivate: true})},
		conversation.ChannelTelegram:  localTelegram{telegram.NewInboxes(telegram.InboxOptions{AllowPrivate: true})},
	}
}

// newInbox is the request for an inbox of a provider.
func newInbox(channel, accountID, graphURL string) map[string]any {
	body := map[string]any{"name": "Shop " + accountID, "channel": channel}
	switch channel {
	case "whatsapp":
		body["account"], body["config"] = accountID, map[string]string{"business_id": "102290129340398"}
		body["credentials"] = map[string]string{"app_secret": appSecret, "token": graphKey, "verify_token": "verify"}
	case "messenger":
		body["account"], body["config"] = accountID, map[string]string{"app_id": "77"}
		body["credentials"] = map[string]string{"app_secret": appSecret, "token": graphKey, "verify_token": "verify"}
	case "telegram":
		body["credentials"] = map[string]string{"token": botKey, "secret": botSecret}
	}
	if graphURL != "" {
		if channel == "telegram" {
			body["config"] = map[string]string{"api_url": graphURL}
		} else {
			body["config"].(map[string]string)["graph_url"] = graphURL
		}
	}
	return body
}

// admin logs an admin in.
func (b *bundle) admin(t *testing.T) header {
	t.Helper()
	_, session := b.user(t, "boss", account.Admin)
	return session
}

// providerInbox creates an inbox of a provider.
func (b *bundle) providerInbox(t *testing.T, admin header, channel, accountID, graphURL string) api.InboxWithSecret {
	t.Helper()
	body, err := json.Marshal(newInbox(channel, accountID, graphURL))
	require.NoError(t, err)
	return into[api.InboxWithSecret](t, b.do(t, "POST", "/v1/inboxes", string(body), admin).want(t, 201))
}

// fromMeta posts a webhook as Meta does.
func (b *bundle) fromMeta(t *testing.T, inboxID, secret string, body []byte) answer {
	t.Helper()
	return b.do(t, "POST", "/webhooks/"+inboxID, string(body), header{graph.SignatureHeader, graph.Sign(graph.Secret(secret), body)},
		header{"Content-Type", "application/json"})
}

// fromTelegram posts an update as Telegram does.
func (b *bundle) fromTelegram(t *testing.T, inboxID, secret string, body []byte) answer {
	t.Helper()
	return b.do(t, "POST", "/webhooks/"+inboxID, string(body), header{"X-Telegram-Bot-Api-Secret-Token", secret},
		header{"Content-Type", "application/json"})
}

// value reads one value past the store.
func value[T any](t *testing.T, b *bundle, query string, args ...any) T {
	t.Helper()
	connection, err := pgx.Connect(t.Context(), b.dsn)
	require.NoError(t, err)
	var v T
	require.NoError(t, connection.QueryRow(t.Context(), query, args...).Scan(&v))
	require.NoError(t, connection.Close(t.Context()))
	return v
}

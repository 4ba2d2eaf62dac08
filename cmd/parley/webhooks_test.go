package main

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/internal/config"
	"github.com/parleyhq/parley/internal/devstack"
	"github.com/parleyhq/parley/provider"
	"github.com/parleyhq/parley/store"
)

// TestWebhooksAreReadAgain: what nothing came of is decoded once more, as often as
// one likes; whose secret is another stays out.
func TestWebhooksAreReadAgain(t *testing.T) {
	t.Parallel()
	dsn := devstack.Database(t)
	environ := []string{
		"PARLEY_DATABASE_URL=" + dsn,
		"PARLEY_SECRET_KEYS=test:" + base64.StdEncoding.EncodeToString([]byte(strings.Repeat("k", 32))),
	}
	c, err := config.Load(environ, nil)
	require.NoError(t, err)
	st, err := store.Open(t.Context(), dsn, storeOptions(c))
	require.NoError(t, err)
	t.Cleanup(st.Close)
	inbox := func(channel conversation.Channel, account string, credentials map[string]string) string {
		created, err := st.CreateInbox(t.Context(), channel, conversation.InboxSettings{
			Name: "Shop", Account: account, Credentials: credentials, Burst: 1,
			Config: map[string]string{"business_id": "102", "app_id": "111"},
		})
		require.NoError(t, err)
		return created.ID
	}
	meta := func(secret string) map[string]string {
		return map[string]string{"app_secret": secret, "verify_token": "v", "token": "t"}
	}
	number := inbox(conversation.ChannelWhatsApp, "1", meta("ours"))
	inbox(conversation.ChannelWhatsApp, "2", meta("ours"))
	inbox(conversation.ChannelWhatsApp, "3", meta("of others"))
	page := inbox(conversation.ChannelMessenger, "9", meta("ours"))
	bot := inbox(conversation.ChannelTelegram, "110", map[string]string{"token": "110:AAH", "secret": "s"})
	app := inbox(conversation.ChannelWebhook, "", nil)

	var changes []string
	for _, account := range []string{"1", "2", "3"} {
		changes = append(changes, fmt.Sprintf(`{"id":"102","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":%q},
			"messages":[{"from":"49%s","id":"m%s","timestamp":"1767348000","type":"text","text":{"body":"hello"}}]}}]}`, account, account, account))
	}
	bodies := map[string]string{
		number: `{"object":"whatsapp_business_account","entry":[` + strings.Join(changes, ",") + `]}`,
		page: `{"object":"page","entry":[{"id":"9","messaging":[{"sender":{"id":"77"},"recipient":{"id":"9"},
			"timestamp":1767348000000,"message":{"mid":"m9","text":"hello"}}]}]}`,
		bot: `{"update_id":7,"message":{"message_id":1,"date":1767348000,"text":"hello",
			"from":{"id":99,"is_bot":false,"first_name":"Asha"},"chat":{"id":99,"type":"private","first_name":"Asha"}}}`,
	}
	for id, body := range bodies {
		_, err := st.Receive(t.Context(), provider.Webhook{InboxID: id, Body: []byte(body)})
		require.NoError(t, err)
	}
	replayed := func(args ...string) string {
		got := run(t, environ, "", append([]string{"webhooks", "replay"}, args...)...)
		require.Equal(t, exitOK, got.code, got.stderr)
		return field(t, got.stdout, "webhooks") + "/" + field(t, got.stdout, "messages") + "/" + field(t, got.stdout, "not_read")
	}
	require.Equal(t, "0/0/0", replayed("-inbox", number, "-since", "2999-01-01T00:00:00Z"))
	for id, messages := range map[string]string{number: "2", page: "1", bot: "1"} {
		require.Equal(t, "1/"+messages+"/0", replayed("-inbox", id, "-since", "2020-01-01T00:00:00Z"))
		require.Equal(t, "1/0/0", replayed("-inbox", id))
	}
	connection, err := pgx.Connect(t.Context(), dsn)
	require.NoError(t, err)
	t.Cleanup(func() { _ = connection.Close(t.Context()) })
	var kept int
	require.NoError(t, connection.QueryRow(t.Context(), `SELECT count(*) FROM webhooks`).Scan(&kept))
	require.Equal(t, len(bodies), kept, "none is kept twice")

	for words, args := range map[string][]string{
		"there is no such inbox": {"-inbox", uuid.NewString()},
		"is not kept":            {"-inbox", app},
		"needs the id":           {"-inbox", "shop"},
		"needs an instant":       {"-inbox", number, "-since", "yesterday"},
	} {
		got := run(t, environ, "", append([]string{"webhooks", "replay"}, args...)...)
		require.NotEqual(t, exitOK, got.code)
		require.Contains(t, got.stderr, words)
	}
}

package telegram_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/telegram"
)

const callback = "https://parley.example.com:8443/webhooks/7"

func TestCheckAndRegister(t *testing.T) {
	t.Parallel()
	b := setup(t)
	info, err := b.Check(t.Context(), b.account)
	require.NoError(t, err)
	require.Equal(t, telegram.Info{BotID: botID, Username: "desk_bot", Name: "Desk"}, info)

	require.NoError(t, b.Register(t.Context(), b.account, callback))
	b.api.Write(ann, "hi")
	b.api.React(ann, 1, "👍")
	health, err := b.Health(t.Context(), b.account)
	require.NoError(t, err)
	require.Equal(t, telegram.Health{URL: callback, Pending: 2}, health, "reactions are asked for")

	for _, address := range []string{"http://parley.example.com/", "https://parley.example.com:8080/", "https://", "parley"} {
		var rejected *channels.RejectedError
		require.ErrorAs(t, b.Register(t.Context(), b.account, address), &rejected, address)
	}
	b.api.Revoke(true)
	_, err = b.Check(t.Context(), b.account)
	require.ErrorIs(t, err, channels.ErrNeedsReauth)
	require.ErrorIs(t, b.Register(t.Context(), b.account, callback), channels.ErrNeedsReauth)
	require.NotContains(t, err.Error(), "canary")
}

// TestHealthTellsFailures: with the secret, and what went wrong.
func TestHealthTellsFailures(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var secret string
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		secret = r.Header.Get(telegram.SecretHeader)
		w.WriteHeader(http.StatusBadGateway)
	}))
	t.Cleanup(front.Close)
	b.api.Subscribe(front.URL, "s")
	b.api.Write(ann, "hi")
	_, err := b.api.Deliver(t.Context())
	require.Error(t, err)
	require.Equal(t, "s", secret)
	health, err := b.Health(t.Context(), b.account)
	require.NoError(t, err)
	require.Equal(t, telegram.Health{
		URL: front.URL, Pending: 1, LastErrorAt: noon, LastError: "Wrong response from the webhook: 502 Bad Gateway",
	}, health)
}

// TestOddAnswers: a bot of another token, and an address that was not kept.
func TestOddAnswers(t *testing.T) {
	t.Parallel()
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"ok":true,"result":{"id":5,"is_bot":true,"url":"https://other.example.com"}}`)
	}))
	t.Cleanup(api.Close)
	c := reach(t, api.URL, 0)
	_, err := c.Check(t.Context(), account())
	require.ErrorContains(t, err, "not that of a bot")
	require.ErrorContains(t, c.Register(t.Context(), account(), callback), "did not keep")
	_, err = c.Send(t.Context(), account(), hello())
	var unknown *channels.UnknownError
	require.ErrorAs(t, err, &unknown, "no id of a message")
}

package main

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/internal/config"
	"github.com/parleyhq/parley/internal/devstack"
	"github.com/parleyhq/parley/store"
)

// TestSecretKeysAreExchanged as an operator does it: the new key in front, one
// command, the former one out, and no inbox is lost.
func TestSecretKeysAreExchanged(t *testing.T) {
	t.Parallel()
	dsn := devstack.Database(t)
	key := func(id string) string {
		return id + ":" + base64.StdEncoding.EncodeToString([]byte(strings.Repeat(id[:1], 32)))
	}
	open := func(keys ...string) (*store.Store, []string) {
		environ := []string{"PARLEY_DATABASE_URL=" + dsn, "PARLEY_SECRET_KEYS=" + strings.Join(keys, ",")}
		c, err := config.Load(environ, nil)
		require.NoError(t, err)
		st, err := store.Open(t.Context(), dsn, storeOptions(c))
		require.NoError(t, err)
		t.Cleanup(st.Close)
		return st, environ
	}
	reseal := func(environ []string) (code int, out, complaint string) {
		var stdout, stderr bytes.Buffer
		m := &Main{Environ: environ, Stdin: strings.NewReader(""), Stdout: &stdout, Stderr: &stderr}
		code = m.Run(t.Context(), []string{"secrets", "reseal"})
		return code, stdout.String(), stderr.String()
	}
	credentials := map[string]string{"token": "CANARY-token", "app_secret": "CANARY-app"}
	former, _ := open(key("old"))
	var made []conversation.Inbox
	for _, account := range []string{"1", "2"} {
		inbox, err := former.CreateInbox(t.Context(), conversation.ChannelWhatsApp, conversation.InboxSettings{
			Name: "Shop", Account: account, Burst: 1, Config: map[string]string{"business_id": "1"}, Credentials: credentials,
		})
		require.NoError(t, err)
		made = append(made, inbox)
	}

	embedder, err := former.SaveEmbedder(t.Context(), faq.Embedder{
		Kind: faq.EmbedderOpenAI, Model: "small", BaseURL: "https://models.example/v1", Dimensions: 8, APIKey: "CANARY-model",
	})
	require.NoError(t, err)

	_, onlyNew := open(key("new"))
	code, out, complaint := reseal(onlyNew)
	require.Equal(t, exitFailed, code)
	require.Equal(t, "resealed 0\nlocked 3\n", out)
	require.Contains(t, complaint, "inbox "+made[0].ID)
	require.Contains(t, complaint, "embedder "+embedder.ID)
	require.NotContains(t, complaint, "CANARY")

	_, both := open(key("new"), key("old"))
	code, out, complaint = reseal(both)
	require.Equal(t, exitOK, code, complaint)
	require.Equal(t, "resealed 3\nlocked 0\n", out)
	_, out, _ = reseal(both)
	require.Equal(t, "resealed 0\nlocked 0\n", out, "nothing is left to do")

	latter, _ := open(key("new"))
	for _, inbox := range made {
		found, err := latter.GetInbox(t.Context(), inbox.ID)
		require.NoError(t, err)
		require.Empty(t, found.Locked)
		require.Equal(t, credentials, found.Credentials)
		require.Equal(t, inbox.Secrets, found.Secrets)
	}
	known, err := latter.GetEmbedder(t.Context(), embedder.ID)
	require.NoError(t, err)
	require.Equal(t, "CANARY-model", known.APIKey)
	none := []string{"PARLEY_DATABASE_URL=" + dsn}
	code, _, _ = reseal(none)
	require.Equal(t, exitFailed, code, "there is no key to seal with")
}

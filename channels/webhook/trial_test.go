package webhook

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/internal/fakes/webhookapp"
)

func TestATrialIsSignedAndNoMessage(t *testing.T) {
	t.Parallel()
	c, app, d := sending(t)
	require.NoError(t, c.Test(t.Context(), d.Inbox))
	attempts := app.Attempts()
	require.Len(t, attempts, 1)
	require.Empty(t, attempts[0].Refused, "it is signed")
	var body map[string]any
	require.NoError(t, json.Unmarshal(attempts[0].Body, &body))
	require.Equal(t, "inbox.test", body["type"])
	require.Equal(t, map[string]any{"inbox_id": "inbox-1"}, body["data"])
}

func TestATrialSaysWhyItFailed(t *testing.T) {
	t.Parallel()
	c, app, d := sending(t)
	app.Then(webhookapp.Answer(http.StatusNotFound))
	require.Equal(t, "the app answered 404", channels.Why(c.Test(t.Context(), d.Inbox)))
	app.Then(webhookapp.Answer(http.StatusGone))
	require.Equal(t, "the app answered 410: it wants no more", channels.Why(c.Test(t.Context(), d.Inbox)))
	require.Equal(t, "the inbox has no delivery_url", channels.Why(c.Test(t.Context(), conversation.Inbox{})))
}

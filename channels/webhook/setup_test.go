package webhook

import (
	"crypto/rand"
	"encoding/base64"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/internal/fakes/webhookapp"
	"github.com/parleyhq/parley/provider"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// noon is the clock of every test.
var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

const body = `{"type":"message.created","timestamp":"2026-03-01T12:00:00Z","data":` +
	`{"external_id":"m-1","contact":{"external_id":"u-1","name":"Ann"},"content":{"type":"text","text":"Where is my order?"}}}`

func newSecret() string {
	var raw [32]byte
	_, _ = rand.Read(raw[:])
	return secretPrefix + base64.StdEncoding.EncodeToString(raw[:])
}

// receiver is a channel whose clock stands at noon, and an inbox of it.
func receiver() (*Channel, conversation.Inbox) {
	c := New(Options{AllowPrivate: true, Now: func() time.Time { return noon }})
	return c, conversation.Inbox{ID: "inbox-1", Channel: conversation.ChannelWebhook, Secrets: []string{newSecret()}}
}

// signed are the headers an app posts with.
func signed(t *testing.T, secret string, at time.Time, body string) http.Header {
	t.Helper()
	header, err := webhookapp.Sign(secret, "msg_1", at, []byte(body))
	require.NoError(t, err)
	return header
}

// receive posts a body that is signed well.
func receive(t *testing.T, body string) ([]provider.Message, error) {
	t.Helper()
	c, inbox := receiver()
	events, err := c.Decode(inbox, signed(t, inbox.Secrets[0], noon, body), []byte(body))
	messages := make([]provider.Message, len(events))
	for i, e := range events {
		require.Equal(t, inbox.Account, e.Account)
		messages[i] = *e.Message
	}
	return messages, err
}

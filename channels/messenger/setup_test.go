package messenger_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/parleyhq/parley/channels/graph"
	"github.com/parleyhq/parley/channels/messenger"
	"github.com/parleyhq/parley/channels/outbound"
	"github.com/parleyhq/parley/conversation"
	fake "github.com/parleyhq/parley/internal/fakes/graph"
	"github.com/parleyhq/parley/provider"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// noon is when every test begins.
var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// clock is a clock that is set by hand.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

const (
	pageID = "1895382890692545"
	appID  = "111"
	ann    = "1412611362105802"
)

// account has canaries for secrets: they may turn up nowhere.
func account() messenger.Account {
	return messenger.Account{
		PageID: pageID, AppID: appID,
		AppSecret: "canary-app-secret", VerifyToken: "canary-verify-token", Token: "canary-page-token",
	}
}

// bundle is a channel, and the API it speaks with.
type bundle struct {
	*messenger.Channel
	api     *fake.Server
	page    *fake.Page
	clock   *clock
	account messenger.Account
}

func setup(t *testing.T, habits fake.Habits) *bundle {
	t.Helper()
	b := &bundle{clock: &clock{now: noon}, account: account()}
	b.api = fake.New(fake.Options{
		AppSecret: string(b.account.AppSecret), VerifyToken: string(b.account.VerifyToken), Token: string(b.account.Token),
		Now: b.clock.Now, Habits: habits, Seed: 1,
	})
	t.Cleanup(b.api.Close)
	b.page = b.api.AddPage(fake.PageOptions{ID: pageID, AppID: appID, Name: "Parley"})
	b.page.AddPerson(fake.Person{ID: ann, First: "Ann", Last: "Ek"})
	b.Channel = reach(t, b.api.URL(), b.clock.Now)
	return b
}

// reach returns a channel for an API on loopback.
func reach(t *testing.T, url string, now func() time.Time) *messenger.Channel {
	t.Helper()
	client := outbound.NewClient(true)
	t.Cleanup(client.CloseIdleConnections)
	c, err := messenger.New(messenger.Options{BaseURL: url, HTTP: client, Now: now})
	require.NoError(t, err)
	return c
}

// events decodes all that the API has to report.
func (b *bundle) events(t *testing.T) []provider.Event {
	t.Helper()
	var events []provider.Event
	for _, w := range b.api.Webhooks() {
		decoded, err := b.Decode(b.account, http.Header{graph.SignatureHeader: {w.Signature}}, w.Body)
		require.NoError(t, err)
		events = append(events, decoded...)
	}
	return events
}

// decode decodes a body that is signed well.
func decode(t *testing.T, body []byte) []provider.Event {
	t.Helper()
	c, err := messenger.New(messenger.Options{})
	require.NoError(t, err)
	events, err := c.Decode(account(), signed(body), body)
	require.NoError(t, err)
	return events
}

func signed(body []byte) http.Header {
	return http.Header{graph.SignatureHeader: {graph.Sign(account().AppSecret, body)}}
}

func psid(id string) []provider.Identity {
	return []provider.Identity{{Kind: provider.MessengerUser, Value: id}}
}

// hello is a text of an agent.
func hello() messenger.Outgoing {
	return messenger.Outgoing{MessageID: "our-1", To: psid(ann), Author: conversation.ByAgent, Text: "Hello ä 😀"}
}

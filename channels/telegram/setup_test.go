package telegram_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/parleyhq/parley/channels/outbound"
	"github.com/parleyhq/parley/channels/telegram"
	fake "github.com/parleyhq/parley/internal/fakes/telegram"
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

const botID = "777000111"

// account has canaries for secrets: they may turn up nowhere.
func account() telegram.Account {
	return telegram.Account{Token: botID + ":canary-token", Secret: "canary-secret"}
}

var (
	ann = fake.User{ID: 4611686018427387001, FirstName: "Ann", LastName: "Ek", Username: "ann_writes", Language: "de"}
	bo  = fake.User{ID: 23, FirstName: "Bo"}
)

func annsID() []provider.Identity {
	return []provider.Identity{{Kind: provider.TelegramUser, Value: "4611686018427387001"}}
}

// bundle is a channel, and the API it speaks with.
type bundle struct {
	*telegram.Channel
	api     *fake.Server
	clock   *clock
	account telegram.Account
}

func setup(t *testing.T) *bundle {
	t.Helper()
	b := &bundle{clock: &clock{now: noon}, account: account()}
	b.api = fake.New(fake.Options{Token: string(b.account.Token), Username: "desk_bot", Name: "Desk", Now: b.clock.Now, Seed: 1})
	t.Cleanup(b.api.Close)
	b.Channel = reach(t, b.api.URL(), 0)
	return b
}

// reach returns a channel for an API on loopback.
func reach(t *testing.T, url string, timeout time.Duration) *telegram.Channel {
	t.Helper()
	client := outbound.NewClient(true)
	t.Cleanup(client.CloseIdleConnections)
	c, err := telegram.New(telegram.Options{BaseURL: url, HTTP: client, Timeout: timeout})
	require.NoError(t, err)
	return c
}

// events decodes all that the API has to report.
func (b *bundle) events(t *testing.T) []provider.Event {
	t.Helper()
	var events []provider.Event
	for _, body := range b.api.Updates() {
		events = append(events, decode(t, body)...)
	}
	return events
}

// decode decodes a body that comes with the right secret.
func decode(t *testing.T, body []byte) []provider.Event {
	t.Helper()
	c, err := telegram.New(telegram.Options{})
	require.NoError(t, err)
	events, err := c.Decode(account(), vouched(), body)
	require.NoError(t, err)
	return events
}

func vouched() http.Header {
	return http.Header{telegram.SecretHeader: {string(account().Secret)}}
}

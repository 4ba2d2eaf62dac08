package telegram_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	fake "github.com/parleyhq/parley/internal/fakes/telegram"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var ann = fake.User{ID: 23, FirstName: "Ann"}

// bench is an API, a clock that is set by hand, and an address that refuses
// updates.
type bench struct {
	*fake.Server
	mu    sync.Mutex
	now   time.Time
	tries int
	after string
}

func setup(t *testing.T) *bench {
	t.Helper()
	b := &bench{now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	b.Server = fake.New(fake.Options{Token: "7:key", Username: "desk_bot", Now: func() time.Time {
		b.mu.Lock()
		defer b.mu.Unlock()
		return b.now
	}, Seed: 1})
	t.Cleanup(b.Close)
	refusing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Telegram-Bot-Api-Secret-Token") != "s" {
			t.Error("no secret")
		}
		b.mu.Lock()
		defer b.mu.Unlock()
		b.tries++
		if b.after != "" {
			w.Header().Set("Retry-After", b.after)
		}
		w.WriteHeader(http.StatusInternalServerError)
	}))
	t.Cleanup(refusing.Close)
	b.Subscribe(refusing.URL, "s")
	return b
}

// pass lets time pass and tells how often an update was tried by then.
func (b *bench) pass(t *testing.T, d time.Duration) int {
	t.Helper()
	b.mu.Lock()
	b.now = b.now.Add(d)
	b.mu.Unlock()
	_, _ = b.Deliver(t.Context())
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.tries
}

// TestRetries: at once, then after 2, 4, 8 … seconds, and one update at a time.
func TestRetries(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.Write(ann, "first")
	b.Write(ann, "second")
	for i, step := range []time.Duration{0, 0, 2 * time.Second, 4 * time.Second, 8 * time.Second} {
		if step > 0 {
			require.Equal(t, i, b.pass(t, step-time.Second), "not yet")
			step = time.Second
		}
		require.Equal(t, i+1, b.pass(t, step))
	}
	tries := b.tries
	for range 10 {
		b.pass(t, 2*time.Minute)
	}
	require.Equal(t, tries+10, b.tries, "never more than two minutes apart")
}

// TestRetryAfter is kept to.
func TestRetryAfter(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.after = "600"
	b.Write(ann, "first")
	require.Equal(t, 1, b.pass(t, 0))
	require.Equal(t, 1, b.pass(t, 599*time.Second))
	require.Equal(t, 2, b.pass(t, time.Second))
}

// TestCalls that are refused.
func TestCalls(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.Write(ann, "hi")
	client := &http.Client{Transport: &http.Transport{}}
	t.Cleanup(client.CloseIdleConnections)
	for _, row := range []struct {
		path, body string
		status     int
		says       string
	}{
		{"/bot7:other/getMe", "{}", 401, "Unauthorized"},
		{"/bot7:key", "{}", 404, "Not Found"},
		{"/bot7:key/getUpdates", "{}", 409, "webhook is active"},
		{"/bot7:key/sendNothing", `{"chat_id":24}`, 400, "chat not found"},
		{"/bot7:key/dance", "{}", 404, "method not found"},
		{"/bot7:key/sendMessage", `{"chat_id":23,"text":"x","parse_mode":"HTML"}`, 400, "can't parse entities"},
		{"/bot7:key/sendMessage", `{"chat_id":23,"text":"` + strings.Repeat("x", 4097) + `"}`, 400, "message is too long"},
		{"/bot7:key/sendMessage", `{"chat_id":23}`, 400, "message text is empty"},
		{"/bot7:key/sendMediaGroup", `{"chat_id":23,"media":[{"type":"photo"}]}`, 400, "2 to 10"},
		{"/bot7:key/sendMediaGroup", `{"chat_id":23,"media":[{"type":"photo"},{"type":"audio"}]}`, 400, "can't use the media"},
		{"/bot7:key/setWebhook", `{"url":"http://parley.example.com"}`, 400, "HTTPS"},
		{"/bot7:key/sendMessage", `{`, 400, "can't parse request"},
		{"/file/bot7:key/none", "", 404, "Not Found"},
		{"/bot7:key/sendMessage", `{"chat_id":"23","text":"x"}`, 200, `"ok":true`},
	} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.URL()+row.path, strings.NewReader(row.body))
		require.NoError(t, err)
		request.Header.Set("Content-Type", "application/json")
		response, err := client.Do(request)
		require.NoError(t, err)
		body, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		require.Equal(t, row.status, response.StatusCode, row.path+row.body)
		require.Contains(t, string(body), row.says)
	}
}

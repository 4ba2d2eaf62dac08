package webhookapp_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/parleyhq/parley/internal/fakes/webhookapp"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const secret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func start(t *testing.T) *webhookapp.App {
	t.Helper()
	app := webhookapp.New(webhookapp.Options{Secrets: []string{secret}, Now: func() time.Time { return noon }})
	t.Cleanup(app.Close)
	return app
}

func body(id string) string {
	return fmt.Sprintf(`{"type":"message.created","data":{"message_id":%q,"conversation_id":"c","contact":{"external_id":"u"},"text":"hi"}}`, id)
}

// post returns the status of one delivery, signed at the given time.
func post(t *testing.T, app *webhookapp.App, id string, at time.Time, body string, change func(http.Header)) int {
	t.Helper()
	header, err := webhookapp.Sign(secret, id, at, []byte(body))
	require.NoError(t, err)
	if change != nil {
		change(header)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, app.URL(), bytes.NewBufferString(body))
	require.NoError(t, err)
	request.Header = header
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(request)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	return response.StatusCode
}

func TestTakesOnceInOrder(t *testing.T) {
	t.Parallel()
	app := start(t)
	for _, id := range []string{"a", "b", "a", "c", "b"} {
		require.Equal(t, http.StatusNoContent, post(t, app, id, noon, body(id), nil))
	}
	var taken []string
	for _, m := range app.Messages() {
		taken = append(taken, m.MessageID)
	}
	require.Equal(t, []string{"a", "b", "c"}, taken)
	require.Len(t, app.Attempts(), 5)
	require.True(t, app.Attempts()[2].Repeated)
}

func TestRefusesWhatItCannotTrust(t *testing.T) {
	t.Parallel()
	app := start(t)
	app.Then(webhookapp.Answer(http.StatusTeapot))
	require.Equal(t, 401, post(t, app, "a", noon, body("a"), func(h http.Header) { h.Set("webhook-signature", "v1,AAAA") }))
	require.Equal(t, 401, post(t, app, "a", noon, body("a"), func(h http.Header) { h.Set("webhook-id", "b") }))
	require.Equal(t, 401, post(t, app, "a", noon.Add(-6*time.Minute), body("a"), nil))
	require.Equal(t, 401, post(t, app, "a", noon.Add(6*time.Minute), body("a"), nil))
	require.Equal(t, 401, post(t, app, "a", noon, "{}", nil))
	require.Equal(t, 401, post(t, app, "a", noon, body("a"), func(h http.Header) { h.Set("Content-Type", "text/plain") }))
	require.Empty(t, app.Messages())
	for _, a := range app.Attempts() {
		require.NotEmpty(t, a.Refused)
	}
	require.Equal(t, http.StatusTeapot, post(t, app, "a", noon, body("a"), nil), "a refused attempt uses up no behaviour")
}

func TestBehavesAsTold(t *testing.T) {
	t.Parallel()
	app := start(t)
	app.Then(webhookapp.Answer(500), webhookapp.AnswerRetryAfter(429, "3"))
	app.Always(webhookapp.Answer(503))
	for _, want := range []int{500, 429, 503, 503} {
		require.Equal(t, want, post(t, app, "a", noon, body("a"), nil))
	}
	require.Empty(t, app.Messages())
	app.Always(webhookapp.Accept())
	require.Equal(t, 204, post(t, app, "a", noon, body("a"), nil))
	require.Len(t, app.Messages(), 1)
}

func TestWait(t *testing.T) {
	t.Parallel()
	app := start(t)
	waited := make(chan int)
	go func() {
		got, _ := app.Wait(t.Context(), 3)
		waited <- len(got)
	}()
	for _, id := range []string{"a", "b", "c"} {
		post(t, app, id, noon, body(id), nil)
	}
	require.Equal(t, 3, <-waited)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	got, err := app.Wait(ctx, 4)
	require.ErrorIs(t, err, context.Canceled)
	require.Len(t, got, 3)
}

package graph_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/parleyhq/parley/internal/fakes/graph"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func start(t *testing.T) *graph.Server {
	t.Helper()
	s := graph.New(graph.Options{AppSecret: "test_app_secret", VerifyToken: "verify", Token: "token"})
	t.Cleanup(s.Close)
	s.AddNumber(graph.Number{ID: "106", BusinessID: "102", Display: "1555"})
	return s
}

// post returns the status and the error's code of one call.
func post(t *testing.T, s *graph.Server, token, body string) (status, code int) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL()+"/v23.0/106/messages", strings.NewReader(body))
	require.NoError(t, err)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+token)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(request)
	require.NoError(t, err)
	defer func() { require.NoError(t, response.Body.Close()) }()
	var answer struct {
		Error struct {
			Code int `json:"code"`
		} `json:"error"`
	}
	require.NoError(t, json.NewDecoder(response.Body).Decode(&answer))
	return response.StatusCode, answer.Error.Code
}

// TestJudgement: the API takes what its description allows.
func TestJudgement(t *testing.T) {
	t.Parallel()
	s := start(t)
	head := `{"messaging_product":"whatsapp","to":"1",`
	for body, code := range map[string]int{
		head + `"type":"text","text":{"body":"hi"}}`:                                        0,
		head + `"recipient_type":"individual","type":"image","image":{"link":"https://x"}}`: 0,
		head + `"type":"reaction","reaction":{"message_id":"w","emoji":""}}`:                0,
		`{"to":"1","type":"text","text":{"body":"hi"}}`:                                     100,
		`{"messaging_product":"whatsapp","type":"text","text":{"body":"hi"}}`:               131008,
		head + `"recipient_type":"group","type":"text","text":{"body":"hi"}}`:               131009,
		head + `"type":"text"}`:                    131008,
		head + `"type":"text","text":{"body":""}}`: 131009,
		head + `"type":"text","text":{"body":"` + strings.Repeat("x", 4097) + `"}}`:                 131009,
		head + `"type":"image","image":{}}`:                                                         131008,
		head + `"type":"image","image":{"id":"1","link":"https://x"}}`:                              131008,
		head + `"type":"image","image":{"id":"none"}}`:                                              131053,
		head + `"type":"image","image":{"link":"x","caption":"` + strings.Repeat("x", 1025) + `"}}`: 131009,
		head + `"type":"audio","audio":{"link":"x","caption":"y"}}`:                                 131009,
		head + `"type":"reaction","reaction":{}}`:                                                   131008,
		head + `"type":"template","template":{"name":"n"}}`:                                         131008,
		head + `"type":"template","template":{"name":"n","language":{"code":"en"}}}`:                132001,
		head + `"type":"hologram","hologram":{}}`:                                                   131009,
		head + `"status":"read"}`:                                                                   100,
		`{`:                                                                                         100,
	} {
		status, got := post(t, s, "token", body)
		require.Equal(t, code, got, body)
		require.Equal(t, code == 0, status == http.StatusOK, body)
	}
	require.Len(t, s.Sent(), 3)
	status, code := post(t, s, "another", head+`"type":"text","text":{"body":"hi"}}`)
	require.Equal(t, http.StatusUnauthorized, status)
	require.Equal(t, 190, code)
}

// TestWebhooksAreEscaped before they are signed.
func TestWebhooksAreEscaped(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.Write("106", graph.User{Phone: "1", Name: "Järvi"}, "äöå 😀 https://x.y/z <&>")
	webhooks := s.Webhooks()
	require.Len(t, webhooks, 1)
	body := string(webhooks[0].Body)
	require.Contains(t, body, `\u00e4\u00f6\u00e5 \ud83d\ude00 https:\/\/x.y\/z`)
	for _, r := range body {
		require.Less(t, r, rune(0x80))
	}
	require.True(t, json.Valid(webhooks[0].Body))
	require.Regexp(t, `^sha256=[0-9a-f]{64}$`, webhooks[0].Signature)
	require.Empty(t, s.Webhooks(), "once")
}

// TestRun delivers by itself.
func TestRun(t *testing.T) {
	t.Parallel()
	s := start(t)
	got := make(chan string, 1)
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			_, _ = io.WriteString(w, r.URL.Query().Get("hub.challenge"))
			return
		}
		body, _ := io.ReadAll(r.Body)
		got <- string(body)
	}))
	t.Cleanup(front.Close)
	require.NoError(t, s.Subscribe(t.Context(), front.URL))
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); s.Run(ctx) }()
	s.Write("106", graph.User{Phone: "1"}, "hi there")
	select {
	case body := <-got:
		require.Contains(t, body, "hi there")
	case <-time.After(30 * time.Second):
		t.Error("nothing came")
	}
	cancel()
	<-ended
}

func TestSubscribeAsksFirst(t *testing.T) {
	t.Parallel()
	s := start(t)
	front := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(front.Close)
	require.ErrorContains(t, s.Subscribe(t.Context(), front.URL), "404")
}

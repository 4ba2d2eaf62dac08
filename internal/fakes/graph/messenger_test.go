package graph_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/fakes/graph"
)

// ask returns the status, the error's code and its subcode of one call.
func ask(t *testing.T, url, body string) [3]int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	require.NoError(t, err)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer token")
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(request)
	require.NoError(t, err)
	defer func() { require.NoError(t, response.Body.Close()) }()
	var answer struct {
		Error struct {
			Code    int `json:"code"`
			Subcode int `json:"error_subcode"`
		} `json:"error"`
	}
	require.NoError(t, json.NewDecoder(response.Body).Decode(&answer))
	return [3]int{response.StatusCode, answer.Error.Code, answer.Error.Subcode}
}

// TestJudgementOfPages: the Send API takes what its description allows, while the
// window is open.
func TestJudgementOfPages(t *testing.T) {
	t.Parallel()
	now := time.Unix(1772366400, 0)
	s := graph.New(graph.Options{AppSecret: "secret", Token: "token", Now: func() time.Time { return now }})
	t.Cleanup(s.Close)
	page := s.AddPage(graph.PageOptions{ID: "9", AppID: "111"})
	page.Write("1", "hi")
	mac := hmac.New(sha256.New, []byte("secret"))
	_, _ = mac.Write([]byte("token"))
	messages := s.URL() + "/v23.0/9/messages?appsecret_proof=" + hex.EncodeToString(mac.Sum(nil))

	taken, wrong := [3]int{200}, [3]int{400, 100}
	to := `"recipient":{"id":"1"},`
	response := to + `"messaging_type":"RESPONSE",`
	for body, want := range map[string][3]int{
		response + `"message":{"text":"x","metadata":"m"}`:                                              taken,
		response + `"message":{"attachment":{"type":"image","payload":{"url":"https://x"}}}`:            taken,
		to + `"messaging_type":"MESSAGE_TAG","tag":"HUMAN_AGENT","message":{"text":"x"}`:                taken,
		to + `"sender_action":"typing_on"`:                                                              taken,
		to + `"messaging_type":"MESSAGE_TAG","tag":"ACCOUNT_UPDATE","message":{"text":"x"}`:             {400, 100, 1893061},
		response + `"tag":"HUMAN_AGENT","message":{"text":"x"}`:                                         wrong,
		to + `"message":{"text":"x"}`:                                                                   wrong,
		response + `"message":{}`:                                                                       wrong,
		response + `"message":{"text":""}`:                                                              wrong,
		response + `"message":{"text":"` + strings.Repeat("x", 2001) + `"}`:                             wrong,
		response + `"message":{"text":"x","attachment":{"type":"image","payload":{"url":"https://x"}}}`: wrong,
		response + `"message":{"attachment":{"type":"sticker","payload":{"url":"https://x"}}}`:          wrong,
		response + `"message":{"attachment":{"type":"image","payload":{}}}`:                             wrong,
		response + `"message":{"attachment":{"type":"image","payload":{"attachment_id":"7"}}}`:          {400, 100, 2018074},
		`"recipient":{"id":"77"},"messaging_type":"RESPONSE","message":{"text":"x"}`:                    {400, 100, 2018001},
		to + `"sender_action":"dance"`:                                                                  wrong,
	} {
		require.Equal(t, want, ask(t, messages, "{"+body+"}"), body)
	}
	require.Len(t, page.Sent(), 3)
	require.Equal(t, wrong, ask(t, strings.Split(messages, "?")[0], "{"+response+`"message":{"text":"x"}}`), "without a proof")

	for _, w := range s.Webhooks() {
		require.Contains(t, string(w.Body), `"time":1772366400000`, "in milliseconds")
	}
	now = now.Add(24 * time.Hour)
	text := `"message":{"text":"x"}}`
	human := "{" + to + `"messaging_type":"MESSAGE_TAG","tag":"HUMAN_AGENT",` + text
	require.Equal(t, [3]int{400, 10, 2018278}, ask(t, messages, "{"+response+text))
	require.Equal(t, taken, ask(t, messages, human))
	now = now.Add(6 * 24 * time.Hour)
	require.Equal(t, [3]int{400, 10, 2018278}, ask(t, messages, human))
}

package e2e

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/devfile"
)

// caller speaks to the API as somebody.
type caller struct {
	t     *testing.T
	url   string
	token string
}

// answer is what the API said.
type answer struct {
	status int
	body   map[string]any
}

func service(t *testing.T, f devfile.File) caller {
	t.Helper()
	return caller{t: t, url: f.APIURL, token: f.APIKey}
}

func login(t *testing.T, f devfile.File, l devfile.Login) caller {
	t.Helper()
	c := caller{t: t, url: f.APIURL}
	got := c.post("/v1/session", map[string]any{"email": l.Email, "password": l.Password})
	require.Equal(t, http.StatusCreated, got.status, got.body)
	c.token = got.body["token"].(string)
	return c
}

func (c caller) get(path string) answer { c.t.Helper(); return c.call(http.MethodGet, path, nil) }

func (c caller) post(path string, body map[string]any) answer {
	c.t.Helper()
	return c.call(http.MethodPost, path, body)
}

func (c caller) call(method, path string, body map[string]any) answer {
	c.t.Helper()
	var content io.Reader = http.NoBody
	if body != nil {
		encoded, err := json.Marshal(body)
		require.NoError(c.t, err)
		content = bytes.NewReader(encoded)
	}
	request, err := http.NewRequestWithContext(c.t.Context(), method, c.url+path, content)
	require.NoError(c.t, err)
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		request.Header.Set("Authorization", "Bearer "+c.token)
	}
	response, err := http.DefaultClient.Do(request)
	require.NoError(c.t, err)
	defer func() { _ = response.Body.Close() }()
	raw, err := io.ReadAll(response.Body)
	require.NoError(c.t, err)
	got := answer{status: response.StatusCode}
	if len(raw) > 0 {
		require.NoError(c.t, json.Unmarshal(raw, &got.body), "%s", raw)
	}
	return got
}

// items returns all items of a list, following its pages.
func (c caller) items(path string) []map[string]any {
	c.t.Helper()
	got := c.get(path)
	require.Equal(c.t, http.StatusOK, got.status, got.body)
	require.Nil(c.t, got.body["next_cursor"], "one page is enough")
	var items []map[string]any
	for _, item := range got.body["items"].([]any) {
		items = append(items, item.(map[string]any))
	}
	return items
}

// writes hands in a customer's message and returns the conversation's id.
func (c caller) writes(inboxID, contact, id, text string) string {
	c.t.Helper()
	got := c.post("/v1/inboxes/"+inboxID+"/messages", map[string]any{
		"id": id, "from": map[string]any{"id": contact, "name": "Asha Rao"}, "text": text,
	})
	require.Equal(c.t, http.StatusAccepted, got.status, got.body)
	return got.body["conversation_id"].(string)
}

// becomes waits until the conversation has a ticket in a status.
func (c caller) becomes(conversationID, status string, ticket int) {
	c.t.Helper()
	var last answer
	require.Eventually(c.t, func() bool {
		last = c.get("/v1/conversations/" + conversationID)
		return last.status == http.StatusOK && last.body["status"] == status && last.body["ticket"] == float64(ticket)
	}, patience, 50*time.Millisecond, "ticket %d becomes %s", ticket, status)
}

// history returns the authors and texts of a conversation, oldest first.
func (c caller) history(conversationID string) []string {
	c.t.Helper()
	var lines []string
	for _, m := range c.items("/v1/conversations/" + conversationID + "/messages?limit=200") {
		lines = append([]string{m["author"].(string) + ": " + m["text"].(string)}, lines...)
	}
	return lines
}

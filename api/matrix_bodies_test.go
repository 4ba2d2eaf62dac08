package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
)

// request is what a cell sends: a body that its route takes, and how it is called.
type request struct {
	query, body string
	headers     []header
}

// request is the example of openapi.yaml, with what only this world knows: who is
// there, what has not been taken, which version a thing has.
func (w *world) request(t *testing.T, c cell, id string, show header) request {
	t.Helper()
	r := request{body: example(c.operation), headers: []header{show}}
	w.count++
	n := w.count
	switch c.operation.OperationID {
	case "createUser", "updateUser", "createInvitation":
		r.body = altered(t, r.body, "email", fmt.Sprintf("somebody%d@example.com", n))
	case "createInbox":
		r.body = fmt.Sprintf(`{"name":"Shop %d","channel":"webhook"}`, n)
	case "createCampaign":
		r.body = altered(t, r.body, "inbox_id", w.inboxID)
	case "createCannedResponse", "updateCannedResponse":
		r.body = altered(t, r.body, "shortcut", fmt.Sprintf("short%d", n))
	case "setUserPassword":
		if c.relation == own {
			r.body = altered(t, r.body, "current_password", fmt.Sprint("password of user", w.mine))
		}
	case "transferConversation":
		r.body = altered(t, r.body, "user_id", w.colleague(t))
	case "updateFaq", "updateQuickReply":
		r.body = altered(t, r.body, "version", 1)
	case "acceptSuggestion":
		r.body = altered(t, r.body, "question", fmt.Sprintf("Can I change address number %d of my order?", n))
	case "setQuickReplyOrder":
		ids := w.insert(t, `SELECT coalesce(json_agg(id), '[]')::text FROM quick_replies WHERE status <> 'archived'`)
		r.body = `{"ids":` + ids + `}`
	case "eraseContact":
		if id != nobody {
			r.body = altered(t, r.body, "known_as", w.insert(t, `SELECT name FROM contacts WHERE id = $1`, id))
		}
	case "sendCampaignMessage":
		w.becomes(t, "campaigns", id, "running")
		r.body = `{"to":{"id":"guest"}}`
	case "applyImport":
		w.becomes(t, "imports", id, "done")
	case "uploadAttachment":
		r.query, r.body = "?name=picture.png", png
		r.headers = append(r.headers, header{"Content-Type", "application/octet-stream"})
	case "importFaqs":
		r.query, r.body = "?dry_run=true", sheetOfTwo
		r.headers = append(r.headers, header{"Content-Type", "text/csv"})
	case "retryAttachment":
		w.isLost(t, id)
	case "pauseCampaign":
		w.becomes(t, "campaigns", id, "running")
	case "resumeCampaign":
		w.becomes(t, "campaigns", id, "paused")
	case "reopenSuggestion":
		w.becomes(t, "suggestions", id, "dismissed")
	case "addCampaignRecipients":
		r.body = "to\nguest\n"
		r.headers = append(r.headers, header{"Content-Type", "text/csv"})
	}
	return r
}

// becomes puts a thing into the state that a route asks for.
func (w *world) becomes(t *testing.T, table, id, status string) {
	t.Helper()
	_, err := w.raw.Exec(t.Context(), `UPDATE `+table+` SET status = $2 WHERE id = $1`, id, status)
	require.NoError(t, err)
}

// colleague is an agent who may be given conversations.
func (w *world) colleague(t *testing.T) string {
	t.Helper()
	if w.agent == "" {
		user, _ := w.user(t, "colleague", account.Agent)
		w.agent = user.ID
	}
	return w.agent
}

// example is the body that openapi.yaml shows, else an empty object.
func example(operation *openapi3.Operation) string {
	if operation.RequestBody == nil {
		return ""
	}
	media := operation.RequestBody.Value.Content.Get("application/json")
	if media == nil || media.Example == nil {
		return "{}"
	}
	raw, err := json.Marshal(media.Example)
	if err != nil {
		return "{}"
	}
	return string(raw)
}

// altered is a body with another value in one place.
func altered(t *testing.T, body, field string, value any) string {
	t.Helper()
	var members map[string]any
	require.NoError(t, json.Unmarshal([]byte(body), &members))
	members[field] = value
	raw, err := json.Marshal(members)
	require.NoError(t, err)
	return string(raw)
}

// promised is what a caller who may is answered: a status of success, or why what
// is there is not as the route needs it, in the words of problems.
func (c cell) promised() (status int, kind string) {
	if c.relation == absent && strings.Contains(c.path, "{id}") {
		return http.StatusNotFound, "not-found"
	}
	op := c.operation.OperationID
	is := func(list string) bool { return slices.Contains(strings.Fields(list), op) }
	switch {
	// What belongs to a user is nobody else's.
	case c.relation == others && is("deleteView updateView getAttachment endSession"):
		return http.StatusNotFound, "not-found"
	// Somebody else answers there.
	case c.relation == others && is("sendMessage resendMessage settleMessage setReaction deleteReaction"):
		return http.StatusConflict, "not-owner"
	}
	return 0, ""
}

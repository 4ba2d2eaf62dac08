package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/internal/devfile"
)

// vectors are what runs where text becomes markup, an attribute or an address.
func vectors() []string {
	return []string{
		`<img src=x onerror="window.ran=1">`,
		`"><svg onload="window.ran=1">`,
		`<script>window.ran=1</script>`,
		`javascript:window.ran=1`,
		`{{constructor.constructor('window.ran=1')()}}`,
	}
}

// Whatever people write into whatever field is text on every page that shows it:
// nothing runs, nothing becomes an element, and it can be read as it was written.
func TestNothingRuns(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a whole Parley and a browser")
	}
	t.Parallel()
	b := openBrowser(t)
	f := startDev(t, stateFolder(t)).ready()
	d := openDashboard(b, f)
	defer d.testifies("it")
	boss := devfile.Login{Email: f.AdminEmail, Password: f.AdminPassword}
	admin, shop := login(t, f, boss), service(t, f)
	d.signsIn(boss)
	for i, vector := range vectors() {
		h := hostile{admin: admin, shop: shop, f: f, n: i, v: vector}
		for _, page := range h.everywhere() {
			d.opens(page)
			d.b.until(vector+" can be read on "+page, shows(vector))
			d.runsNothing(page)
		}
		d.conversation(h)
	}
	d.saysAll(hostile{admin: admin, shop: shop, f: f})
	d.quiet()
}

// shows says that a text can be read, on the page or in a field of it.
func shows(text string) string {
	return fmt.Sprintf(`(t => document.body.innerText.includes(t) || [...document.querySelectorAll('input, textarea')].some(e => e.value.includes(t)))(%q)`, text)
}

func (d dashboardPage) runsNothing(where string) {
	d.b.t.Helper()
	require.True(d.b.t, sees[bool](d.b, `window.ran === undefined`), where)
	require.Empty(d.b.t, sees[[]any](d.b, `[...document.querySelectorAll('[onerror], [onload], img[src="x"], a[href^="javascript:"], body script')].map(e => e.outerHTML)`), where)
}

// hostile puts one vector into every field there is.
type hostile struct {
	admin, shop caller
	f           devfile.File
	n           int
	v           string
}

// everywhere writes it into the setup, and returns the pages that show it.
func (h hostile) everywhere() []string {
	t := h.admin.t
	t.Helper()
	made := func(path string, body map[string]any) string {
		got := h.admin.post(path, body)
		require.Equal(t, http.StatusCreated, got.status, "%s: %v", path, got.body)
		return got.body["id"].(string)
	}
	question := fmt.Sprintf("Where is my order number %d %s?", h.n, h.v)
	faq := made("/v1/faqs", map[string]any{"type": "general", "question": question, "related_questions": []string{"Related " + h.v}, "answer": "Answer " + h.v, "labels": []string{h.v}})
	reply := made("/v1/quick-replies", map[string]any{"name": h.v, "text": "Text " + h.v, "when": map[string]any{"always": true}})
	made("/v1/canned-responses", map[string]any{"shortcut": fmt.Sprint("x", h.n), "text": h.v})
	// Two braces are a parameter's there, and refused where they hold none.
	unbraced := strings.NewReplacer("{{", "{ {", "}}", "} }").Replace(h.v)
	campaign := made("/v1/campaigns", map[string]any{"name": h.v, "inbox_id": h.f.InboxID, "template": map[string]any{"text": "Hello " + unbraced}, "labels": []string{h.v}})
	made("/v1/views", map[string]any{"name": h.v, "filter": map[string]any{"label": h.v}})
	made("/v1/users", map[string]any{"name": h.v, "email": fmt.Sprintf("x%d@saffron-go.example", h.n), "password": "correct horse battery staple", "roles": []string{"agent"}})
	made("/v1/invitations", map[string]any{"name": h.v, "email": fmt.Sprintf("invited%d@saffron-go.example", h.n), "roles": []string{"agent"}})
	made("/v1/inboxes", map[string]any{"name": h.v, "channel": "webhook"})
	widget := made("/v1/inboxes", map[string]any{"name": "Widget " + h.v, "channel": "widget", "config": map[string]any{
		"origins": "*", "title": h.v, "greeting": h.v, "offline_text": h.v,
	}})
	made("/v1/api-keys", map[string]any{"name": h.v, "scopes": []string{"read"}})
	calendar := made("/v1/calendars", map[string]any{
		"name": h.v, "zone": "Europe/Berlin", "open": []any{map[string]any{"day": "monday", "from": "09:00", "to": "17:00"}},
		"holidays": []any{map[string]any{"date": "2026-12-25", "name": "Holiday " + h.v}},
	})
	return []string{
		"/setup/autoresponders/calendars", "/setup/autoresponders/calendars/" + calendar, "/settings/api-keys", "/settings/audit",
		"/settings/inboxes/" + widget,
		"/setup/autoresponders/faqs?q=order", "/setup/autoresponders/faqs/" + faq, "/setup/autoresponders/quick-replies", "/setup/autoresponders/quick-replies/" + reply,
		"/campaigns", "/campaigns/" + campaign, "/settings/users", "/settings/inboxes", "/settings/canned-responses",
	}
}

// conversation goes through what a customer sends and agents add: name, text, file
// name, label, note.
func (d dashboardPage) conversation(h hostile) {
	t := d.b.t
	t.Helper()
	files := httptest.NewServer(http.NotFoundHandler())
	defer files.Close()
	got := h.shop.post("/v1/inboxes/"+h.f.InboxID+"/messages", map[string]any{
		"id": fmt.Sprint("xss-", h.n), "from": map[string]any{"id": fmt.Sprint("xss-", h.n), "name": "Name " + h.v}, "text": "Words " + h.v,
		"attachments": []any{map[string]any{"url": files.URL + "/a.bin", "name": "File " + h.v}},
	})
	require.Equal(t, http.StatusAccepted, got.status, got.body)
	c := got.body["conversation_id"].(string)
	got = h.admin.post("/v1/conversations/"+c+"/notes", map[string]any{"text": "Note " + h.v})
	require.Equal(t, http.StatusCreated, got.status, got.body)
	got = h.admin.call(http.MethodPut, "/v1/conversations/"+c+"/draft", map[string]any{"text": "Draft " + h.v})
	require.Equal(t, http.StatusOK, got.status, got.body)
	got = h.admin.call(http.MethodPut, "/v1/conversations/"+c+"/labels", map[string]any{"labels": []string{h.v}})
	require.Equal(t, http.StatusOK, got.status, got.body)
	d.opens("/inbox/all/" + c)
	for _, field := range []string{"Name ", "Words ", "Note ", "Draft "} {
		d.b.until(field+h.v, shows(field+h.v))
	}
	file := "File " + h.v // which is cleaned once it is fetched
	d.b.until(file, shows(file)+" || "+shows(conversation.FileName(file)))
	d.b.until("the label", d.all(".labels li", "e.innerText")+fmt.Sprintf(`.some(t => t.includes(%q))`, h.v))
	d.runsNothing("conversation")
	d.clicks("Filters")
	d.b.until("the view", d.all(".views li", "e.innerText")+fmt.Sprintf(`.some(t => t.includes(%q))`, h.v))
	d.runsNothing("views")
	d.b.types("\x1b")
	d.opens("/contacts")
	d.b.until("the contact", shows("Name "+h.v))
	d.runsNothing("contacts")
	person := conversation.ContactID(h.f.InboxID, fmt.Sprint("xss-", h.n))
	got = h.admin.call(http.MethodPut, "/v1/contacts/"+person, map[string]any{"name": "Called " + h.v})
	require.Equal(t, http.StatusOK, got.status, got.body)
	d.opens("/contacts/" + person)
	d.b.until("their new name", shows("Called "+h.v))
	d.runsNothing("contact")
}

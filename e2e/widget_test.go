package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/channels/widget"
	"github.com/parleyhq/parley/internal/devfile"
)

// The widget as people meet it: on the example page, in a real browser, with
// everything behind it running.
func TestWidget(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a whole Parley and a browser")
	}
	t.Parallel()
	b := openBrowser(t)
	p := startDev(t, stateFolder(t))
	f := p.ready()
	w := widgetPage{b, f}
	ines := login(t, f, f.Agents[0])

	b.size(1440, 900)
	b.goes(f.WidgetDemoURL)
	w.appears()
	w.fits()
	b.accessible("closed")

	// By keyboard alone: to the button, in, a message, out again.
	w.tabTo("Open chat")
	b.types("\r")
	b.until("the dialog has the focus", w.focusIs("Write a message"))
	b.types("hi can i pay cash on delivery\r")
	b.until("the message is there", w.shows("hi can i pay cash on delivery"))
	require.Empty(t, sees[string](b, w.in("textarea")+".value"))
	b.until("the automatic answer appears", w.shows("Automatic answer"))
	w.fits()
	b.accessible("open")
	b.shoots("desk")
	b.types("\x1b")
	b.until("Escape closes", w.hidden())
	b.until("the focus is back", w.focusIs("Open chat"))

	// An agent takes over: it appears live, and the badge counts.
	c := w.conversation(ines, 1)
	require.Equal(t, http.StatusOK, ines.post("/v1/conversations/"+c+"/claim", nil).status)
	say := func(text string) {
		got := ines.post("/v1/conversations/"+c+"/messages", map[string]any{"text": text})
		require.Equal(t, http.StatusAccepted, got.status, got.body)
	}
	say("Hello, this is Ines. <b>See</b> https://saffron-go.example/orders.")
	say("Anything else?")
	b.until("the badge counts", w.says(`.badge`, "2"))
	b.until("the button says so", w.has("Open chat, 2 unread messages"))
	b.shoots("badge")
	w.clicks("Open chat, 2 unread messages")
	b.until("it is there", w.shows("Ines Duarte"))
	require.True(t, sees[bool](b, w.shows("<b>See</b>")), "markup is text")
	require.Equal(t, []any{"https://saffron-go.example/orders"}, sees[[]any](b, w.all(`.bubble a`, "e.href")))
	p.until("what was looked at is read", func() bool {
		return strings.HasSuffix(strings.Join(w.states(ines, c), " "), "read read")
	})

	// On return it is all there.
	b.do(reload())
	w.appears()
	w.clicks("Open chat")
	b.until("the history is there", w.shows("Anything else?"))
	require.Equal(t, 4, sees[int](b, w.all("li", "e")+".length"))
	b.until("and nothing is unread", w.says(".badge", "0"))

	// What is written without a connection is sent when there is one.
	b.offline(true)
	b.types("written in a tunnel\r")
	b.until("it waits", w.shows("written in a tunnel")+"&&"+w.shows("Sending"))
	b.until("and says why", w.shows("No connection."))
	b.shoots("offline")
	require.NotContains(t, strings.Join(ines.history(c), "\n"), "tunnel")
	b.offline(false)
	p.until("it is sent", func() bool {
		return strings.Contains(strings.Join(ines.history(c), "\n"), "contact: written in a tunnel")
	})
	b.until("and says so", w.shows("written in a tunnel")+"&&"+w.shows("Sent")+"&&!"+w.shows("No connection."))
	require.Len(t, ines.history(c), 5, "once")

	// Files go both ways.
	sees[bool](b, `(() => { const d = new DataTransfer(); const input = `+w.in(`input[type=file]`)+`
		d.items.add(new File([Uint8Array.from(atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='),
			c => c.charCodeAt(0))], 'dent.png'))
		input.files = d.files; input.dispatchEvent(new Event('change')); return true })()`)
	b.until("the picture is shown", w.all(".file img", "e.naturalWidth")+".includes(1)")
	sent := ines.items("/v1/conversations/" + c + "/messages")[0]["attachments"].([]any)[0].(map[string]any)
	require.Equal(t, "dent.png", sent["name"])
	require.Equal(t, "image/png", sent["mime"])
	got := ines.post("/v1/conversations/"+c+"/messages", map[string]any{"attachments": []any{map[string]any{"id": ines.uploads("terms.txt", "be kind")}}})
	require.Equal(t, http.StatusAccepted, got.status, got.body)
	b.until("the agent's file can be saved", w.all("button.file", "e.textContent")+".includes('terms.txt')")

	// Typing is seen, and is over with the message.
	require.Less(t, ines.post("/v1/conversations/"+c+"/typing", nil).status, 300)
	b.until("the agent writes", w.shows("Somebody is writing"))
	say("Lovely.")
	b.until("has written", w.shows("Lovely.")+"&&!"+w.shows("Somebody is writing"))

	// On a telephone it covers the page.
	b.size(375, 667)
	b.until("it is modal", w.in(`.panel`)+`.getAttribute('aria-modal') === 'true'`)
	w.fits()
	require.Equal(t, 375, sees[int](b, `Math.round(`+w.in(`.panel`)+`.getBoundingClientRect().width)`))
	b.accessible("telephone")
	b.shoots("telephone")
	b.theme("dark")
	b.accessible("dark")
	b.shoots("telephone-dark")
	b.size(1440, 900)
	b.accessible("dark, at a desk")
	b.shoots("desk-dark")
	b.theme("light")

	// Signed in, the thread is the user's; signed out, nobody's.
	b.goes(f.WidgetDemoURL + "?user=asha")
	w.appears()
	w.clicks("Open chat")
	b.until("the thread came along", w.shows("Lovely."))
	b.types("it is me\r")
	p.until("by name", func() bool {
		got := ines.get("/v1/conversations/" + c)
		return got.body["contact"].(map[string]any)["name"] == "Asha Rao"
	})
	b.goes(f.WidgetDemoURL)
	w.appears()
	w.clicks("Open chat")
	b.until("nothing is left", w.all("li", "e")+".length === 0")

	// On a careful site of somebody else's, by the inbox that an admin made for it.
	site, settings := w.site(t)
	admin := login(t, f, devfile.Login{Email: f.AdminEmail, Password: f.AdminPassword})
	made := admin.post("/v1/inboxes", map[string]any{
		"name": "Shop", "channel": "widget",
		"config":      map[string]any{"origins": site, "position": "left"},
		"credentials": map[string]any{"identity_secret": "the-shops-own"},
	})
	require.Equal(t, http.StatusCreated, made.status, made.body)
	*settings = fmt.Sprintf(`data-inbox="%s" data-user-id="17" data-user-hash="%s" data-open`,
		made.body["id"], widget.UserHash("the-shops-own", "17"))
	b.goes(site)
	b.until("it opens by itself", w.has("Write a message"))
	b.until("and has the focus", w.focusIs("Write a message"))
	b.types("hello from the shop\r")
	b.until("it is there", w.shows("hello from the shop")+"&&"+w.shows("Sent"))
	require.Less(t, sees[float64](b, w.in(".panel")+".getBoundingClientRect().left"), 100.0)
	require.Empty(t, sees[[]any](b, "refused"), "the site's policy allows all that it does")
	b.shoots("site")
	*settings = `data-inbox="` + f.WidgetInboxID + `"`
	b.goes(site)
	b.until("a site that is not in the list gets nothing", `warnings.some(w => w.includes('among its origins'))`)
	require.True(t, sees[bool](b, "document.querySelector('parley-widget') === null"))
	b.goes(f.WidgetDemoURL)
	w.appears()

	// From right to left.
	sees[bool](b, `(() => { Parley('shutdown'); const s = document.createElement('script'); s.src = 'widget.js';
		s.dataset.inbox = '`+f.WidgetInboxID+`'; s.dataset.language = 'ar'; s.dataset.open = ''; document.head.append(s); return true })()`)
	b.until("Arabic", w.has("اكتب رسالة"))
	b.types("مرحبا\r")
	b.until("it is there", w.shows("مرحبا"))
	w.fits()
	b.accessible("Arabic")
	b.shoots("arabic")

	// A server that stops does not wait for those who listen.
	p.interrupt()
	require.Zero(t, p.exitCode())
	b.until("the visitor is told", w.shows("لا يوجد اتصال"))
}

// uploads stores a file and returns its id.
func (c caller) uploads(name, content string) string {
	c.t.Helper()
	request, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, c.url+"/v1/attachments?name="+name, strings.NewReader(content))
	require.NoError(c.t, err)
	request.Header.Set("Authorization", "Bearer "+c.token)
	request.Header.Set("Content-Type", "application/octet-stream")
	response, err := http.DefaultClient.Do(request)
	require.NoError(c.t, err)
	defer func() { _ = response.Body.Close() }()
	var stored struct{ ID string }
	require.Equal(c.t, http.StatusCreated, response.StatusCode)
	require.NoError(c.t, json.NewDecoder(response.Body).Decode(&stored))
	return stored.ID
}

// site serves a page of another origin, with a strict policy, that has the widget
// with these settings.
func (w widgetPage) site(t *testing.T) (origin string, settings *string) {
	t.Helper()
	settings = new(string)
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "text/html; charset=utf-8")
		rw.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'nonce-n' "+w.f.APIURL+"; connect-src "+w.f.APIURL)
		_, _ = fmt.Fprintf(rw, `<!doctype html><html lang="en"><title>Shop</title><h1>Shop</h1>
			<script nonce="n">window.refused = []; window.warnings = []
			addEventListener('securitypolicyviolation', e => refused.push(e.violatedDirective + ' ' + e.blockedURI))
			console.warn = w => warnings.push(String(w))</script>
			<script src="%s/widget.js" %s async></script>`, w.f.APIURL, *settings)
	}))
	t.Cleanup(server.Close)
	return server.URL, settings
}

// widgetPage is a page with the widget, and how to find things in it.
type widgetPage struct {
	b browser
	f devfile.File
}

// root is the widget's shadow root.
const root = `document.querySelector('parley-widget')?.shadowRoot`

func (w widgetPage) in(selector string) string {
	return fmt.Sprintf(`%s?.querySelector(%q)`, root, selector)
}

func (w widgetPage) all(selector, expression string) string {
	return fmt.Sprintf(`[...(%s?.querySelectorAll(%q) ?? [])].map(e => %s)`, root, selector, expression)
}

// shows says that somebody who looks sees a text.
func (w widgetPage) shows(text string) string {
	return fmt.Sprintf(`(%s?.innerText?.includes(%q) ?? false)`, w.in(".panel"), text)
}

func (w widgetPage) says(selector, text string) string {
	return fmt.Sprintf(`(%s?.textContent === %q)`, w.in(selector), text)
}

// has says that there is a control of this name.
func (w widgetPage) has(label string) string {
	return fmt.Sprintf(`(%s != null)`, w.in(`[aria-label="`+label+`"]`))
}

func (w widgetPage) focusIs(label string) string {
	return fmt.Sprintf(`(%s?.activeElement?.getAttribute('aria-label') === %q)`, root, label)
}

func (w widgetPage) hidden() string { return w.in(".panel") + ".hidden" }

func (w widgetPage) appears() {
	w.b.t.Helper()
	w.b.until("the button appears", w.in(".launcher")+" != null")
}

func (w widgetPage) clicks(label string) {
	w.b.t.Helper()
	w.b.until(label, w.has(label))
	at := sees[[]float64](w.b, fmt.Sprintf(`(r => [r.x + r.width / 2, r.y + r.height / 2])(%s.getBoundingClientRect())`,
		w.in(`[aria-label="`+label+`"]`)))
	w.b.do(click(at[0], at[1]))
}

// tabTo presses Tab until the control of this name has the focus.
func (w widgetPage) tabTo(label string) {
	w.b.t.Helper()
	for range 20 {
		if sees[bool](w.b, w.focusIs(label)) {
			return
		}
		w.b.types("\t")
	}
	require.Fail(w.b.t, "Tab does not reach it", label)
}

// fits says that nothing of the widget is beyond the window, nor makes the page
// scroll sideways.
func (w widgetPage) fits() {
	w.b.t.Helper()
	require.Empty(w.b.t, sees[[]any](w.b, `[...`+root+`.querySelectorAll('*')].filter(e => {
		const r = e.getBoundingClientRect()
		return e.offsetParent && !e.closest('.hide,.log') && (r.left < -1 || r.right > innerWidth + 1 || r.top < -5 || r.bottom > innerHeight + 1)
	}).map(e => e.outerHTML.slice(0, 200))`))
	require.True(w.b.t, sees[bool](w.b, `document.documentElement.scrollWidth <= innerWidth`))
	require.True(w.b.t, sees[bool](w.b, `(l => !l || l.scrollWidth <= l.clientWidth)(`+w.in(".log")+`)`))
}

// conversation waits for the conversations of the widget to be so many, and
// returns the latest.
func (w widgetPage) conversation(agent caller, many int) string {
	w.b.t.Helper()
	var found []map[string]any
	require.Eventually(w.b.t, func() bool {
		found = found[:0]
		for _, c := range agent.items("/v1/conversations") {
			if c["inbox_id"] == w.f.WidgetInboxID {
				found = append(found, c)
			}
		}
		return len(found) == many
	}, patience, 50e6)
	return found[0]["id"].(string)
}

// states are those of the brand's messages, oldest first.
func (w widgetPage) states(agent caller, conversation string) []string {
	w.b.t.Helper()
	var states []string
	for _, m := range agent.items("/v1/conversations/" + conversation + "/messages") {
		if m["direction"] == "out" {
			states = append([]string{m["state"].(string)}, states...)
		}
	}
	return states
}

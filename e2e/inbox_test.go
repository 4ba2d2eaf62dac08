package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// An agent goes through many conversations: filters, orders, views, several at once,
// and the palette.
func TestInbox(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a whole Parley and a browser")
	}
	t.Parallel()
	b := openBrowser(t)
	f := startDev(t, stateFolder(t)).ready()
	shop, ines, ravi := service(t, f), login(t, f, f.Agents[0]), login(t, f, f.Agents[1])
	ids := make([]string, 20)
	for i := range ids {
		name := fmt.Sprintf("Guest %02d", i)
		got := shop.post("/v1/inboxes/"+f.InboxID+"/messages", map[string]any{
			"id": "inbox-" + name, "from": map[string]any{"id": name, "name": name}, "text": "my rider never came " + name,
		})
		require.Equal(t, http.StatusAccepted, got.status, got.body)
		ids[i] = got.body["conversation_id"].(string)
	}
	for _, id := range ids[16:] {
		ines.becomes(id, "new", 1)
	}
	got := ravi.post("/v1/conversations/"+ids[19]+"/claim", nil)
	require.Equal(t, http.StatusOK, got.status, got.body)

	d := openDashboard(b, f)
	defer d.testifies("it")
	d.signsIn(f.Agents[0])
	d.opens("/inbox/all?q=guest")
	d.sees("Guest 19")
	d.bulk(ines, ids)
	d.narrows()
	d.keepsItsPlace()
	d.pill(shop)
	d.palette()
	d.quiet()
}

// bulk labels, closes and assigns several at once, takes that back, and says what
// was refused.
func (d dashboardPage) bulk(ines caller, ids []string) {
	d.b.t.Helper()
	rows := d.all(".row", "e.dataset.id")
	require.Equal(d.b.t, ids[19], sees[[]any](d.b, rows)[0])
	d.presses("jx")
	d.sees("1 selected")
	// With shift all up to another one.
	sees[bool](d.b, `document.querySelectorAll('.row')[3].dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true, shiftKey: true}))`)
	d.sees("4 selected")
	d.b.accessible("several selected")
	d.b.shoots("bulk")
	d.presses("l")
	d.fills("Label", "rider\r")
	d.sees("4 conversations labelled rider.")
	d.opens("/inbox/all?label=rider")
	d.sees("4 conversations")

	// Ravi holds one of them: it is named, and still selected.
	d.presses("j")
	sees[bool](d.b, `document.querySelectorAll('.row-check input')[0].click() ?? true`)
	sees[bool](d.b, `document.querySelectorAll('.row')[3].dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true, shiftKey: true}))`)
	d.sees("4 selected")
	d.clicks("Close as")
	d.clicks("Resolved")
	d.sees("3 conversations closed as Resolved.")
	d.sees("1 conversation could not be changed")
	d.sees("Ravi Menon")
	d.b.shoots("bulk-refused")
	for _, id := range ids[16:19] {
		ines.becomes(id, "resolved", 1)
	}
	d.clicks("Close")
	d.clicks("Undo")
	for _, id := range ids[16:19] {
		ines.becomes(id, "new", 1)
	}
	d.clicks("Clear selection")
}

// narrows by filters that stand as chips, and keeps them as a view that is renamed,
// deleted and had back.
func (d dashboardPage) narrows() {
	d.b.t.Helper()
	d.opens("/inbox/all?label=rider&status=new")
	d.sees("rider")
	d.clicks("Ticket status: New. Take this filter away")
	d.b.until("one filter is left", `location.search === '?label=rider'`)
	d.clicks("Sorted by: Last activity")
	d.b.until("the orders are one choice, of which one is taken", d.all("[role=group] > [role=menuitemradio]", "e.textContent + e.ariaChecked")+`.join().startsWith('Last activity✓true,Waiting longestfalse,')`)
	d.clicks("Waiting longest")
	d.b.until("it stands in the address", `location.search.includes('sort=waiting_longest')`)
	d.clicks("Filters, 1 on")
	d.fills("Save these filters as", "Riders\r")
	d.sees("Saved as Riders.")
	d.clicks("Rename the view Riders")
	sees[bool](d.b, `(e => { e.focus(); e.select(); return true })(document.querySelector('[aria-label="Rename the view Riders"]'))`)
	d.b.types("Riders who never came\r")
	d.sees("The view is called Riders who never came now.")
	d.clicks("Delete the view Riders who never came")
	d.sees("The view Riders who never came is deleted.")
	d.clicks("Undo")
	d.clicks("Filters, 1 on") // what is clicked beside it closes it
	d.b.until("it is there again", d.control("Rename the view Riders who never came")+" != null")
	d.b.accessible("views")
	d.b.shoots("views")
	d.opens("/inbox/all")
	d.clicks("Filters")
	d.clicks("Riders who never came")
	d.b.until("its filters are on", `location.search.includes('label=rider') && location.search.includes('sort=waiting_longest')`)
}

// keepsItsPlace returns to where the list was after a reload.
func (d dashboardPage) keepsItsPlace() {
	d.b.t.Helper()
	d.opens("/inbox/all")
	d.sees("Guest 19")
	sees[bool](d.b, `document.querySelector('.scroller').scrollTo(0, 400) ?? true`)
	d.b.until("that is kept", `Object.entries(sessionStorage).some(([k, v]) => k.startsWith('parley:scroll:') && v === '400')`)
	d.b.do(reload())
	d.b.until("it is there again", `document.querySelector('.scroller')?.scrollTop === 400`)
}

// pill holds news back while the list is looked at further down.
func (d dashboardPage) pill(shop caller) {
	d.b.t.Helper()
	first := sees[[]any](d.b, d.all(".row", "e.dataset.id"))
	shop.writes(d.f.InboxID, "late", "inbox-late", "somebody new")
	d.b.until("it is announced", `document.querySelector('.pill')?.innerText === '1 new'`)
	require.Equal(d.b.t, first, sees[[]any](d.b, d.all(".row", "e.dataset.id")), "nothing has moved")
	d.b.shoots("pill")
	d.clicks("1 new")
	d.sees("somebody new")
}

func (d dashboardPage) palette() {
	d.b.t.Helper()
	d.opens("/inbox/all")
	d.leaves()
	sees[bool](d.b, `dispatchEvent(new KeyboardEvent('keydown', {key: 'k', ctrlKey: true, bubbles: true, cancelable: true})) || true`)
	d.b.until("it is open", `document.querySelector('#commands') != null`)
	d.b.types("mentions\r")
	d.sees("Nobody has mentioned you")
}

// When the window ends the composer becomes the template picker by itself, and what
// was written is kept.
func TestWindowEnd(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a whole Parley and a browser")
	}
	t.Parallel()
	b := openBrowser(t)
	f := startDev(t, stateFolder(t), "PARLEY_WINDOW=40s").ready()
	d := openDashboard(b, f)
	defer d.testifies("it")
	d.signsIn(f.Agents[0])
	d.opens("/inbox/all?inbox_id=" + f.WhatsAppInboxID)
	response, err := http.PostForm(f.FakePeopleURL+"/whatsapp", url.Values{"name": {"Noor"}, "text": {"my rider never came"}})
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	d.clicks("my rider never came")
	d.writes("Let me look")
	d.sees("only a template can be sent.")
	b.until("nothing can be written", `document.querySelector('.composer textarea') == null`)
	b.accessible("window over")
	b.shoots("window-over")
	c := sees[string](b, `location.pathname.split('/').at(-1)`)
	ines := login(t, f, f.Agents[0])
	require.Eventually(t, func() bool {
		return ines.get("/v1/conversations/" + c + "/draft").body["text"] == "Let me look"
	}, patience, 50e6, "the draft is kept")
	d.quiet()
}

// Parley stops in mid-work and comes back: what was written goes out once, what came
// meanwhile is there once, and nobody loaded anything anew.
func TestRestart(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a whole Parley twice and a browser")
	}
	t.Parallel()
	b := openBrowser(t)
	dir := stateFolder(t)
	first := startDev(t, dir)
	f := first.ready()
	d := openDashboard(b, f)
	defer d.testifies("it")
	d.signsIn(f.Agents[0])
	shop := service(t, f)
	c := shop.writes(f.InboxID, "restart", "restart-1", "my rider never came")
	d.opens("/inbox/all/" + c)
	d.writes("I am asking him.\r")
	login(t, f, f.Agents[0]).becomes(c, "active", 1)
	sees[bool](b, `window.loadedOnce = true`)

	first.interrupt()
	require.Zero(t, first.exitCode())
	d.writes("He is ill, another one comes.\r")
	d.sees("Not sent.")
	d.sees("No live connection")
	b.shoots("stopped")
	second := startDev(t, dir, "PARLEY_ADDR="+strings.TrimPrefix(f.APIURL, "http://"))
	shop = service(t, second.ready())
	shop.writes(f.InboxID, "restart", "restart-2", "thank you, I wait")
	d.sees("thank you, I wait")
	d.clicks("Retry")
	b.until("it is sent", `document.querySelector('[data-outgoing]') == null`)
	b.until("the connection is back", "!"+d.has("No live connection"))
	shop.writes(f.InboxID, "restart", "restart-3", "he is here")
	d.sees("he is here")

	want := []string{"my rider never came", "I am asking him.", "thank you, I wait", "He is ill, another one comes.", "he is here"}
	require.Equal(t, want, texts(sees[[]any](b, d.all(".bubble .text", "e.innerText"))))
	require.True(t, sees[bool](b, `window.loadedOnce === true`), "nothing was loaded anew")
	said := shop.history(c)
	for _, text := range want {
		require.Len(t, slices.DeleteFunc(slices.Clone(said), func(l string) bool { return !strings.Contains(l, text) }), 1, text)
	}
}

func texts(all []any) []string {
	said := make([]string, len(all))
	for i, text := range all {
		said[i] = text.(string)
	}
	return said
}

// Tabs of one browser share a stream: when the one that has it is closed, the next
// one goes on.
func TestTabs(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a whole Parley and a browser")
	}
	t.Parallel()
	b := openBrowser(t)
	f := startDev(t, stateFolder(t)).ready()
	one := openDashboard(b, f)
	one.signsIn(f.Agents[0])
	ctx, closeTab := chromedp.NewContext(b.ctx)
	t.Cleanup(closeTab)
	two := openDashboard(browser{t, ctx}, f)
	two.opens("/inbox/all")
	two.b.until("the list", `document.querySelector('.row') != null`)
	shop := service(t, f)
	shop.writes(f.InboxID, "tabs", "tabs-1", "my rider never came")
	two.sees("my rider never came")
	held := `navigator.locks.query().then(q => q.held.filter(l => l.name === 'parley-live').length + '/' + q.pending.filter(l => l.name === 'parley-live').length)`
	require.Equal(t, "1/1", sees[string](two.b, held), "one has it, the other waits")
	one.b.goes("about:blank")
	require.Eventually(t, func() bool { return sees[string](two.b, held) == "1/0" }, patience, 50e6, "the other one has it now")
	shop.writes(f.InboxID, "tabs", "tabs-2", "there he is")
	two.sees("there he is")
}

package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/devfile"
)

// What people write changes nothing but itself: an address is a link only in a
// message, and nobody follows it but who clicks; letters that turn, pile up or cannot
// be seen stay where they are.
func TestTextsStayWhereTheyAre(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a whole Parley and a browser")
	}
	t.Parallel()
	b := openBrowser(t)
	f := startDev(t, stateFolder(t)).ready()
	d := openDashboard(b, f)
	boss := devfile.Login{Email: f.AdminEmail, Password: f.AdminPassword}
	admin, shop := login(t, f, boss), service(t, f)
	d.signsIn(boss)
	d.links(admin, shop)
	for name, text := range oddTexts() {
		d.odd(admin, shop, name, text)
	}
	d.quiet()
}

// oddTexts are those that other programs show wrong.
func oddTexts() map[string]string {
	return map[string]string{
		"turned":   "\u202egpj.exe \u2066\u202d tail",
		"unseen":   "\u200b\u2060he\u200bl\u200dlo\ufeff",
		"piled":    "Z" + strings.Repeat("\u0301\u0302\u0489", 300) + " end",
		"families": strings.Repeat("👩‍👩‍👧‍👦", 100),
		"halves":   "\U0001F1E9 and \U0001F1E9\U0001F1EA\U0001F1EB",
		"likeness": "\u0440\u0430y\u0440\u0430l support",
		"flood":    "a" + strings.Repeat("\n\t", 200) + "b",
	}
}

// links looks at addresses in a name, a message and a note.
func (d dashboardPage) links(admin, shop caller) {
	t := d.b.t
	t.Helper()
	var mu sync.Mutex
	visits := map[string]int{}
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		visits[r.URL.Path]++
		mu.Unlock()
		w.Header().Set("Content-Type", "text/plain")
		_, _ = w.Write([]byte("a file"))
	}))
	defer site.Close()
	name := site.URL + "/name"
	got := shop.post("/v1/inboxes/"+d.f.InboxID+"/messages", map[string]any{
		"id": "links", "from": map[string]any{"id": "links", "name": name},
		"text":        "see " + site.URL + "/page, [me](" + site.URL + "/markdown) or ![me](" + site.URL + "/picture.png)",
		"attachments": []any{map[string]any{"url": site.URL + "/file.txt", "name": "file.txt"}},
	})
	require.Equal(t, http.StatusAccepted, got.status, got.body)
	c := got.body["conversation_id"].(string)
	got = admin.post("/v1/conversations/"+c+"/notes", map[string]any{"text": "also " + site.URL + "/note"})
	require.Equal(t, http.StatusCreated, got.status, got.body)
	d.opens("/inbox/all/" + c)
	d.sees("/note")
	d.b.until("the file was fetched, as files are", d.has("file.txt"))
	hrefs := sees[[]string](d.b, d.all(".bubble .text a", "e.href"))
	require.Equal(t, []string{site.URL + "/page", site.URL + "/markdown", site.URL + "/picture.png", site.URL + "/note"}, hrefs)
	for _, rel := range sees[[]string](d.b, d.all(".bubble .text a", "e.rel + e.target")) {
		require.Equal(t, "noopener noreferrer nofollow_blank", rel)
	}
	for _, page := range []string{"/inbox/all/" + c, "/inbox/all", "/contacts"} {
		d.opens(page)
		d.sees(name)
		require.Empty(t, sees[[]string](d.b, fmt.Sprintf(`[...document.querySelectorAll('a')].filter(e => e.href.includes(%q)).map(e => e.outerHTML)`, name)), "a name is no link")
		require.Empty(t, sees[[]string](d.b, fmt.Sprintf(
			`performance.getEntriesByType('resource').map(e => e.name).filter(n => !n.startsWith(%q))`, d.url)), "a browser asks nobody else")
	}
	mu.Lock()
	defer mu.Unlock()
	delete(visits, "/file.txt")
	require.Empty(t, visits)
}

// odd looks at a text as a message and as a name, on a desk and on a telephone.
func (d dashboardPage) odd(admin, shop caller, name, text string) {
	t := d.b.t
	t.Helper()
	letters := []rune(text)
	called := string(letters[:min(len(letters), 200)])
	got := shop.post("/v1/inboxes/"+d.f.InboxID+"/messages", map[string]any{
		"id": "odd-" + name, "from": map[string]any{"id": "odd-" + name, "name": called}, "text": text,
	})
	require.Equal(t, http.StatusAccepted, got.status, got.body)
	c := got.body["conversation_id"].(string)
	require.Contains(t, admin.history(c), "contact: "+text, "kept as it was sent")
	d.opens("/inbox/all/" + c)
	d.b.until(name+" is shown", fmt.Sprintf(`[...document.querySelectorAll('.bubble .text')].some(e => e.textContent === %q)`, text))
	for _, width := range []int64{1440, 375} {
		d.b.size(width, 800)
		d.b.until("it is laid out", `document.querySelectorAll('.rail-item').length > 5 === innerWidth > 759`)
		d.fits()
		d.b.shoots(fmt.Sprintf("odd-%s-%d", name, width))
	}
	d.b.size(1440, 900)
	d.b.until(name+": rows are of one height", "new Set("+d.all(".row", "e.offsetHeight")+").size === 1")
	require.Empty(t, sees[[]string](d.b, fmt.Sprintf(`[...document.querySelectorAll('body *')].filter(e => {
		const here = [...e.childNodes].some(n => n.nodeType === 3 && n.data.includes(%q))
		const s = getComputedStyle(e)
		return here && s.display === 'inline' && !/isolate|plaintext/.test(s.unicodeBidi)
	}).map(e => e.outerHTML)`, called)), "%s turns nothing around it", name)
}

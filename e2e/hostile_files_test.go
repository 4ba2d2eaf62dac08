package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/devfile"
)

// hostileFile is a file with a script. Its content has SCRIPT where the script goes
// and XSS where the attributes of markup take it.
type hostileFile struct {
	name, content string
	// mime is what the attacker's server says that it is.
	mime string
	// opened and embedded say that its script runs where it is served as its sender
	// wants: opened by itself, or as the source of a script of a page.
	opened, embedded bool
}

// hostileFiles are those of row 43: what a browser might run, in all its disguises.
func hostileFiles() []hostileFile {
	const (
		html, svg = "text/html", "image/svg+xml"
		tag       = `<script>SCRIPT</script>`
		vector    = `<svg xmlns="http://www.w3.org/2000/svg" onload="SCRIPT">` + tag + `<circle r="9"/></svg>`
		xhtml     = `<html xmlns="http://www.w3.org/1999/xhtml"><body>` + tag + `</body></html>`
		declared  = `<?xml version="1.0"?>`
		sheet     = `<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="/"><html><body>` + tag + `</body></html></xsl:template></xsl:stylesheet>`
	)
	long := "<!--" + strings.Repeat(" ", 3<<10) + "-->"
	return []hostileFile{
		{name: "page.html", content: "<!doctype html><title>x</title>" + tag, mime: html, opened: true},
		{name: "bare.htm", content: tag, mime: html, opened: true},
		{name: "invoice.html.png", content: "<!doctype html>" + tag, mime: html, opened: true},
		{name: "image.html", content: `<img src=x onerror="SCRIPT">`, mime: html, opened: true},
		{name: "spaces.html", content: strings.Repeat(" ", 4000) + "<html>" + tag, mime: html, opened: true},
		{name: "words.html", content: "Nothing to see here.\n" + tag, mime: html, opened: true},
		{name: "noted.html", content: long + tag, mime: html, opened: true},
		{name: "marked.html", content: "\ufeff" + tag, mime: html, opened: true},
		{name: "page.xhtml", content: declared + xhtml, mime: "application/xhtml+xml", opened: true},
		{name: "page.xml", content: xhtml, mime: "text/xml", opened: true},
		{name: "drawing.svg", content: vector, mime: svg, opened: true},
		{name: "declared.svg", content: declared + vector, mime: svg, opened: true},
		{name: "noted.svg", content: long + vector, mime: svg, opened: true},
		{name: "both.svg", content: declared + long + vector, mime: svg, opened: true},
		{name: "styled.xml", content: declared + `<?xml-stylesheet type="text/xsl" href="data:text/xml,` + sheet + `"?><a/>`, mime: "text/xml"},
		{name: "page.mhtml", content: "MIME-Version: 1.0\nContent-Type: text/html\n\n" + tag, mime: "message/rfc822"},
		{name: "moving.gif", content: "GIF89a=0/*" + strings.Repeat("\x00", 20) + "*/;SCRIPT", mime: "text/javascript", embedded: true},
		{name: "still.gif", content: "GIF89a<html>" + tag, mime: html, opened: true},
		{name: "form.pdf", content: "%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(SCRIPT)>>>>endobj<html>" + tag, mime: html, opened: true},
		{name: "archive.zip", content: "PK\x03\x04\x14\x00<html>" + tag, mime: html, opened: true},
		{name: "script.js", content: "SCRIPT", mime: "text/javascript", embedded: true},
		{name: "data.json", content: `{"a":"` + `</script>` + tag + `"}`, mime: html, opened: true},
	}
}

// Whatever people attach, a browser runs nothing of it: an agent who opens its
// address saves a file, and no page, ours or another's, can have it do anything.
// The same files run where their senders serve them, so that nothing here is right
// by being harmless.
func TestFilesRunNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a whole Parley and a browser")
	}
	t.Parallel()
	b := openBrowser(t)
	f := startDev(t, stateFolder(t)).ready()
	d := openDashboard(b, f)
	admin := devfile.Login{Email: f.AdminEmail, Password: f.AdminPassword}
	d.signsIn(admin)
	folder := d.saves()
	site := newHostileSite(t, d)
	ids := site.sends(service(t, f), login(t, f, admin))

	for i := range hostileFiles() {
		// Opened by its address, and as what may be shown.
		for n, query := range []string{"", "?inline=true"} {
			at := d.url + "/v1/attachments/" + ids[i] + query
			d.opens("/inbox/all")
			sees[bool](b, fmt.Sprintf(`(location.href = %q, true)`, at))
			require.Eventually(t, func() bool {
				shown, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](fmt.Sprintf(`location.href === %q && document.images.length === 1`, at)))
				return err == nil && shown || saved(t, folder, site.text(i)) > n
			}, patience, 20e6, hostileFiles()[i].name+" is saved, or a picture")
		}
		require.Positive(t, saved(t, folder, site.text(i)), "as it was sent")
		site.embeds(i, d.url+"/v1/attachments/"+ids[i])
		site.embeds(i, d.url+"/v1/attachments/"+ids[i]+"?inline=true")
	}
	require.Empty(t, site.ran(), "nothing ran")

	// In the conversation, where files are looked at.
	d.opens("/inbox/all/" + site.conversation)
	d.b.until("all are there", fmt.Sprintf(`document.querySelectorAll('.bubble .file, .bubble .picture').length >= %d`, len(ids)))
	d.runsNothing("the conversation")
	b.shoots("conversation")
	require.Empty(t, site.ran(), "nothing ran")

	for i, file := range hostileFiles() {
		raw := fmt.Sprintf("%s/raw/%d", site.url, i)
		if file.opened {
			b.goes(raw)
			b.until(file.name+" runs at its sender's", `window.ran === 1`)
		}
		if file.embedded {
			site.embeds(i, raw)
			b.until(file.name+" runs at its sender's", `window.ran === 1`)
		}
	}
}

// saves has the browser save what it is given, and returns where.
func (d dashboardPage) saves() string {
	d.b.t.Helper()
	folder := d.b.t.TempDir()
	_, err := chromedp.CallBrowser(d.b.ctx, cdpbrowser.SetDownloadBehavior, cdpbrowser.SetDownloadBehaviorParams{
		Behavior: cdpbrowser.SetDownloadBehaviorBehaviorAllowAndName, DownloadPath: folder,
	})
	require.NoError(d.b.t, err)
	return folder
}

// saved counts the files of some content in a folder.
func saved(t *testing.T, folder, content string) int {
	t.Helper()
	names, err := os.ReadDir(folder)
	require.NoError(t, err)
	n := 0
	for _, name := range names {
		if got, err := os.ReadFile(filepath.Join(folder, name.Name())); err == nil && string(got) == content {
			n++
		}
	}
	return n
}

// hostileSite is the server of somebody who wants their files to be run.
type hostileSite struct {
	d            dashboardPage
	url          string
	conversation string

	mu   sync.Mutex
	seen []string
}

func newHostileSite(t *testing.T, d dashboardPage) *hostileSite {
	t.Helper()
	s := &hostileSite{d: d}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /raw/{n}", func(w http.ResponseWriter, r *http.Request) {
		var n int
		_, _ = fmt.Sscan(r.PathValue("n"), &n)
		w.Header().Set("Content-Type", hostileFiles()[n].mime)
		_, _ = w.Write([]byte(s.text(n)))
	})
	mux.HandleFunc("GET /ran/{name}", func(_ http.ResponseWriter, r *http.Request) { s.ran(r.PathValue("name")) })
	mux.HandleFunc("GET /page", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<!doctype html><title>A page without any policy</title>"))
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	s.url = server.URL
	// A dialogue would hold the browser until somebody answers it.
	require.NoError(t, chromedp.Listen(d.b.ctx, func(event any) {
		if _, ok := event.(*cdppage.EventJavascriptDialogOpening); ok {
			s.ran("a dialogue")
		}
	}))
	return s
}

// ran returns what ran so far, after it noted names.
func (s *hostileSite) ran(names ...string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen = append(s.seen, names...)
	return s.seen
}

// text is a file's content with its script, which tells the site, its page and the
// page around it.
func (s *hostileSite) text(n int) string {
	f := hostileFiles()[n]
	script := fmt.Sprintf(`window.ran=1;new Image().src='%s/ran/%s';try{parent.ran=1}catch(e){}`, s.url, f.name)
	return strings.ReplaceAll(f.content, "SCRIPT", script)
}

// sends has a customer send each file, and returns the ids under which they are
// stored.
func (s *hostileSite) sends(shop, admin caller) []string {
	t := s.d.b.t
	t.Helper()
	for i, file := range hostileFiles() {
		got := shop.post("/v1/inboxes/"+s.d.f.InboxID+"/messages", map[string]any{
			"id": fmt.Sprint("hostile-", i), "from": map[string]any{"id": "mallory", "name": "Mallory"}, "text": file.name,
			"attachments": []any{map[string]any{"url": fmt.Sprintf("%s/raw/%d", s.url, i), "name": file.name, "mime": file.mime}},
		})
		require.Equal(t, http.StatusAccepted, got.status, got.body)
		s.conversation = got.body["conversation_id"].(string)
	}
	ids := make([]string, len(hostileFiles()))
	require.Eventually(t, func() bool {
		stored := map[string]string{}
		for _, m := range admin.items("/v1/conversations/" + s.conversation + "/messages?limit=200") {
			for _, a := range m["attachments"].([]any) {
				if a := a.(map[string]any); a["state"] == "stored" {
					stored[m["text"].(string)] = a["id"].(string)
				}
			}
		}
		for i, file := range hostileFiles() {
			ids[i] = stored[file.name]
		}
		return len(stored) == len(ids)
	}, patience, 50e6, "all files are stored")
	return ids
}

// embeds has a page without any policy use an address in every way that pages have,
// and waits until each has come to its end.
func (s *hostileSite) embeds(n int, address string) {
	s.d.b.t.Helper()
	s.d.b.goes(s.url + "/page")
	sees[bool](s.d.b, fmt.Sprintf(`(async address => {
		const ends = e => new Promise(done => { e.onload = e.onerror = done; document.body.append(e) })
		const made = (tag, members) => Object.assign(document.createElement(tag), members)
		await ends(made('script', {src: address}))
		await ends(made('script', {src: address, type: 'module'}))
		await ends(made('img', {src: address}))
		await ends(made('link', {rel: 'stylesheet', href: address}))
		document.body.append(made('iframe', {src: address}), made('object', {data: address}), made('embed', {src: address}))
		try { new Worker(address) } catch {}
		await fetch(address, {mode: 'no-cors', credentials: 'include'}).catch(() => {})
		return true
	})(%q)`, address))
	if !strings.HasPrefix(address, s.url) {
		require.True(s.d.b.t, sees[bool](s.d.b, `window.ran === undefined`), hostileFiles()[n].name)
	}
}

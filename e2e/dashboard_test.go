package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/devfile"
)

// The dashboard as agents meet it: a real browser, the real program.
func TestDashboard(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a whole Parley and two browsers")
	}
	t.Parallel()
	b, second := openBrowser(t), openBrowser(t)
	f := startDev(t, stateFolder(t)).ready()
	one, two := openDashboard(b, f), openDashboard(second, f)
	ines := login(t, f, f.Agents[0])
	service := service(t, f)

	one.signsInWrong(f.Agents[0].Email)
	b.accessible("login")
	b.shoots("login")
	one.signsIn(f.Agents[0])
	two.signsIn(f.Agents[1])
	one.fits()

	// A customer writes, and is there without anybody asking.
	c := service.writes(f.InboxID, "asha", "m1", "my parcel is <b>broken</b> and I want my money back")
	one.sees("my parcel is <b>broken</b> and I want my money back")
	two.sees("Asha Rao")
	one.clicks("Asha Rao")
	two.clicks("Asha Rao")
	one.sees("Nobody holds it")
	b.accessible("conversation")
	b.shoots("desk")

	// Both take it at once: one gets it, the other learns who.
	both := make(chan struct{})
	go func() { two.presses("c"); close(both) }()
	one.presses("c")
	<-both
	b.until("somebody holds it", one.has("Held by you")+"||"+one.has("Held by Ravi"))
	second.until("the other one sees it too", two.has("Held by you")+"||"+two.has("Held by Ines"))
	holder, other := one, two
	if sees[bool](second, two.has("Held by you")) {
		holder, other = two, one
	}
	require.False(t, sees[bool](holder.b, other.has("Held by you")) && sees[bool](other.b, other.has("Held by you")), "one agent per conversation")

	// The other one's composer says so, and offers a note.
	other.sees("holds this conversation")
	other.b.shoots("other-holder")
	other.clicks("Write a note instead")
	other.writes("I know this customer\r")
	holder.sees("I know this customer")

	// The holder replies; it is there at once, sent once, and seen by both.
	holder.presses("r")
	holder.writes("Hello Asha, I am sorry to hear that.\r")
	holder.sees("Hello Asha, I am sorry to hear that.")
	holder.sees("Active")
	other.sees("Hello Asha, I am sorry to hear that.")
	ines.becomes(c, "active", 1)
	holder.b.until("it is sent", holder.all("[role=img]", "e.getAttribute('aria-label')")+".some(l => /Sent|Delivered|Read/.test(l))")
	require.Len(t, slices.DeleteFunc(ines.history(c), func(l string) bool { return !strings.Contains(l, "I am sorry") }), 1)

	// She answers; the ticket waits for the agent.
	service.writes(f.InboxID, "asha", "m2", "thank you")
	holder.sees("thank you")
	holder.sees("Pending")

	// A draft outlives the page.
	holder.writes("Let me look")
	holder.sees("Draft kept")
	holder.b.do(reload())
	holder.b.until("it is there again", `document.querySelector('textarea')?.value === 'Let me look'`)
	holder.clears()

	// What cannot be sent says so, keeps its words, and is sent once.
	holder.b.offline(true)
	holder.writes("Your money is on its way.\r")
	holder.sees("Not sent.")
	holder.b.shoots("not-sent")
	holder.b.offline(false)
	holder.clicks("Retry")
	holder.b.until("it is sent", `document.querySelector('[data-outgoing]') == null`)
	holder.sees("Your money is on its way.")
	require.Len(t, slices.DeleteFunc(ines.history(c), func(l string) bool { return !strings.Contains(l, "on its way") }), 1)

	// Assign and close, by keyboard.
	holder.leaves()
	holder.presses("e")
	holder.sees("Which status should the ticket be left in?")
	holder.b.accessible("closing")
	holder.b.shoots("closing")
	holder.clicks("Assign and close")
	holder.sees("Closed as Resolved.")
	ines.becomes(c, "resolved", 1)
	holder.sees("Nobody holds it")

	// An automatic reply says why.
	got := service.post("/v1/inboxes/"+f.InboxID+"/messages", map[string]any{
		"id": "n1", "from": map[string]any{"id": "noor", "name": "نور العبد الله"}, "text": "hi can i pay cash on delivery",
	})
	require.Equal(t, http.StatusAccepted, got.status, got.body)
	one.presses("ga")
	one.clicks("نور العبد الله")
	one.clicks("View matched")
	one.sees("Why this was answered")
	one.sees("against a threshold of")
	b.accessible("view matched")
	b.shoots("matched")
	b.types("\x1b")

	// The sheet and the palette.
	one.leaves()
	one.presses("?")
	one.sees("Next conversation")
	b.accessible("keyboard")
	b.types("\x1b")
	b.until("it is gone", "!"+one.has("Next conversation"))

	one.search(c)
	one.looks("inbox")
	one.roles(t)
	one.quiet()
	two.quiet()
}

// search finds by name and text, keeps what is asked in the address, and comes
// back to it.
func (d dashboardPage) search(conversation string) {
	d.b.t.Helper()
	d.opens("/inbox/all?status=resolved")
	d.sees("1 conversation")
	require.Equal(d.b.t, []any{conversation}, sees[[]any](d.b, d.all(".row", "e.dataset.id")))
	d.opens("/inbox/all")
	d.presses("s")
	d.b.until("the search has the focus", `document.activeElement?.id === 'search'`)
	d.b.types("nobody is called that")
	d.sees("Nothing matches")
	d.b.shoots("nothing-matches")
	require.Contains(d.b.t, sees[string](d.b, "location.search"), "q=nobody")
	d.b.do(reload())
	d.sees("Nothing matches")
	d.clicks("Clear filters")
	d.sees("Asha Rao")
}

// looks keeps pictures of a page in both themes and at both widths, and holds
// each to the rules.
func (d dashboardPage) looks(name string) {
	d.b.t.Helper()
	for _, theme := range []string{"dark", "light"} {
		d.b.theme(theme)
		for width, height := range map[int64]int64{375: 667, 1440: 900} {
			d.b.size(width, height)
			for page, path := range map[string]string{
				"list": "/inbox/all", "chat": sees[string](d.b, `document.querySelector('.row').getAttribute('href')`), "faqs": "/setup/autoresponders/faqs",
			} {
				what := fmt.Sprintf("%s-%s-%s-%d", name, page, theme, width)
				d.opens(path)
				d.b.until(page, `document.querySelector({list: '.row', chat: '.bubble', faqs: '.data-row'}['`+page+`']) != null`)
				d.fits()
				d.b.accessible(what)
				d.b.shoots(what)
			}
			d.opens("/inbox/all")
			d.b.until("the list", `document.querySelector('.row') != null`)
		}
	}
}

// roles shows what each role sees.
func (d dashboardPage) roles(t *testing.T) {
	t.Helper()
	d.b.size(1440, 900)
	admin := login(t, d.f, devfile.Login{Email: d.f.AdminEmail, Password: d.f.AdminPassword})
	for _, role := range []string{"admin", "creator", "approver", "member"} {
		l := devfile.Login{Email: role + "@saffron-go.example", Password: "correct horse battery staple"}
		if role == "admin" {
			l = devfile.Login{Email: d.f.AdminEmail, Password: d.f.AdminPassword}
		} else {
			made := admin.post("/v1/users", map[string]any{"name": role, "email": l.Email, "password": l.Password, "roles": []string{role}})
			require.Equal(t, http.StatusCreated, made.status, made.body)
		}
		d.clicks("Sign out")
		d.signsIn(l)
		reads, edits := role == "admin", role == "admin" || role == "creator"
		d.b.until(role+" sees Setup", d.control("Setup")+" != null")
		require.Equal(t, reads, sees[bool](d.b, d.control("Mine")+" != null"), role)
		d.opens("/inbox/all")
		if reads {
			d.sees("Asha Rao")
		} else {
			d.sees("Your role has no access to conversations.")
			d.fits()
			d.b.accessible(role)
		}
		d.opens("/faqs")
		d.b.until("the FAQs", `document.querySelector('.data-row') != null`)
		require.Equal(t, "/setup/autoresponders/faqs", sees[string](d.b, "location.pathname"), "where they are now")
		require.Equal(t, edits, sees[bool](d.b, d.control("+ FAQ")+" != null"), role)
	}
}

// dashboardPage is a browser in which somebody works.
type dashboardPage struct {
	b   browser
	f   devfile.File
	url string
	// said is what the console said and should not have.
	said *complaints
}

type complaints struct {
	mu  sync.Mutex
	all []string
}

func openDashboard(b browser, f devfile.File) dashboardPage {
	b.t.Helper()
	b.size(1440, 900)
	d := dashboardPage{b, f, f.APIURL, &complaints{}}
	messages := chromedp.Console(b.ctx)
	go func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			if (m.Type == chromedp.ConsoleError || m.Type == chromedp.ConsoleException) && !partOfTheWork(m) {
				d.said.mu.Lock()
				d.said.all = append(d.said.all, m.Text+" "+m.URL)
				d.said.mu.Unlock()
			}
		}
	}()
	b.goes(d.url + "/")
	return d
}

// partOfTheWork is an answer of the API that agents meet: a wrong password, a
// conversation that is taken, a network or a server that is away for a while. A
// script, style or picture that is not there, and a failure of the API, are not.
func partOfTheWork(m chromedp.ConsoleMessage) bool {
	at, err := url.Parse(m.URL)
	return err == nil && strings.HasPrefix(at.Path, "/v1/") &&
		regexp.MustCompile(`^Failed to load resource: (net::ERR_|the server responded with a status of (4\d\d|503)\b)`).MatchString(m.Text)
}

// quiet says that the console had nothing to complain about.
func (d dashboardPage) quiet() {
	d.b.t.Helper()
	d.said.mu.Lock()
	defer d.said.mu.Unlock()
	require.Empty(d.b.t, d.said.all)
}

// opens a page by its address.
func (d dashboardPage) opens(path string) {
	d.b.t.Helper()
	d.b.goes(d.url + path)
	d.b.until("the page is there", `document.querySelector('.rail') != null`)
}

func (d dashboardPage) signsIn(l devfile.Login) {
	d.b.t.Helper()
	d.fills("E-mail address", l.Email)
	d.fills("Password", l.Password+"\r")
	d.b.until("they are in", d.control("Sign out")+" != null")
}

func (d dashboardPage) signsInWrong(email string) {
	d.b.t.Helper()
	d.fills("E-mail address", email)
	d.fills("Password", "wrong\r")
	d.sees("The address or the password is wrong.")
}

// has says that somebody who looks sees a text.
func (d dashboardPage) has(text string) string {
	return fmt.Sprintf(`document.body.innerText.includes(%q)`, text)
}

func (d dashboardPage) sees(text string) {
	d.b.t.Helper()
	d.b.until("sees "+text, d.has(text))
}

func (d dashboardPage) all(selector, expression string) string {
	return fmt.Sprintf(`[...document.querySelectorAll(%q)].map(e => %s)`, selector, expression)
}

// control is the button or link of a name.
func (d dashboardPage) control(name string) string {
	return fmt.Sprintf(`([...document.querySelectorAll('button, a, [role=menuitem]')].find(e => e.offsetParent && !e.disabled &&
		((e.getAttribute('aria-label') ?? '') === %[1]q || e.innerText?.trim() === %[1]q || (e.matches('.row') && e.innerText.includes(%[1]q)))) ?? null)`, name)
}

// clicks the first control there is of these names.
func (d dashboardPage) clicks(names ...string) {
	d.b.t.Helper()
	found := make([]string, len(names))
	for i, name := range names {
		found[i] = d.control(name)
	}
	either := "(" + strings.Join(found, " ?? ") + ")"
	d.b.until("there is "+names[0], either+" != null")
	at := sees[[]float64](d.b, fmt.Sprintf(`(r => [r.x + r.width / 2, r.y + r.height / 2])(%s.getBoundingClientRect())`, either))
	d.b.do(click(at[0], at[1]))
}

// fills types into the field of a label, in place of what is there.
func (d dashboardPage) fills(label, text string) {
	d.b.t.Helper()
	field := fmt.Sprintf(`[...document.querySelectorAll('input, textarea')].find(e => [...(e.labels ?? [])].some(l => l.innerText.trim() === %q))`, label)
	d.b.until("there is "+label, field+" != null")
	sees[bool](d.b, `(e => { e.focus(); e.select(); return true })(`+field+`)`)
	d.b.types(text)
}

// writes types into the composer.
func (d dashboardPage) writes(text string) {
	d.b.t.Helper()
	d.b.until("there is a composer", `document.querySelector('.composer textarea') != null`)
	sees[bool](d.b, `(e => { e.focus(); return true })(document.querySelector('.composer textarea'))`)
	d.b.types(text)
}

// clears empties the composer.
func (d dashboardPage) clears() {
	d.b.t.Helper()
	d.writes("")
	sees[bool](d.b, `document.querySelector('.composer textarea').select() ?? true`)
	d.b.types("\b")
	d.b.until("it is empty", `document.querySelector('.composer textarea').value === ''`)
}

// leaves takes the focus out of fields.
func (d dashboardPage) leaves() {
	d.b.t.Helper()
	sees[bool](d.b, `document.activeElement?.blur() ?? true`)
}

// presses keys outside of fields.
func (d dashboardPage) presses(keys string) {
	d.b.t.Helper()
	d.leaves()
	for _, key := range keys {
		d.b.presses(string(key), string(key))
	}
}

// fits says that the page does not scroll sideways and nothing sticks out of it,
// but for what scrolls within its own box: tables, tabs, and what says so.
func (d dashboardPage) fits() {
	d.b.t.Helper()
	require.True(d.b.t, sees[bool](d.b, `document.documentElement.scrollWidth <= innerWidth`))
	require.Empty(d.b.t, sees[[]any](d.b, `(() => {
		const cut = e => { for (; e; e = e.parentElement) if (getComputedStyle(e).textOverflow === 'ellipsis') return true }
		return [...document.querySelectorAll('body *')].filter(e => {
			const r = e.getBoundingClientRect()
			return e.offsetParent && r.width > 0 && (r.left < -1 || r.right > innerWidth + 1) &&
				!e.closest('.sr, .data-box > *, .tabs > *, [data-sideways] > *') && !cut(e.parentElement)
		}).map(e => e.outerHTML.slice(0, 200))
	})()`))
}

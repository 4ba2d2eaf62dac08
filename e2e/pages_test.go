package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/devfile"
)

// page is one page of the dashboard as one role meets it. Every page has a row.
type page struct {
	// name is what its pictures are called.
	name string
	// path may hold names of what pageWorld made: /inbox/all/{conversation}.
	path string
	// role looks at it; "" is nobody.
	role string
	// seen is a text that is there once the page has loaded.
	seen string
	// list is the path of the API that the page shows, with names as in path. Where it says so, the page
	// is also looked at while that loads, when it fails, and, where empty is the
	// text that is there then, without any rows.
	list, empty string
	// many: it is a table, and is also looked at with 10,000 rows.
	many bool
}

func pages() []page {
	return []page{
		{name: "login", path: "/login", seen: "Sign in to Parley"},
		{name: "invitation", path: "/invitation", seen: "Welcome to Parley"},
		{name: "inbox", path: "/inbox/all", role: "agent", seen: longName, list: "/v1/conversations", empty: "No conversations yet"},
		{name: "inbox-mine", path: "/inbox/mine", role: "agent", seen: "You hold no conversation"},
		{name: "inbox-inactive", path: "/inbox/inactive", role: "agent", seen: "Nothing is inactive"},
		{name: "mentions", path: "/mentions", role: "agent", seen: "Nobody has mentioned you", list: "/v1/mentions"},
		{name: "chat", path: "/inbox/all/{conversation}", role: "agent", seen: "Nobody holds it"},
		// What the list has needs no loading; here it does not have it.
		{name: "chat-alone", path: "/inbox/mine/{conversation}", role: "agent", seen: "Nobody holds it", list: "/v1/conversations/{conversation}"},
		{name: "chat-history", path: "/inbox/all/{talk}", role: "agent", seen: "message 60 of 60", list: "/v1/conversations/{talk}/messages"},
		{name: "chat-arabic", path: "/inbox/all/{arabic}", role: "agent", seen: "أين طلبي"},
		{name: "chat-emoji", path: "/inbox/all/{emoji}", role: "agent", seen: "🎉🎉🎉"},
		{name: "chat-long-words", path: "/inbox/all/{long}", role: "agent", seen: "https://example.com/"},
		{name: "no-access", path: "/inbox/all", role: "member", seen: "Your role has no access to conversations."},
		{name: "no-page", path: "/settings/nothing", role: "member", seen: "There is no such page."},
		{name: "autoresponders", path: chainAt, role: "admin", seen: "Responders chain", list: "/v1/responders"},
		{name: "faqs", path: faqsAt, role: "admin", seen: "+ FAQ", list: "/v1/faqs", empty: "No FAQs yet", many: true},
		{name: "faq", path: faqsAt + "/{faq}", role: "admin", seen: "Labels"},
		{name: "faq-new", path: faqsAt + "/new", role: "admin", seen: "Save as a draft"},
		{name: "faq-test", path: faqsAt + "?test=", role: "admin", seen: "Write what a customer would write"},
		{name: "faq-upload", path: faqsAt + "/import", role: "admin", seen: "Drop a CSV file here", list: "/v1/faqs/imports", empty: "No uploads yet"},
		{name: "faq-check", path: faqsAt + "/import/{import}", role: "admin", seen: "Import 1 row"},
		{name: "quick-replies", path: quickAt, role: "admin", seen: "Nightly", list: "/v1/quick-replies", empty: "No quick replies yet"},
		{name: "quick-reply", path: quickAt + "/{quick}", role: "admin", seen: "When it would be sent"},
		{name: "quick-reply-new", path: quickAt + "/new", role: "creator", seen: "Save as a draft"},
		{name: "quick-reply-read", path: quickAt + "/{quick}", role: "member", seen: "Exact times"},
		{name: "calendars", path: calendarsAt, role: "admin", seen: "Europe/Berlin", list: "/v1/calendars", empty: "No calendars yet", many: true},
		{name: "calendar", path: calendarsAt + "/{calendar}", role: "admin", seen: "Used by"},
		{name: "replay", path: replayAt + "?order=filler", role: "approver", seen: "Try it"},
		{name: "replay-result", path: replayAt + "/{replay}", role: "approver", seen: "What would change", list: "/v1/faqs/replays/{replay}"},
		{name: "suggestions", path: suggestionsAt, role: "creator", seen: "No suggestions now", list: "/v1/faqs/suggestions", empty: "No suggestions now"},
		{name: "contacts", path: "/contacts", role: "agent", seen: longName, list: "/v1/contacts", empty: "No contacts yet", many: true},
		{name: "contact", path: "/contacts/{person}", role: "admin", seen: "Ticket #1"},
		{name: "contact-arabic", path: "/contacts/{noor}", role: "agent", seen: "أين طلبي"},
		{name: "erasure", path: "/contacts/erasures/{erasure}", role: "admin", seen: "The person is erased"},
		{name: "campaigns", path: "/campaigns", role: "creator", seen: longName, list: "/v1/campaigns", empty: "No campaigns yet", many: true},
		{name: "campaign", path: "/campaigns/{campaign}", role: "approver", seen: "Nobody yet"},
		{name: "campaign-ran", path: "/campaigns/{ran}", role: "approver", seen: "Replied", list: "/v1/campaigns/{ran}"},
		{name: "campaign-new", path: "/campaigns/new", role: "creator", seen: "Save the draft"},
		{name: "inboxes", path: "/settings/inboxes", role: "admin", seen: "Your own app", list: "/v1/inboxes", empty: "No inboxes yet"},
		{name: "inbox-channels", path: "/settings/inboxes/new", role: "admin", seen: "Where do your customers write?"},
		{name: "inbox-new", path: "/settings/inboxes/new/whatsapp", role: "admin", seen: "Create the inbox"},
		{name: "inbox-new-messenger", path: "/settings/inboxes/new/messenger", role: "admin", seen: "Create the inbox"},
		{name: "inbox-new-telegram", path: "/settings/inboxes/new/telegram", role: "admin", seen: "Create the inbox"},
		{name: "inbox-new-widget", path: "/settings/inboxes/new/widget", role: "admin", seen: "Create the inbox"},
		{name: "inbox-new-webhook", path: "/settings/inboxes/new/webhook", role: "admin", seen: "Create the inbox"},
		{name: "inbox-one", path: "/settings/inboxes/{inbox}", role: "admin", seen: "Waiting for a message"},
		{name: "general", path: "/settings/general", role: "admin", seen: "Change over", list: "/v1/settings"},
		{name: "users", path: "/settings/users", role: "admin", seen: longName, list: "/v1/users", empty: "No users", many: true},
		{name: "users-invite", path: "/settings/users/invite", role: "admin", seen: "Make the link"},
		{name: "users-edit", path: "/settings/users/{member}", role: "admin", seen: "Change " + longName},
		{name: "api-keys", path: "/settings/api-keys", role: "admin", seen: "Read", list: "/v1/api-keys", empty: "No API keys yet"},
		{name: "api-keys-new", path: "/settings/api-keys/new", role: "admin", seen: "Create the key"},
		{name: "audit", path: "/settings/audit", role: "admin", seen: "Signed in with a password", list: "/v1/audit", empty: "Nothing is logged yet", many: true},
		{name: "canned", path: "/settings/canned-responses", role: "agent", seen: "/refund", list: "/v1/canned-responses", empty: "No canned responses yet"},
		{name: "canned-new", path: "/settings/canned-responses/new", role: "agent", seen: "Add a canned response"},
		{name: "start", path: "/start", role: "admin", seen: "Demo data", list: "/v1/faqs/counts"},
		{name: "profile", path: "/settings/profile", role: "agent", seen: "Where you are signed in", list: "/v1/sessions"},
		{name: "autoresponders-read", path: chainAt, role: "member", seen: "Responders chain"},
		{name: "faqs-read", path: faqsAt, role: "member", seen: "Test FAQ"},
		{name: "faq-read", path: faqsAt + "/{faq}", role: "member", seen: "Labels"},
		{name: "reports", path: "/reports/overview?compare=previous", role: "admin", seen: "Waiting now", list: "/v1/reports/overview"},
		{name: "reports-agent", path: "/reports/overview?days=7", role: "agent", seen: "Only what I did"},
		{name: "reports-hours", path: "/reports/hours", role: "creator", seen: "Messages from customers", list: "/v1/reports/hours"},
		{name: "reports-agents", path: "/reports/agents?compare=previous", role: "admin", seen: "CSV", list: "/v1/reports/agents", empty: "No agent did anything in these days"},
		{name: "reports-campaigns", path: "/reports/campaigns", role: "approver", seen: "CSV", list: "/v1/reports/campaigns", empty: "No campaign sent anything in these days"},
		{name: "reports-faqs", path: "/reports/faqs", role: "admin", seen: "CSV", list: "/v1/reports/faqs", empty: "No FAQ answered in these days", many: true},
	}
}

// Every page, by its role: in both themes on a desk and on a telephone nothing
// sticks out, axe finds nothing, the console is silent, and no value is missing in
// the words; so too from right to left, while loading, empty and failed.
func TestPages(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a whole Parley and a browser")
	}
	t.Parallel()
	b := openBrowser(t)
	f := startDev(t, stateFolder(t)).ready()
	world := newPageWorld(t, f)
	d := openDashboard(b, f)
	d.intercepts()
	pictures := t.ArtifactDir()
	who := ""
	for _, p := range pages() { //nolint:paralleltest // there is one tab
		d.becomes(p.role, &who, world)
		t.Run(p.name, func(t *testing.T) {
			here := d
			here.b.t = t
			p.list = world.address(t, p.list)
			sight{here, p, world.address(t, p.path), pictures}.everything()
		})
	}
}

const longName = "Maximiliane Theodora Wolfeschlegelsteinhausenbergerdorff-Vangelisti 🧑🏽‍🚀"

// pageWorld is what the pages show: beside the demo's data, names that are long,
// names from right to left, and more than letters.
type pageWorld struct {
	f devfile.File
	// logins by role, ids by the names that paths call them.
	logins map[string]devfile.Login
	ids    map[string]string
}

func newPageWorld(t *testing.T, f devfile.File) pageWorld {
	t.Helper()
	w := pageWorld{f, map[string]devfile.Login{"admin": {Email: f.AdminEmail, Password: f.AdminPassword}, "agent": f.Agents[1]}, map[string]string{}}
	admin, shop := login(t, f, w.logins["admin"]), service(t, f)
	for _, role := range []string{"creator", "approver", "member"} {
		w.logins[role] = devfile.Login{Email: role + "@saffron-go.example", Password: "correct horse battery staple"}
		w.ids[role] = w.makes(admin, "/v1/users", map[string]any{"name": longName, "email": w.logins[role].Email, "password": w.logins[role].Password, "roles": []string{role}})
	}
	w.makes(admin, "/v1/invitations", map[string]any{"name": longName, "email": "invited@saffron-go.example", "roles": []string{"agent", "creator", "approver"}})
	for shortcut, text := range map[string]string{"refund": "Your refund arrives within three working days.", strings.Repeat("long", 16): strings.Repeat("word 🎉 ", 200), "سؤال": "أين طلبي؟"} {
		w.makes(admin, "/v1/canned-responses", map[string]any{"shortcut": shortcut, "text": text})
	}
	w.ids["faq"] = w.makes(admin, "/v1/faqs", map[string]any{
		"type": "general", "question": longName + "?", "related_questions": []string{strings.Repeat("whereismyparcel", 30), "أين طلبي؟", "🎉 or 🎈?"},
		"answer": strings.Repeat("word 🎉 ", 200), "labels": []string{strings.Repeat("label", 12), "طلبات"},
	})
	w.ids["import"] = admin.checks("question,answer\n" + strings.Repeat("whereismyparcel", 30) + ",Here.\n??," + longName + "\n")
	w.ids["calendar"] = w.makes(admin, "/v1/calendars", map[string]any{
		"name": longName, "zone": "Europe/Berlin", "open": []any{map[string]any{"day": "sunday", "from": "22:30", "to": "06:15"}},
		"holidays": []any{map[string]any{"date": "2026-12-25", "name": "عيد الميلاد 🎄", "open": []any{map[string]any{"from": "10:00", "to": "12:00"}}}, map[string]any{"date": "--02-29"}},
	})
	w.ids["quick"] = w.makes(admin, "/v1/quick-replies", map[string]any{
		"name": "Nightly " + longName, "text": strings.Repeat("word 🎉 ", 100), "status": "draft",
		"when": map[string]any{"zone": "Europe/Berlin", "weekly": []any{map[string]any{"day": "friday", "from": "18:00", "to": "09:00"}, map[string]any{"day": "sunday", "from": "23:45", "to": "00:15"}}, "from": "2026-01-01"},
	})
	for name, m := range map[string][3]string{
		"long":         {"long", longName, strings.Repeat("whereismyparcel", 20) + " https://example.com/" + strings.Repeat("a", 200)},
		"arabic":       {"noor", "نور العبد الله", "أين طلبي؟ رقم الطلب 1234"},
		"emoji":        {"emoji", "👩‍👩‍👧‍👦🏳️‍🌈", "🎉🎉🎉 \u202ehidden"},
		"conversation": {"plain", "Asha Rao", "my parcel is broken"},
	} {
		got := shop.post("/v1/inboxes/"+f.InboxID+"/messages", map[string]any{"id": "page-" + m[0], "from": map[string]any{"id": m[0], "name": m[1]}, "text": m[2]})
		require.Equal(t, http.StatusAccepted, got.status, got.body)
		w.ids[name] = got.body["conversation_id"].(string)
	}
	w.people(admin, shop)
	w.happened(admin, shop)
	w.ids["inbox"] = f.InboxID
	w.ids["campaign"] = w.makes(admin, "/v1/campaigns", map[string]any{
		"name": longName, "inbox_id": f.InboxID, "labels": []string{strings.Repeat("label", 12), "طلبات"},
		"template": map[string]any{"text": "Hello {{name}}, " + strings.Repeat("whereismyparcel", 20) + " {{order}} 🎉"},
	})
	return w
}

// makes creates something and returns its id.
func (w pageWorld) makes(c caller, path string, body map[string]any) string {
	c.t.Helper()
	got := c.post(path, body)
	require.Equal(c.t, http.StatusCreated, got.status, got.body)
	return got.body["id"].(string)
}

// address is a path with the ids of what it names.
func (w pageWorld) address(t *testing.T, path string) string {
	t.Helper()
	for name, id := range w.ids {
		path = strings.ReplaceAll(path, "{"+name+"}", id)
	}
	require.NotContains(t, path, "{")
	return path
}

// sight is a page that is looked at.
type sight struct {
	dashboardPage
	page
	address, pictures string
}

func (s sight) everything() {
	s.b.t.Helper()
	s.loads("", s.seen)
	for _, theme := range []string{"light", "dark"} {
		s.b.theme(theme)
		for _, size := range [][2]int64{{1440, 900}, {375, 667}} {
			s.b.size(size[0], size[1])
			s.settles()
			what := fmt.Sprintf("%s-%s-%d", s.name, theme, size[0])
			s.keeps(what)
			s.b.accessible(what)
		}
	}
	s.b.theme("light")
	s.turned()
	if s.list != "" {
		s.as("loading", `document.querySelector('.skeletons, [aria-busy=true]') != null`)
		s.as("failed", s.control("Try again")+" != null")
	}
	if s.empty != "" {
		s.as("empty", s.has(s.empty))
	}
	if s.many {
		s.as("many", s.has("10,000 rows"))
		require.Less(s.b.t, sees[int](s.b, `document.querySelectorAll('.data-row').length`), 100, "only what is seen is drawn")
	}
	s.b.size(1440, 900)
	s.quiet()
}

// loads opens the page, under what the API is made to answer, and waits for a text.
func (s sight) loads(answers, seen string) {
	s.b.t.Helper()
	sees[bool](s.b, fmt.Sprintf(`sessionStorage.setItem('answers', JSON.stringify({as: %q, path: %q})) ?? true`, answers, s.list))
	s.b.goes(s.url + s.address)
	if seen != "" {
		s.sees(seen)
	}
}

// as looks at the page in another state, in both themes on a desk and on a telephone.
func (s sight) as(answers, there string) {
	s.b.t.Helper()
	s.b.size(1440, 900)
	s.loads(answers, "")
	s.b.until(answers, there)
	for _, theme := range []string{"dark", "light"} {
		s.b.theme(theme)
		for _, size := range [][2]int64{{1440, 900}, {375, 667}} {
			s.b.size(size[0], size[1])
			s.settles()
			s.keeps(fmt.Sprintf("%s-%s-%s-%d", s.name, answers, theme, size[0]))
		}
		s.b.accessible(s.name + " " + answers + " " + theme)
	}
}

// turned looks at the page from right to left.
func (s sight) turned() {
	s.b.t.Helper()
	sees[string](s.b, `document.documentElement.dir = 'rtl'`)
	for _, width := range []int64{1440, 375} {
		s.b.size(width, 800)
		s.settles()
		s.keeps(fmt.Sprintf("%s-rtl-light-%d", s.name, width))
	}
}

// keeps holds what is seen to the rules, and keeps a picture of it.
func (s sight) keeps(what string) {
	s.b.t.Helper()
	s.b.shootsInto(s.pictures, what)
	s.fits()
	require.NotRegexp(s.b.t, `\bundefined\b|\[object |\bNaN\b|\bInvalid Date\b`, sees[string](s.b, `document.body.innerText`), what)
}

// settles waits until what was asked of the page is drawn.
func (s sight) settles() {
	s.b.t.Helper()
	sees[bool](s.b, `new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))`)
}

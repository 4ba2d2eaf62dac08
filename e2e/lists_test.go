package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/devfile"
	"github.com/parleyhq/parley/internal/fakes/graph"
)

// An admin narrows the FAQs by what they are, sees how often each has answered, and
// finds somebody by how their last ticket ended, with all that went before.
func TestListsOfSettingUp(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a whole Parley and a browser")
	}
	t.Parallel()
	b := openBrowser(t)
	f := startDev(t, stateFolder(t)).ready()
	boss := devfile.Login{Email: f.AdminEmail, Password: f.AdminPassword}
	admin := login(t, f, boss)
	shop := service(t, f)
	d := openDashboard(b, f)
	d.signsIn(boss)
	d.narrowsFAQs(admin, shop)
	d.looksBackOn(admin, shop)
	d.quiet()
}

func (d dashboardPage) narrowsFAQs(admin, shop caller) {
	t := d.b.t
	t.Helper()
	label := ""
	for _, item := range admin.items("/v1/faqs?type=general&limit=50") {
		if labels := item["labels"].([]any); len(labels) > 0 {
			label = labels[0].(string)
		}
	}
	require.NotEmpty(t, label)
	payer := shop.writes(d.f.InboxID, "payer", "pay-1", "hi can i pay cash on delivery")
	require.Eventually(t, func() bool { return len(shop.history(payer)) == 2 }, patience, 50e6, "it is answered")

	d.opens(faqsAt)
	d.chooses("Type", "General")
	d.fillsIn(`.faq-label input`, label)
	all := func(query string) []map[string]any { return admin.items("/v1/faqs?" + query) }
	both := fmt.Sprintf("type=general&label=%s", url.QueryEscape(label))
	require.Less(t, len(all(both)), len(all("type=general")), "the label narrows further")
	shown := fmt.Sprintf(`document.querySelectorAll('tbody a').length === %d && (%s).every(e => e === 'General') && (%s).every(e => e.includes(%q))`,
		len(all(both)), d.columnOf("Type"), d.columnOf("Labels"), label)
	d.b.until("only those are listed", shown)
	d.b.until("the address says so", fmt.Sprintf(`(p => p.get('type') === 'general' && p.get('label') === %q)(new URLSearchParams(location.search))`, label))
	d.b.do(reload())
	d.b.until("they are after a reload", shown)
	d.b.shoots("faqs-narrowed")
	d.chooses("Type", "Greeting")
	d.clicks("Clear the filters")
	d.b.until("all are there again", `location.search === '' && (`+d.columnOf("Type")+`).some(e => e !== 'General')`)

	admin.until("it is counted", "/v1/faqs?sort=matches&limit=1", func(a map[string]any) bool {
		items := a["items"].([]any)
		return len(items) == 1 && items[0].(map[string]any)["matches_30d"].(float64) > 0
	})
	most := admin.get("/v1/faqs?sort=matches&limit=1").body["items"].([]any)[0].(map[string]any)
	d.clicks("Matches, 30 d")
	d.b.until("the one that answered most is first", fmt.Sprintf(`(%s)[0] === '%.0f'`, d.columnOf("Matches, 30 d"), most["matches_30d"]))
}

// columnOf are the texts of the column of a heading.
func (d dashboardPage) columnOf(heading string) string {
	return fmt.Sprintf(`(at => [...document.querySelectorAll('tbody tr')].map(r => r.cells[at]?.innerText.trim()).filter(e => e !== undefined))([...document.querySelectorAll('thead th')].findIndex(e => e.innerText.trim().startsWith(%q)))`, heading)
}

func (d dashboardPage) looksBackOn(admin, shop caller) {
	t := d.b.t
	t.Helper()
	ines := login(t, d.f, d.f.Agents[0])
	thread := shop.writes(d.f.InboxID, "regular", "regular-1", "the blue one has a scratch")
	ines.becomes(thread, "new", 1)
	require.Equal(t, http.StatusOK, ines.post("/v1/conversations/"+thread+"/claim", nil).status)
	require.Equal(t, http.StatusOK, ines.post("/v1/conversations/"+thread+"/close", map[string]any{"status": "resolved"}).status)
	ines.becomes(thread, "resolved", 1)
	d.opens("/contacts?q=regular")
	d.b.until("there they are", `(`+d.columnOf("Last ticket")+`)[0] === 'Resolved'`)
	shop.writes(d.f.InboxID, "regular", "regular-2", "now the red one has one too")
	ines.becomes(thread, "new", 2)
	require.Equal(t, http.StatusOK, ines.post("/v1/conversations/"+thread+"/claim", nil).status)
	require.Equal(t, http.StatusOK, ines.post("/v1/conversations/"+thread+"/close", map[string]any{"status": "pending"}).status)
	ines.becomes(thread, "pending", 2)
	d.opens("/contacts?q=regular&status=resolved")
	d.sees("Nobody matches")
	d.chooses("Last ticket", "Pending")
	d.b.until("found by the last one", `(`+d.columnOf("Last ticket")+`).join() === 'Pending'`)
	d.clicks("Asha Rao")
	d.b.until("both tickets, the latest first", d.all(".timeline-head", "e.innerText.replace(/\\s+/g, ' ')")+".map(e => e.slice(0, 18)).join() === 'Ticket #2 Pending ,Ticket #1 Resolved'")
	d.b.shoots("contact-tickets")

	// WhatsApp knows a person by several names at once.
	meta := picturesOnWhatsApp(t, admin)
	meta.Write(whatsAppNumber, graph.User{Phone: "919876543277", UserID: "IN.1349120865530277", Name: "Noor Haddad"}, "my rider never came")
	admin.until("they are known", "/v1/contacts?q=noor+haddad", func(a map[string]any) bool { return len(a["items"].([]any)) == 1 })
	person := admin.get("/v1/contacts?q=noor+haddad").body["items"].([]any)[0].(map[string]any)
	names := person["identities"].([]any)
	require.Len(t, names, 2)
	d.opens("/contacts/" + person["id"].(string))
	for _, name := range names {
		d.sees(name.(map[string]any)["value"].(string))
	}
	d.sees("Phone number")
	d.sees("WhatsApp user id")
	d.b.accessible("contact with several names")
	d.b.shoots("contact-identities")
}

package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/devfile"
)

// A campaign as its roles live it: a creator writes it and adds 500 people, an
// approver launches it, halts it and lets it go on, people reply, and an agent
// finds their conversations.
func TestCampaignPages(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a whole Parley and a browser")
	}
	t.Parallel()
	b := openBrowser(t)
	f := startDev(t, stateFolder(t)).ready()
	admin := login(t, f, devfile.Login{Email: f.AdminEmail, Password: f.AdminPassword})
	made := admin.post("/v1/inboxes", map[string]any{"name": "Orders", "channel": "webhook", "config": map[string]any{"rate_per_second": 60, "burst": 10}})
	require.Equal(t, http.StatusCreated, made.status, made.body)
	inbox := made.body["id"].(string)
	people := map[string]devfile.Login{}
	for _, role := range []string{"creator", "approver"} {
		people[role] = devfile.Login{Email: role + "@saffron-go.example", Password: "correct horse battery staple"}
		got := admin.post("/v1/users", map[string]any{"name": role, "email": people[role].Email, "password": people[role].Password, "roles": []string{role}})
		require.Equal(t, http.StatusCreated, got.status, got.body)
	}

	// The creator.
	d := openDashboard(b, f)
	d.signsIn(people["creator"])
	d.opens("/campaigns")
	d.sees("No campaigns yet")
	d.clicks("New campaign")
	d.fills("Name", "Thank you <b>all</b>")
	d.fills("Labels", "thanks, autumn")
	d.chooses("Inbox", "Orders")
	d.pastes("Message", "Thank you {{name}}: order {{order}} is yours.")
	d.sees("Thank you {{name}}: order {{order}} is yours.")
	d.fillsIn(`[aria-label="Sample for order"]`, "S-17")
	d.sees("order S-17 is yours.")
	b.shoots("campaign-new")
	d.clicks("Save the draft")
	d.sees("Nobody yet")
	d.sees("Add recipients before it is launched.")
	require.Equal(t, "null", sees[string](b, `String(`+d.control("Launch")+`)`))

	d.clicks("Add recipients")
	d.pastes("or paste rows", sheetOf(500))
	d.clicks("Check")
	d.sees("500 will be written to")
	d.sees("stands in line 2 already")
	d.sees("is missing")
	b.shoots("campaign-recipients")
	d.clicks("Add 500 people")
	d.sees("500 recipients are added.")
	d.sees("An approver launches it.")
	d.signsOut()

	// The approver.
	d.signsIn(people["approver"])
	d.opens("/campaigns")
	d.clicks("Thank you <b>all</b>")
	d.clicks("Launch")
	d.sees("500 people will be written to")
	d.confirms("Launch")
	d.sees("It is running.")
	id := strings.Split(sees[string](b, "location.pathname"), "/")[2]
	b.until("some have gone out", `[...document.querySelectorAll('.funnel-count')].some(e => parseInt(e.innerText.replaceAll(',', '')) > 20)`)
	d.clicks("Pause")
	d.sees("Paused")
	counts := func() map[string]any { return admin.get("/v1/campaigns/" + id).body["counts"].(map[string]any) }
	halted := counts()
	require.Positive(t, halted["queued"].(float64), "it was stopped in the middle")
	b.shoots("campaign-paused")
	d.clicks("Resume")
	b.until("it is done", d.has("Completed"))
	require.EqualValues(t, 500, counts()["sent"])
	require.Empty(t, admin.get("/v1/conversations?campaign=" + id).body["items"], "nobody gets a conversation by being written to")

	// Two reply; one is done with.
	shop := service(t, f)
	replied := shop.writes(inbox, "customer-7", "r1", "When does it come?")
	shop.writes(inbox, "customer-8", "r2", "the blue one has a scratch")
	ines := login(t, f, f.Agents[0])
	ines.becomes(replied, "new", 1)
	require.Equal(t, http.StatusOK, ines.post("/v1/conversations/"+replied+"/claim", nil).status)
	require.Equal(t, http.StatusOK, ines.post("/v1/conversations/"+replied+"/close", map[string]any{"status": "resolved"}).status)
	d.b.do(reload())
	b.until("the funnel tells", `(t => t.includes('Replied') && /Replied\s*2\b/.test(t) && /Resolved\s*1\b/.test(t))(document.querySelector('.funnel')?.innerText ?? '')`)
	d.clicks("As a table")
	d.sees("Share of sent")
	b.accessible("campaign funnel")
	b.shoots("campaign-replied")
	d.signsOut()

	// The creator plans another one for next week; the approver launches it, and takes it back.
	d.signsIn(people["creator"])
	d.opens("/campaigns")
	d.clicks("New campaign")
	d.fills("Name", "Next week")
	d.chooses("Inbox", "Orders")
	d.pastes("Message", "{{name}}, the new menu is there.")
	d.clicks("Save the draft")
	d.clicks("Add recipients")
	d.b.until("a file can be dropped", `document.querySelector('.drop') != null`)
	d.drops(".drop", "guests.csv", "to,name\ncustomer-1,Asha\ncustomer-2,Bela\ncustomer-3,Cleo\ncustomer-2,Bela\ncustomer-4,\n")
	d.sees("guests.csv")
	d.sees("3 will be written to")
	d.sees("stands in line 3 already")
	d.sees("is missing")
	d.clicksIn(`input[type=radio][value=later]`)
	d.b.until("a time can be chosen", `document.querySelector('input[type=datetime-local]') != null`)
	sees[bool](b, `(e => {
		const at = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 16)
		Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(e, at)
		return e.dispatchEvent(new Event('input', {bubbles: true}))
	})(document.querySelector('input[type=datetime-local]'))`)
	d.clicks("Add 3 people")
	d.sees("3 recipients are added.")
	d.signsOut()
	d.signsIn(people["approver"])
	d.opens("/campaigns")
	d.clicks("Next week")
	d.clicks("Launch")
	d.confirms("Launch")
	d.sees("It is running.")
	planned := strings.Split(sees[string](b, "location.pathname"), "/")[2]
	of := func() map[string]any { return admin.get("/v1/campaigns/" + planned).body["counts"].(map[string]any) }
	require.EqualValues(t, 3, of()["queued"], "it is not their time yet")
	b.shoots("campaign-planned")
	d.clicks("Cancel the campaign")
	d.sees("3 people have not been written to and will not be.")
	d.confirms("Cancel the campaign")
	d.sees("It is cancelled.")
	b.until("it says so", d.has("Cancelled"))
	require.EqualValues(t, 3, of()["cancelled"])
	require.Zero(t, of()["sent"])
	d.signsOut()

	// The agent.
	d.signsIn(f.Agents[0])
	d.opens("/campaigns/" + id)
	d.clicks("Open the 2 conversations")
	d.sees("2 conversations")
	b.shoots("campaign-conversations")
	d.clicks("the blue one has a scratch")
	d.sees("order S-8 is yours.")

	// One wants no more, and says so.
	shop.writes(inbox, "customer-9", "r3", "Stop!")
	d.opens("/contacts?opted_out=yes")
	d.clicks("Asha Rao")
	d.sees("(they wrote a word for it)")
	b.shoots("campaign-opted-out")
	d.clicks("Opt in again")
	d.sees("(set by ")
	d.quiet()
}

// sheetOf is a file of n people, one of them twice, and one without an order.
func sheetOf(n int) string {
	var file strings.Builder
	file.WriteString("to,name,order\n")
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&file, "customer-%d,Asha %d,S-%d\n", i, i, i)
	}
	file.WriteString("customer-1,Asha again,S-1\nnobody,Nobody,\n")
	return file.String()
}

// chooses an option of a select by their names.
func (d dashboardPage) chooses(label, option string) {
	d.b.t.Helper()
	list := fmt.Sprintf(`[...document.querySelectorAll('select')].find(e => [...(e.labels ?? [])].some(l => l.innerText.trim() === %[1]q) || e.getAttribute('aria-label') === %[1]q)`, label)
	wanted := fmt.Sprintf(`[...(%s?.options ?? [])].find(o => o.text === %q)`, list, option)
	d.b.until("there is "+option, wanted+" != null")
	sees[bool](d.b, fmt.Sprintf(`((e, o) => { e.value = o.value; return e.dispatchEvent(new Event('change', {bubbles: true})) })(%s, %s)`, list, wanted))
}

// pastes puts a text into the text area of a label at once.
func (d dashboardPage) pastes(label, text string) {
	d.b.t.Helper()
	area := fmt.Sprintf(`[...document.querySelectorAll('textarea')].find(e => [...(e.labels ?? [])].some(l => l.innerText.trim() === %q))`, label)
	d.b.until("there is "+label, area+" != null")
	sees[bool](d.b, fmt.Sprintf(`((e, text) => { e.focus(); e.select(); return document.execCommand('insertText', false, text) })(%s, %q)`, area, text))
}

// fillsIn types into the field that a selector finds.
func (d dashboardPage) fillsIn(selector, text string) {
	d.b.t.Helper()
	d.b.until("there is "+selector, fmt.Sprintf(`document.querySelector(%q) != null`, selector))
	sees[bool](d.b, fmt.Sprintf(`(e => { e.focus(); e.select(); return true })(document.querySelector(%q))`, selector))
	d.b.types(text)
}

// confirms presses a button of the question that stands over the page.
func (d dashboardPage) confirms(act string) {
	d.b.t.Helper()
	button := fmt.Sprintf(`[...document.querySelectorAll('[role=dialog] button')].find(e => e.innerText.trim() === %q)`, act)
	d.b.until("it is asked", button+" != null")
	sees[bool](d.b, button+`.click() ?? true`)
}

func (d dashboardPage) signsOut() {
	d.b.t.Helper()
	d.opens("/setup/autoresponders/faqs")
	d.clicks("Sign out")
	d.b.until("they are out", fmt.Sprintf(`[...document.querySelectorAll('label')].some(l => l.innerText.trim() === %q)`, "E-mail address"))
}

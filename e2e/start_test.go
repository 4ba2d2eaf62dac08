package e2e

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/devfile"
)

// An admin of an empty installation is led from the inbox to the first answered
// message; then the demo data comes, and goes again.
func TestStart(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a whole Parley and a browser")
	}
	t.Parallel()
	b := openBrowser(t)
	f := startDev(t, stateFolder(t), "PARLEY_DEV_DEMO=false").ready()
	require.Empty(t, f.InboxID)
	d := openDashboard(b, f)
	d.signsIn(devfile.Login{Email: f.AdminEmail, Password: f.AdminPassword})

	d.sees("0 of 6 done")
	require.Equal(t, "/start", sees[string](b, "location.pathname"), "it is where an admin begins")
	b.accessible("getting started")
	b.shoots("start-empty")
	d.opens("/inbox/all")
	d.sees("No conversations yet")
	d.clicks("Getting started")
	d.sees("0 of 6 done")

	d.clicks("Set up an inbox")
	d.sees("Where do your customers write?")
	sees[bool](b, `[...document.querySelectorAll('.channel')].find(e => e.innerText.includes('Your own app')).click() ?? true`)
	d.fills("Name", "Shop app")
	d.clicks("Create the inbox")
	d.sees("Waiting for a message")

	// From wherever a step has led, the way back is among the settings.
	d.clicks("Getting started")
	d.sees("1 of 6 done")
	d.clicks("Write an FAQ")
	d.fills("Question", "Can you wrap it as a gift?")
	d.fills("Answer", "Yes, tell us which paper you like.")
	d.clicks("Save as a draft")
	d.sees("it answers nobody until it is activated")
	d.clicks("Settings")
	d.clicks("Getting started")
	d.sees("2 of 6 done")
	d.clicks("See the drafts")
	d.clicks("Can you wrap it as a gift?")
	d.clicks("Activate")
	d.sees("Active")
	d.opens("/start")
	d.sees("3 of 6 done")

	d.clicks("Test FAQ")
	d.sees("Write what a customer would write")
	sees[bool](b, `document.querySelector('.test-faq textarea').focus() ?? true`)
	b.types("can you wrap it as a gift?\r")
	d.sees("Yes, tell us which paper you like.")
	b.types("\x1b")
	d.opens("/start")
	d.sees("4 of 6 done")

	// The step leads to the inbox; what is written there ticks by itself.
	d.clicks("Write a message")
	d.sees("Waiting for a message")
	inbox := sees[string](b, "location.pathname.split('/')[3]")
	d.opens("/start")
	service(t, f).writes(inbox, "asha", "m1", "can you wrap it as a gift?")
	d.sees("5 of 6 done")
	b.shoots("start-nearly")
	d.clicks("Invite somebody")
	d.sees("Make the link")
	d.opens("/inbox/all")
	d.sees("Asha Rao")

	d.demoComesAndGoes(t, inbox)

	// With an inbox, the inbox is where an admin begins.
	d.opens("/")
	b.until("the inbox", `location.pathname === '/inbox/all'`)
	d.quiet()
}

func (d dashboardPage) demoComesAndGoes(t *testing.T, inbox string) {
	t.Helper()
	admin := login(t, d.f, devfile.Login{Email: d.f.AdminEmail, Password: d.f.AdminPassword})
	d.opens("/start")
	d.clicks("Load the demo data")
	d.sees("The demo data is loaded: 48 FAQs and 6 conversations.")
	d.b.accessible("demo loaded")
	d.b.shoots("start-demo")
	d.clicks("See its conversations")
	d.sees("Meera Nair")
	require.False(t, sees[bool](d.b, d.has("Asha Rao")), "its own only")
	meera := admin.items("/v1/conversations?q=meera")
	require.Len(t, meera, 1)
	d.opens("/inbox/all/" + meera[0]["id"].(string))
	d.sees("can be paid")
	d.sees("View matched")
	d.b.accessible("a conversation of the demo")
	d.b.shoots("demo-inbox")

	d.opens("/start")
	d.clicks("Remove the demo data")
	d.sees("Nothing else is touched.")
	d.b.shoots("start-removal")
	d.confirms("Remove the demo data")
	d.sees("Load the demo data")
	d.opens("/inbox/all")
	d.sees("Asha Rao")
	require.False(t, sees[bool](d.b, d.has("Meera Nair")))
	inboxes := admin.items("/v1/inboxes")
	require.Len(t, inboxes, 1)
	require.Equal(t, inbox, inboxes[0]["id"])
	for _, list := range []string{"/v1/faqs", "/v1/contacts", "/v1/conversations", "/v1/conversations?scope=messages&q=deliver"} {
		want := 1
		if strings.Contains(list, "q=") {
			want = 0
		}
		require.Len(t, admin.items(list), want, list)
	}
	require.Eventually(t, func() bool {
		total := admin.get("/v1/reports/overview").body["total"].(map[string]any)
		return total["messages_in"] == 1.0
	}, patience, 50e6, "what reports counted went with the inbox")
}

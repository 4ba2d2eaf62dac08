package e2e

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/devfile"
)

// Settings as an admin works in them, beside somebody who is invited.
func TestSettings(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a whole Parley and two browsers")
	}
	t.Parallel()
	b, second := openBrowser(t), openBrowser(t)
	f := startDev(t, stateFolder(t)).ready()
	service(t, f).writes(f.InboxID, "asha", "settings-1", "my parcel is broken")
	admin, meera := openDashboard(b, f), openDashboard(second, f)
	admin.signsIn(devfile.Login{Email: f.AdminEmail, Password: f.AdminPassword})

	// Somebody is invited as a member, comes, and sees no conversations.
	admin.clicks("Settings")
	admin.clicks("Invite")
	admin.fills("E-mail address", "meera@saffron-go.example")
	admin.fills("Name", "Meera Iyer")
	admin.ticks("Agent")
	admin.ticks("Member")
	admin.clicks("Make the link")
	admin.sees("shows it this once")
	b.shoots("invited")
	link := sees[string](b, `document.querySelector('.copy input').value`)
	admin.clicks("Done")
	admin.sees("Meera Iyer")
	meera.b.goes(link)
	meera.sees("Welcome to Parley")
	const password = "correct horse battery staple"
	meera.fills("Password", password+"\r")
	meera.b.until("she is in", meera.control("Settings")+" != null")
	require.False(t, sees[bool](second, meera.control("Mine")+" != null"))

	// She gets the agent role, signs in again, and sees them.
	admin.opens("/settings/users")
	admin.clicks("Meera Iyer")
	admin.sees("Change Meera Iyer")
	admin.ticks("Agent")
	admin.clicks("Save")
	admin.sees("Agent, Member")
	meera.clicks("Settings")
	meera.sees("Your session has ended.")
	second.accessible("session ended")
	second.shoots("session-ended")
	meera.signsIn(devfile.Login{Email: "meera@saffron-go.example", Password: password})
	meera.presses("ga")
	meera.sees("Asha Rao")
	meera.clicks("Asha Rao")
	meera.sees("Nobody holds it")

	// She loses it again while she looks at one.
	admin.clicks("Actions for Meera Iyer")
	admin.clicks("Change")
	admin.ticks("Agent")
	admin.clicks("Save")
	meera.sees("Your session has ended.")

	admin.keysOfPrograms(t)
	admin.lastAdmin()
	admin.cannedResponses()
	admin.byKeyboard()

	// The log names it all.
	admin.opens("/settings/audit")
	for _, said := range []string{
		"Invited Meera Iyer", "Accepted the invitation of “Meera Iyer”", "Created the user “Meera Iyer”",
		"Changed the roles of the user “Meera Iyer” from Member to Member, Agent", "Created the API key “Warehouse”", "Revoked the API key “Warehouse”",
	} {
		admin.sees(said)
	}
	b.shoots("audit-log")
	admin.opens("/settings/audit?action=api_key")
	admin.sees("Revoked the API key “Warehouse”")
	require.False(t, sees[bool](b, admin.has("Invited Meera Iyer")))

	// She is switched off, and that is taken back.
	admin.opens("/settings/users")
	admin.clicks("Actions for Meera Iyer")
	admin.clicks("Switch off")
	admin.sees("Switch off Meera Iyer?")
	b.accessible("switch off")
	admin.clicks("Switch off")
	admin.sees("Meera Iyer is switched off.")
	meera.signsInAs("meera@saffron-go.example", password)
	meera.sees("The address or the password is wrong.")
	admin.clicks("Undo")
	admin.sees("Meera Iyer can sign in again.")
	meera.signsIn(devfile.Login{Email: "meera@saffron-go.example", Password: password})
	meera.ownAccount(password)
	admin.quiet()
	meera.quiet()
}

// keysOfPrograms: a key works until it is revoked.
func (d dashboardPage) keysOfPrograms(t *testing.T) {
	t.Helper()
	d.opens("/settings/api-keys")
	d.sees("+ API key")
	d.presses("n")
	d.sees("Create an API key")
	d.fills("Name", "Warehouse")
	d.clicks("Create the key")
	d.sees("Choose what it may do.")
	d.ticks("Read")
	d.clicks("Create the key")
	d.sees("it is shown this once")
	d.b.accessible("new key")
	d.b.shoots("api-key-made")
	program := caller{t: t, url: d.url, token: sees[string](d.b, `document.querySelector('.copy input').value`)}
	d.clicks("I have kept it")
	require.Equal(t, http.StatusOK, program.get("/v1/inboxes").status)
	require.Equal(t, http.StatusForbidden, program.get("/v1/users").status)
	d.clicks("Actions for Warehouse")
	d.clicks("Revoke")
	d.sees("Revoke Warehouse?")
	d.clicks("Revoke")
	d.sees("Warehouse opens nothing any more.")
	require.Equal(t, http.StatusUnauthorized, program.get("/v1/inboxes").status)
}

// lastAdmin: nobody locks everybody out, and is told why.
func (d dashboardPage) lastAdmin() {
	d.b.t.Helper()
	d.opens("/settings/users")
	d.clicks("Admin (you)")
	d.sees("you have to sign in again")
	d.ticks("Admin")
	d.ticks("Agent")
	d.clicks("Save")
	d.sees("Nobody could manage users after this")
	d.b.accessible("refused")
	d.b.shoots("last-admin")
	d.clicks("Cancel")
}

// cannedResponses are written, changed, deleted, and are there again.
func (d dashboardPage) cannedResponses() {
	d.b.t.Helper()
	d.opens("/settings/canned-responses")
	d.sees("No canned responses yet")
	d.clicks("+ Canned response")
	d.fills("Shortcut", "refund")
	d.fills("Text", "Your refund arrives within three working days.")
	d.clicks("Save")
	d.sees("/refund")
	d.clicks("/refund")
	d.sees("Change /refund")
	d.fills("Text", "Your refund arrives tomorrow.")
	d.clicks("Save")
	d.sees("Your refund arrives tomorrow.")
	d.clicks("+ Canned response")
	d.fills("Shortcut", "REFUND")
	d.fills("Text", "Another one.")
	d.clicks("Save")
	d.sees("Is taken.")
	d.clicks("Cancel")
	d.clicks("Actions for refund")
	d.clicks("Delete")
	d.sees("Delete /refund?")
	d.clicks("Delete")
	d.sees("No canned responses yet")
	d.clicks("Undo")
	d.sees("Your refund arrives tomorrow.")
}

// byKeyboard: rows are moved through and opened, sorted and found; what is asked
// stands in the address.
func (d dashboardPage) byKeyboard() {
	d.b.t.Helper()
	d.opens("/settings/users")
	d.sees("Meera Iyer")
	names := func() []any { return sees[[]any](d.b, d.all(".data-row", "e.querySelector('bdi').innerText")) }
	d.clicks("Name")
	d.b.until("it is sorted", `location.search.includes('users-sort=name')`)
	up := names()
	d.clicks("Name")
	d.b.until("the other way round", `location.search.includes('users-sort=-name')`)
	down := names()
	require.NotEqual(d.b.t, up, down)
	require.Equal(d.b.t, up[0], down[len(down)-1])
	d.b.do(reload())
	d.sees("Meera Iyer")
	require.Equal(d.b.t, down, names(), "a reload keeps it")
	d.presses("jj")
	d.b.until("the second row has the focus", `document.activeElement === document.querySelectorAll('.data-row')[1]`)
	d.b.enter()
	d.sees(fmt.Sprintf("Change %s", down[1]))
	d.b.types("\x1b")
	d.b.until("it is closed", "!"+d.has(fmt.Sprintf("Change %s", down[1])))
	d.presses("gt")
	d.b.until("settings", `location.pathname.startsWith('/settings/')`)
}

// ownAccount: name, password, and where one is signed in.
func (d dashboardPage) ownAccount(password string) {
	d.b.t.Helper()
	login(d.b.t, d.f, devfile.Login{Email: "meera@saffron-go.example", Password: password})
	d.opens("/settings/profile")
	d.sees("A program")
	d.clicks("End all others")
	d.sees("End all your other sessions?")
	d.clicks("End them")
	d.sees("All others have ended.")
	d.b.until("they are gone", "!"+d.has("A program"))
	d.fills("Name", "Meera R. Iyer")
	d.clicks("Save")
	d.sees("Saved.")
	d.fills("Current password", "not this one")
	d.fills("New password", "another horse")
	d.clicks("Change the password")
	d.sees("Is wrong.")
	d.b.shoots("profile-wrong-password")
	d.fills("Current password", password)
	d.clicks("Change the password")
	d.sees("The password is changed.")
	d.opens("/settings/profile")
	d.b.until("her name is kept", `[...document.querySelectorAll('input')].some(e => e.labels?.[0]?.innerText === 'Name' && e.value === 'Meera R. Iyer')`)
}

// signsInAs writes an address and a password, whatever comes of it.
func (d dashboardPage) signsInAs(email, password string) {
	d.b.t.Helper()
	d.fills("E-mail address", email)
	d.fills("Password", password+"\r")
}

// ticks presses the box of a label.
func (d dashboardPage) ticks(label string) {
	d.b.t.Helper()
	box := fmt.Sprintf(`[...document.querySelectorAll('[type=checkbox]')].find(e => [...(e.labels ?? [])].some(l => l.innerText.trim() === %q))`, label)
	d.b.until("there is "+label, box+" != null")
	before := sees[bool](d.b, box+".checked")
	at := sees[[]float64](d.b, fmt.Sprintf(`(r => [r.x + r.width / 2, r.y + r.height / 2])(%s.getBoundingClientRect())`, box))
	d.b.do(click(at[0], at[1]))
	d.b.until("it has changed", fmt.Sprintf("%s.checked === %t", box, !before))
}

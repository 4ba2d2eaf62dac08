package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/devfile"
	"github.com/parleyhq/parley/internal/fakes/webhookapp"
)

// An admin sets up an inbox for an app, sees the first message arrive, tries the
// app's endpoint, and switches the inbox off and on again.
func TestInboxPages(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a whole Parley and a browser")
	}
	t.Parallel()
	b := openBrowser(t)
	f := startDev(t, stateFolder(t)).ready()
	app := webhookapp.New(webhookapp.Options{})
	t.Cleanup(app.Close)
	d := openDashboard(b, f)
	d.signsIn(devfile.Login{Email: f.AdminEmail, Password: f.AdminPassword})

	d.opens("/settings/inboxes")
	d.sees("WhatsApp")
	b.shoots("inboxes")
	d.clicks("+ Inbox")
	d.sees("Where do your customers write?")
	b.accessible("channels")
	b.shoots("inbox-channels")

	// What is refused stands at its field, and nothing that was typed is lost.
	sees[bool](b, `[...document.querySelectorAll('.channel')].find(e => e.innerText.includes('Telegram')).click() ?? true`)
	d.fills("Name", "Our bot")
	d.fills("Bot token", "no token")
	d.clicks("Create the inbox")
	b.until("it says what is wrong", `document.querySelector('[id$="-error"], .error')?.innerText.length > 0`)
	b.shoots("inbox-refused")
	require.Equal(t, "Our bot", sees[string](b, `document.querySelector('.inbox-form input').value`))
	d.clicks("Another channel")
	d.confirms("Leave")

	sees[bool](b, `[...document.querySelectorAll('.channel')].find(e => e.innerText.includes('Your own app')).click() ?? true`)
	d.fills("Name", "Shop app <i>")
	d.fills("Where answers are posted", app.URL())
	d.clicks("Create the inbox")
	d.sees("Signing secret")
	d.sees("Waiting for a message")
	b.accessible("inbox made")
	b.shoots("inbox-made")
	secret := sees[string](b, `[...document.querySelectorAll('.copy input')].map(e => e.value).find(v => v.startsWith('whsec_')) ?? ''`)
	require.NotEmpty(t, secret)
	id := sees[string](b, `[...document.querySelectorAll('.copy input')].map(e => e.value).find(v => v.includes('/webhooks/')).split('/webhooks/')[1]`)
	app.Trust(secret)

	service(t, f).writes(id, "asha", "m1", "are you there already?")
	d.sees("It has arrived.")
	d.clicks("Send a test delivery")
	d.sees("Your service took it.")
	d.clicks("Open the conversation")
	d.sees("are you there already?")

	d.opens("/settings/inboxes/" + id)
	d.sees("Last message in")
	d.clicks("Switch off")
	d.confirms("Switch off")
	d.sees("switched off by an admin")
	d.clicks("Switch on")
	d.sees("It is switched on.")
	b.accessible("inbox")
	b.shoots("inbox")
	d.quiet()
}

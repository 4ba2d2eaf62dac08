package e2e

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

// Outside the window an agent picks an approved template, sees it with its values
// as they are typed, sends it, and sees it delivered.
func TestTemplateOutsideTheWindow(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a whole Parley and a browser")
	}
	t.Parallel()
	b := openBrowser(t)
	f := startDev(t, stateFolder(t), "PARLEY_WINDOW=10s").ready()
	d := openDashboard(b, f)
	defer d.testifies("it")
	d.signsIn(f.Agents[0])
	d.opens("/inbox/all?inbox_id=" + f.WhatsAppInboxID)
	response, err := http.PostForm(f.FakePeopleURL+"/whatsapp", url.Values{"name": {"Noor"}, "text": {"my rider never came"}})
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	d.clicks("my rider never came")
	d.sees("Only an approved template can be sent now.")
	b.until("nothing else can be written", `document.querySelector('.composer textarea') == null`)
	conversation := sees[string](b, `location.pathname.split('/').at(-1)`)
	ines := login(t, f, f.Agents[0])
	ines.becomes(conversation, "inactive", 1)

	d.chooses("Template", "order_on_its_way (en)")
	d.sees("{{1}} brings your order {{2}} at about {{3}}.")
	const send = "Send the template"
	require.Equal(t, "null", sees[string](b, `String(`+d.control(send)+`)`), "its values are missing")
	d.fills("Value of 1", "Ravi")
	d.fills("Value of 2", "S-17")
	d.sees("Ravi brings your order S-17 at about {{3}}.")
	require.Equal(t, "null", sees[string](b, `String(`+d.control(send)+`)`), "one is still missing")
	d.fills("Value of 3", "8 o’clock")
	d.sees("Ravi brings your order S-17 at about 8 o’clock.")
	b.accessible("template")
	b.shoots("template-filled")
	d.clicks(send)
	b.until("it stands in the history, delivered", d.all(".bubble", "e.innerText.includes('Ravi brings your order S-17 at about 8 o’clock.') && /Delivered|Read/.test(e.querySelector('[role=img]')?.getAttribute('aria-label') ?? '')")+".some(Boolean)")
	b.shoots("template-delivered")
	d.quiet()
}

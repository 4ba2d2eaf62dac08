package e2e

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/devfile"
	"github.com/parleyhq/parley/internal/fakes/graph"
)

// A creator gives the template of a campaign its picture by a file: one that is none is
// refused and nothing of what was written is lost, the other is in the preview, and
// WhatsApp gets it with the message.
func TestThePictureOfACampaign(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a whole Parley and a browser")
	}
	t.Parallel()
	b := openBrowser(t)
	f := startDev(t, stateFolder(t)).ready()
	boss := devfile.Login{Email: f.AdminEmail, Password: f.AdminPassword}
	admin := login(t, f, boss)

	meta := picturesOnWhatsApp(t, admin)

	d := openDashboard(b, f)
	b.size(1440, 1600) // the form is long, and its button is clicked where it is
	d.signsIn(boss)
	d.opens("/campaigns/new")
	d.fills("Name", "Autumn")
	d.chooses("Inbox", "Pictures")
	d.chooses("Approved template", "autumn_menu (en)")
	d.fills("What goes into {{1}}", "{{name}}")
	d.picks("menu.png", `new Blob(['no picture at all'])`)
	d.sees("WhatsApp does not take this file as the picture of the template.")
	require.Equal(t, "{{name}}", sees[string](b, d.field("What goes into {{1}}")+".value"))
	d.picks("menu.png", `await new Promise(done => Object.assign(document.createElement('canvas'), {width: 40, height: 30}).toBlob(done, 'image/png'))`)
	b.until("it is in the preview", `document.querySelector('.header-picture')?.naturalWidth === 40`)
	b.accessible("picture of a campaign")
	b.shoots("campaign-picture")
	d.clicks("Save the draft")
	d.clicks("Add recipients")
	d.pastes("or paste rows", "to,name\n+91 98765 43299,Asha\n")
	d.clicks("Check")
	d.clicks("Add 1 person")
	d.sees("1 recipient is added.")
	d.clicks("Launch")
	d.confirms("Launch")
	d.sees("It is running.")
	require.Eventually(t, func() bool { return len(meta.Sent()) == 1 }, patience, 50e6, "it went out")
	parts := meta.Sent()[0].Body["template"].(map[string]any)["components"].([]any)
	picture := parts[0].(map[string]any)["parameters"].([]any)[0].(map[string]any)["image"].(map[string]any)
	require.Equal(t, pngStart, string(meta.Media(picture["id"].(string))[:len(pngStart)]), "the file itself")
	require.Equal(t, "Asha", parts[1].(map[string]any)["parameters"].([]any)[0].(map[string]any)["text"])
	d.b.do(reload())
	b.until("it is still in the preview", `document.querySelector('.header-picture')?.naturalWidth === 40`)
	d.quiet()
}

// whatsAppNumber is the number of the inbox of picturesOnWhatsApp.
const whatsAppNumber = "200100200300"

// picturesOnWhatsApp is an inbox "Pictures" at a stand-in for Meta's servers that knows a
// template with a picture.
func picturesOnWhatsApp(t *testing.T, admin caller) *graph.Server {
	t.Helper()
	const business = "200100200311"
	meta := graph.New(graph.Options{AppSecret: "secret", VerifyToken: "verify", Token: "token"})
	meta.AddNumber(graph.Number{ID: whatsAppNumber, BusinessID: business, Display: "15550001112", Name: "Shop"})
	meta.AddTemplate(graph.WhatsAppTemplate{
		BusinessID: business, Name: "autumn_menu", Language: "en", Status: "APPROVED", Category: "MARKETING", Parameters: 1,
		Components: []any{
			map[string]any{"type": "HEADER", "format": "IMAGE"},
			map[string]any{"type": "BODY", "text": "{{1}}, the new menu is there."},
		},
	})
	inbox, _ := admin.inboxOf(map[string]any{
		"name": "Pictures", "channel": "whatsapp", "account": whatsAppNumber,
		"config":      map[string]any{"business_id": business, "graph_url": meta.URL()},
		"credentials": map[string]any{"app_secret": "secret", "verify_token": "verify", "token": "token"},
	})
	meta.SubscribeUnverified(admin.url + "/webhooks/" + inbox)
	runs(t, meta.Run, meta.Close)
	return meta
}

const pngStart = "\x89PNG"

// field is the input of a label.
func (d dashboardPage) field(label string) string {
	return fmt.Sprintf(`[...document.querySelectorAll('input')].find(e => [...(e.labels ?? [])].some(l => l.innerText.trim() === %q))`, label)
}

// picks a file in the field for files of the page.
func (d dashboardPage) picks(name, content string) {
	d.b.t.Helper()
	d.b.until("there is a field for files", `document.querySelector('input[type=file]') != null`)
	sees[bool](d.b, fmt.Sprintf(`(async () => {
		const data = new DataTransfer()
		data.items.add(new File([%s], %q))
		const field = document.querySelector('input[type=file]')
		field.files = data.files
		return field.dispatchEvent(new Event('change', {bubbles: true}))
	})()`, content, name))
}

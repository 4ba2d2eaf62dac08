package e2e

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/demo"
	"github.com/parleyhq/parley/internal/devfile"
)

// An admin sets what conversations live by and how sure a match has to be, tries
// another embedding model, and gives all of it back.
func TestGeneralSettings(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a whole Parley and a browser")
	}
	t.Parallel()
	b := openBrowser(t)
	f := startDev(t, stateFolder(t)).ready()
	boss := devfile.Login{Email: f.AdminEmail, Password: f.AdminPassword}
	admin := login(t, f, boss)
	inForce := func(name string) any { return admin.get("/v1/settings").body["in_force"].(map[string]any)[name] }
	was := inForce("debounce_ms")

	d := openDashboard(b, f)
	d.signsIn(boss)
	d.opens("/settings/general")
	d.fills("Quiet before an answer", "soon")
	d.sees("Write a number, or leave it empty.")
	d.fills("Quiet before an answer", "2")
	d.chooses("Quiet before an answer, unit", "seconds")
	d.chooses("Resolved tickets", "Fall Inactive when the window ends")
	b.accessible("general")
	d.clicks("Save")
	d.sees("Saved. It is in force within a second.")
	require.EqualValues(t, 2000, inForce("debounce_ms"))
	require.Equal(t, true, inForce("inactive_includes_resolved"))
	d.fills("Quiet before an answer", "\b")
	d.clicks("Save")
	b.until("it is the environment's again", d.has("Empty:"))
	require.Eventually(t, func() bool { return inForce("debounce_ms") == was }, patience, 50e6)

	d.isAsCarefulAsSet(admin)
	d.heedsAnotherWord(service(t, f))

	d.opens("/settings/general")
	d.chooses("Where", "An OpenAI-compatible endpoint")
	d.fills("Base URL", "http://127.0.0.1:1/v1")
	d.fills("Model", "nothing")
	d.fills("Dimensions", "8")
	d.clicks("Test it")
	b.until("it says that nobody answers", `document.querySelector('section p.error')?.innerText.length > 10`)
	b.shoots("general")
	d.chooses("Where", "Embedded: in this process, nothing leaves it")
	d.clicks("Test it")
	d.sees("It works")
	d.quiet()
}

// heedsAnotherWord adds a word by which people opt out, and somebody writes it.
func (d dashboardPage) heedsAnotherWord(shop caller) {
	d.b.t.Helper()
	d.opens("/settings/general")
	d.b.until("the words are there", d.field("They want no more")+"?.value.includes('stop')")
	words := sees[string](d.b, d.field("They want no more")+".value")
	d.fills("They want no more", words+", Kein Interesse, "+strings.Repeat("x", 200))
	d.b.enter()
	d.sees("Entry 10: Must have at most 40 characters.")
	require.Contains(d.b.t, sees[string](d.b, d.field("They want no more")+".value"), "xxx", "what was written is still there")
	d.fills("They want no more", words+", Kein Interesse")
	d.b.enter()
	d.sees("Saved. The next message counts by it.")
	shop.writes(d.f.InboxID, "weary", "weary-1", "KEIN INTERESSE")
	d.opens("/contacts?opted_out=yes")
	d.clicks("Asha Rao")
	d.sees("(they wrote a word for it)")
}

// isAsCarefulAsSet sets how sure a match has to be, and Test FAQ answers less, then as
// much as before; a threshold set by hand leaves all of it to people.
func (d dashboardPage) isAsCarefulAsSet(admin caller) {
	d.b.t.Helper()
	test := func(text string) map[string]any {
		got := admin.post("/v1/faqs/test", map[string]any{"text": text})
		require.Equal(d.b.t, http.StatusOK, got.status, got.body)
		return got.body
	}
	admin.until("the FAQs are learned", "/v1/matcher", func(a map[string]any) bool { return a["up_to_date"] == true && a["threshold_in_force"] != nil })
	messages, err := demo.Messages()
	require.NoError(d.b.t, err)
	var answered []string
	for _, m := range messages {
		if m.Text != "" && test(m.Text)["answered"] == true {
			answered = append(answered, m.Text)
		}
	}
	saves := func(threshold any) {
		d.clicks("Save")
		d.sees("Saved. The next message is matched by it.")
		var inForce any
		admin.until("it is in force", "/v1/matcher", func(a map[string]any) bool {
			inForce = a["threshold_in_force"]
			return a["threshold"] == threshold
		})
		require.Eventually(d.b.t, func() bool { return test(answered[0])["threshold"] == inForce }, patience, 50e6)
	}
	asks := func(text string) {
		d.opens(faqsAt + "?test=")
		d.sees("Write what a customer would write")
		d.fillsIn("[role=dialog] textarea", text+"\r")
	}

	// High enough for all of the settings.
	d.b.size(1440, 2000)
	d.opens("/settings/general")
	d.chooses("Care", "Cautious: answers less, errs seldom")
	saves(nil)
	left := slices.DeleteFunc(slices.Clone(answered), func(text string) bool { return test(text)["answered"] == true })
	require.NotEmpty(d.b.t, left, "what is less sure is left to people")
	require.Less(d.b.t, len(left), len(answered), "the rest is answered")
	asks(left[0])
	d.sees("Nothing answers this: it waits for a person.")
	d.b.shoots("general-cautious")

	d.opens("/settings/general")
	d.chooses("Care", "Balanced: answers more, errs a little")
	saves(nil)
	asks(left[0])
	d.sees("Answered by: FAQs")

	d.opens("/settings/general")
	d.fills("Threshold of your own", "1")
	saves(1.0)
	asks(left[0])
	d.clicks("View matched")
	d.sees("1.000 is needed.")
	d.opens("/settings/general")
	d.fills("Threshold of your own", "\b")
	saves(nil)
	d.b.size(1440, 900)
}

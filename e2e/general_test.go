package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"

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

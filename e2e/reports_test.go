package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/devfile"
)

// What two customers and an agent do in an inbox of their own is what the reports
// say afterwards, to the number; so is a week of the past, counted by hand.
func TestReports(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a whole Parley and a browser")
	}
	t.Parallel()
	b := openBrowser(t)
	f := startDev(t, stateFolder(t)).ready()
	admin := login(t, f, devfile.Login{Email: f.AdminEmail, Password: f.AdminPassword})
	ines, shop := login(t, f, f.Agents[0]), service(t, f)
	made := admin.post("/v1/inboxes", map[string]any{"name": "Reported", "channel": "webhook"})
	require.Equal(t, http.StatusCreated, made.status, made.body)
	inbox := made.body["id"].(string)

	d := openDashboard(b, f)
	d.signsIn(devfile.Login{Email: f.AdminEmail, Password: f.AdminPassword})
	here := "?days=7&inbox=" + inbox
	d.opens("/reports/overview" + here)
	d.sees("Nothing happened in these days")
	d.sees("nobody waits")
	b.accessible("reports without anything")

	// Noor's question is answered by an FAQ. Asha writes three messages; Ines answers
	// twice and resolves the ticket. Ben waits.
	noor := shop.writes(inbox, "noor", "n1", "hi can i pay cash on delivery")
	admin.until("she is answered", "/v1/conversations/"+noor+"/messages", func(a map[string]any) bool {
		first := a["items"].([]any)[0].(map[string]any)
		return first["author"] == "auto" && first["state"] == "sent"
	})
	asha := shop.writes(inbox, "asha", "a1", "zxcv qwer tyui")
	admin.until("she is left to agents", "/v1/reports/overview?inbox="+inbox, func(a map[string]any) bool {
		return a["total"].(map[string]any)["bursts"] == 2.0
	})
	for i, text := range []string{"Hello Asha.", "It is on its way."} {
		sent := ines.post("/v1/conversations/"+asha+"/messages", map[string]any{"text": text})
		require.Equal(t, http.StatusAccepted, sent.status, sent.body)
		shop.writes(inbox, "asha", fmt.Sprint("a", i+2), "thank you "+fmt.Sprint(i))
		ines.becomes(asha, "pending", 1)
	}
	closed := ines.post("/v1/conversations/"+asha+"/close", map[string]any{"status": "resolved"})
	require.Equal(t, http.StatusOK, closed.status, closed.body)
	shop.writes(inbox, "ben", "b1", "zxcv qwer tyui")
	admin.until("all of it is counted", "/v1/reports/overview?inbox="+inbox, func(a map[string]any) bool {
		n := a["total"].(map[string]any)
		return n["messages_in"] == 5.0 && n["messages_agent"] == 2.0 && n["tickets_resolved"] == 1.0 && n["bursts"] == 3.0
	})

	d.opens("/reports/overview" + here)
	for label, value := range map[string]string{
		"Waiting now":            "1", // Ben
		"Tickets opened":         "3",
		"Tickets resolved":       "1",
		"Answered automatically": "33.3%", // 1 of 3 bursts: Noor's, not Asha's and Ben's
	} {
		b.until(label+" is "+value, fmt.Sprintf(`[...document.querySelectorAll('.tile')].some(e => e.querySelector('dt').innerText === %q && e.querySelector('.tile-value').innerText === %q)`, label, value))
	}
	d.sees("1 of 3")
	b.until("the charts are drawn", `document.querySelectorAll('.picture svg .recharts-bar-rectangle').length > 0 && document.querySelectorAll('.picture svg .recharts-line').length > 0`)

	// Each chart is a table too: today is the last of seven days.
	d.clicks("Show as table")
	b.until("the numbers of today", `[...document.querySelectorAll('.figure-table [role=row]')].at(-1)?.innerText.split(/\s+/).slice(-4).join() === '5,2,1,0'`)

	// With the days before beside it, which had nothing.
	d.ticks("Compare with the days before")
	b.until("it is in the address", `location.search.includes('compare=previous')`)
	d.sees("0 before")

	// By agent: a row leads to what she did.
	d.opens("/reports/agents" + here)
	b.until("what Ines did", `[...document.querySelectorAll('.data-row')].some(e => e.innerText.split(/\s+/).slice(1, 4).join() === '1,1,2' || e.innerText.includes('Ines'))`)
	require.Equal(t, []any{"1", "1", "2"}, sees[[]any](b, `[...document.querySelectorAll('.data-row')].filter(e => e.innerText.includes('Ines')).flatMap(e => [...e.querySelectorAll('td, [role=cell], [role=gridcell]')].slice(-5, -2).map(c => c.innerText.trim()))`))
	csv := sees[string](b, `fetch([...document.querySelectorAll('a[download]')][0].href).then(r => r.text())`)
	require.Equal(t, []string{"1", "1", "2", "1"}, strings.Split(strings.Split(csv, "\n")[1], ",")[2:6])

	// By FAQ, and by hour of the week.
	d.opens("/reports/faqs" + here)
	d.sees("100%")
	d.opens("/reports/hours" + here)
	b.until("the busiest hour", `[...document.querySelectorAll('.heat td[data-level="5"]')].length >= 1`)
	b.until("how long the answered ones waited", `[...document.querySelectorAll('figure')].find(e => e.ariaLabel === 'First response by agents, median')?.querySelectorAll('td[data-level="5"]').length === 1`)
	d.sees("Longest for those answered on ")
	b.shoots("reports-hours")
	d.opens("/reports/hours?days=365&inbox=" + inbox)
	d.sees("Choose 92 days or fewer")
	d.lives(admin, ines).isTold()

	// An agent sees the overview, and of agents only what they did themselves.
	d.clicks("Sign out")
	d.signsIn(f.Agents[0])
	d.opens("/reports/overview" + here)
	d.sees("Waiting now")
	require.False(t, sees[bool](b, d.control("By agent")+" != null"))
	d.ticks("Only what I did")
	d.sees("Tickets taken")
	b.until("her messages", `[...document.querySelectorAll('.tile')].some(e => e.innerText.startsWith('Messages sent\n2'))`)
	d.quiet()
}

// until waits for what the API says.
func (c caller) until(what, path string, holds func(map[string]any) bool) {
	c.t.Helper()
	require.Eventually(c.t, func() bool {
		got := c.get(path)
		return got.status == http.StatusOK && holds(got.body)
	}, patience, 100e6, what)
}

package e2e

import (
	"fmt"
	"strings"
	"time"

	"github.com/stretchr/testify/require"
)

const nightText = "We sleep now and answer in the morning."

// nightNow is a place, found by a part of its name, where it is night now and for
// an hour to come: 18:00 to 09:00 by its clocks, which are never changed.
func nightNow() (part, zone string) {
	if time.Now().UTC().Hour() < 13 {
		return "bogota", "America/Bogota"
	}
	return "kolkata", "Asia/Kolkata"
}

// draftsNight writes a quick reply over midnight as a creator, who sees when it
// would be sent and does not activate it.
func (s setting) draftsNight() {
	s.t.Helper()
	d := hours{s.t, s.f, s.api, s.api, s.one}
	// High enough for a week, and the buttons below it.
	d.b.size(1440, 1700)
	d.opens(quickAt + "/new")
	d.fills("Name", "Nights")
	d.pastes("Text", nightText)
	d.zone(nightNow())
	d.clicks("Nights, 18:00 to 09:00")
	d.sees("It would be on now, until")
	d.b.until("the next nights run over midnight", `document.querySelectorAll('.quick-preview li').length === 6 &&
		[...document.querySelectorAll('.quick-preview li')].every(e => /18:00 – .*09:00$/.test(e.innerText.trim()))`)
	require.False(s.t, sees[bool](d.b, d.control("Save and activate")+" != null"), "a creator drafts")
	d.clicks("Save as a draft")
	d.sees("A draft answers nobody.")
	d.b.until("it has an address", `/quick-replies\/[0-9a-f-]{36}$/.test(location.pathname)`)
	require.False(s.t, sees[bool](d.b, d.control("Activate")+" != null"), "a creator does not activate")
	d.b.shoots("night-draft")
	d.b.size(1440, 900)
}

// activatesNight activates it as an approver.
func (s setting) activatesNight() {
	s.t.Helper()
	d := s.two
	d.opens(quickAt)
	d.sees("If it were active: On now, until")
	d.clicks("Activate Nights")
	d.sees("It is sent to customers while it is on.")
	d.b.until("it is active", `document.querySelector('[data-quick="Nights"] .status')?.innerText === 'Active'`)
	d.b.shoots("night-active")
}

// isToldOnce shows that a customer whom no FAQ answers gets it once in the night.
func (s setting) isToldOnce() {
	s.t.Helper()
	shop := service(s.t, s.f)
	var history []string
	for i, text := range []string{"are there xylophone lessons at the opera?", "does the trombone sing tonight?"} {
		c := shop.writes(s.f.InboxID, "owl", fmt.Sprintf("owl-%d", i), text)
		// The second one gets the chain's filler.
		require.Eventually(s.t, func() bool {
			history = shop.history(c)
			return len(history) == 2*i+2
		}, patience, 50*time.Millisecond)
	}
	require.Equal(s.t, "auto: "+nightText, history[1])
	require.Equal(s.t, 1, strings.Count(strings.Join(history, "\n"), nightText))
}

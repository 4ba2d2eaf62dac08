package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A conversation goes from one agent to the other and back to all, as both of their
// browsers see it, and what is sent too late is refused with its words kept.
func TestChatHolder(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a whole Parley and two browsers")
	}
	t.Parallel()
	b, second := openBrowser(t), openBrowser(t)
	f := startDev(t, stateFolder(t)).ready()
	one, two := openDashboard(b, f), openDashboard(second, f)
	defer one.testifies("one")
	defer two.testifies("two")
	one.signsIn(f.Agents[0])
	two.signsIn(f.Agents[1])
	shop, ravi := service(t, f), login(t, f, f.Agents[1])
	c := shop.writes(f.InboxID, "holder-asha", "holder-1", "my parcel is broken and I want my money back")
	one.opens("/inbox/all/" + c)
	two.opens("/inbox/mine")
	two.sees("You hold no conversation")

	one.presses("c")
	one.sees("Held by you")
	one.transfers()
	two.sees("Asha Rao")
	two.clicks("Asha Rao")
	two.sees("Held by you")

	two.writes("I am looking into it.\r")
	one.sees("I am looking into it.")
	ravi.becomes(c, "active", 1)
	two.releases()
	one.sees("Nobody holds it")

	one.isTooLate(two)
	refused := "I was a moment too late."
	for _, said := range ravi.history(c) {
		require.NotContains(t, said, refused)
	}
	one.quiet()
	two.quiet()
}

// transfers hands the open conversation to Ravi, by keyboard.
func (d dashboardPage) transfers() {
	d.b.t.Helper()
	d.presses("t")
	d.sees("Transfer the conversation with Asha Rao")
	d.b.until("he can be chosen", `[...document.querySelectorAll('[role=dialog] option')].some(o => o.innerText === 'Ravi Menon')`)
	d.b.until("it has the focus", `document.activeElement?.tagName === 'SELECT'`)
	d.b.accessible("transfer")
	d.b.shoots("transfer")
	d.b.types("Ravi")
	d.clicks("Transfer")
	d.sees("Held by Ravi Menon")
	d.sees("Ravi Menon holds this conversation.")
	d.b.shoots("transferred")
}

// releases the open conversation, with the mouse.
func (d dashboardPage) releases() {
	d.b.t.Helper()
	d.clicks("More actions")
	d.clicks("Release")
	d.sees("Nobody holds it")
	d.b.until("it is not theirs any more", `document.querySelectorAll('.row').length === 0`)
	d.b.shoots("released")
}

// isTooLate sends while a colleague is faster: the network holds the message back.
func (d dashboardPage) isTooLate(colleague dashboardPage) {
	d.b.t.Helper()
	sees[bool](d.b, `(send => {
		const held = new Promise(go => { window.letGo = go })
		window.fetch = async (to, how) => {
			if (how?.method === 'POST' && String(to.url ?? to).endsWith('/messages')) await held
			return send(to, how)
		}
		return true
	})(window.fetch)`)
	d.writes("I was a moment too late.\r")
	d.b.until("it is on its way", `document.querySelector('[data-outgoing=sending]') != null`)
	colleague.presses("c")
	colleague.sees("Held by you")
	sees[bool](d.b, `letGo() ?? true`)
	d.sees("Not sent.")
	d.b.until("it says why", `document.querySelector('.refusal').innerText.includes('Ravi Menon')`)
	d.b.until("and what it was", `document.querySelector('[data-outgoing=failed] .text').innerText === 'I was a moment too late.'`)
	d.b.accessible("refused")
	d.b.shoots("refused")

	// It outlives a reload, and goes back to where it can be written anew.
	d.b.do(reload())
	d.b.until("it is still there", `document.querySelector('[data-outgoing=failed] .text')?.innerText === 'I was a moment too late.'`)
	d.clicks("Edit")
	d.b.until("it can be changed", `document.querySelector('.composer textarea')?.value === 'I was a moment too late.' && document.querySelector('[data-outgoing]') == null`)
	d.clicks("Write a note instead")
	d.b.until("it is the note's", `document.querySelector('.composer.note textarea')?.value === 'I was a moment too late.'`)
	d.b.shoots("refused-note")
}

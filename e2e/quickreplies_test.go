package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/devfile"
)

const (
	quickAt       = chainAt + "/quick-replies"
	calendarsAt   = chainAt + "/calendars"
	replayAt      = chainAt + "/replay"
	suggestionsAt = chainAt + "/suggestions"
)

// Quick replies, calendars, what-if replay and suggestions as an admin uses them,
// and what customers get of it.
func TestQuickReplies(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a whole Parley and a browser")
	}
	t.Parallel()
	b := openBrowser(t)
	f := startDev(t, stateFolder(t)).ready()
	admin := devfile.Login{Email: f.AdminEmail, Password: f.AdminPassword}
	s := hours{t, f, login(t, f, admin), service(t, f), openDashboard(b, f)}
	s.signsIn(admin)
	// High enough for a week, its exact times and the button below them.
	s.b.size(1440, 1700)

	s.asksInVain()
	s.suggests()
	calendar := s.closes()
	s.paints(calendar)
	s.inUse()
	s.isSentOnce()
	s.orders()
	s.bothWrite()
	s.fallsBack()
	s.replays()
	s.quiet()
}

// hours is an admin at work on when what is said.
type hours struct {
	t         *testing.T
	f         devfile.File
	api, shop caller
	dashboardPage
}

// paints a night from Friday to Saturday by mouse and by keyboard, and sees when
// the server would have it on.
func (s hours) paints(calendar string) {
	s.t.Helper()
	s.opens(quickAt)
	s.sees("No quick replies yet")
	s.clicks("Write a quick reply")
	s.fills("Name", "Friday night")
	s.pastes("Text", "We dance tonight and are back on Saturday.")
	s.zone("kolkata", "Asia/Kolkata")
	s.sees("Say when, and the next times stand here.")
	s.b.until("the calendar's hours are offered", s.control("Closed hours of Support")+" != null")
	s.stroke("4-22", "4-23")
	s.stroke("5-0", "5-1")
	times := s.all(".week-times select, .week-times input", "e.value") + ".join(' ')"
	s.b.until("the night is painted", times+" === 'friday 22:00 02:00'")
	sees[bool](s.b, `document.querySelector('[data-cell="5-1"]').focus() ?? true`)
	s.b.presses("ArrowRight", "")
	s.b.presses(" ", " ")
	s.b.until("an hour more", times+" === 'friday 22:00 03:00'")
	s.sees("until Saturday")
	s.b.until("it is drawn on both days", `document.querySelector('.week-day:nth-child(6) [data-after]') != null && document.querySelector('.week-day:nth-child(7) [data-before]') != null`)
	s.sees("Next on from")
	s.b.accessible("a week")
	s.b.shoots("quick-week")
	require.Equal(s.t, "rgba(0, 0, 0, 0)", sees[string](s.b, `getComputedStyle(document.activeElement.closest('.week-cell')).backgroundColor`), "what is painted is seen under the focus")
	s.b.theme("dark")
	s.b.shoots("quick-week-dark")
	s.b.theme("light")
	s.clicks("Save as a draft")
	s.b.until("it has an address", `/quick-replies\/[0-9a-f-]{36}$/.test(location.pathname)`)
	made := s.api.get("/v1/quick-replies/" + sees[string](s.b, `location.pathname.split('/').at(-1)`))
	when := made.body["when"].(map[string]any)
	require.Equal(s.t, map[string]any{"zone": "Asia/Kolkata", "weekly": []any{map[string]any{"day": "friday", "from": "22:00", "to": "03:00"}}}, when)
	periods := s.api.call(http.MethodPost, "/v1/quick-replies/preview", map[string]any{"when": when, "from": "2026-12-01T00:00:00Z", "until": "2026-12-08T00:00:00Z"})
	require.Equal(s.t, []any{map[string]any{"start": "2026-12-04T16:30:00Z", "end": "2026-12-04T21:30:00Z"}}, periods.body["items"])

	closed := s.api.post("/v1/quick-replies", map[string]any{"name": "Closed", "text": "We are closed.", "when": map[string]any{"outside_hours_of": calendar}})
	require.Equal(s.t, http.StatusCreated, closed.status, closed.body)
}

// stroke drags over the week from one cell to another.
func (s hours) stroke(from, to string) {
	s.t.Helper()
	sees[bool](s.b, `document.querySelector('.week').scrollIntoView({block: 'center'}) ?? true`)
	at := sees[[]float64](s.b, fmt.Sprintf(`[%q, %q].flatMap(c => { const r = document.querySelector('[data-cell="' + c + '"]').getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2] })`, from, to))
	s.b.mouse("mousePressed", at[0], at[1])
	s.b.mouse("mouseMoved", at[2], at[3])
	s.b.mouse("mouseReleased", at[2], at[3])
}

// isSentOnce writes a quick reply for the hours around now, and a customer gets it
// once in its period.
func (s hours) isSentOnce() {
	s.t.Helper()
	s.opens(quickAt + "/new")
	s.fills("Name", "Around now")
	s.pastes("Text", "Somebody reads this within the hour.")
	s.zone("UTC", "UTC")
	s.clicks("Add an interval")
	now := time.Now().UTC()
	s.chooses("Day of interval 1", now.Add(-time.Hour).Weekday().String())
	s.time("Start of interval 1", now.Add(-time.Hour).Format("15:04"))
	s.time("End of interval 1", now.Add(3*time.Hour).Format("15:04"))
	s.sees("It would be on now, until")
	s.clicks("Save and activate")
	s.sees("It is sent to customers while it is on.")
	s.opens(quickAt)
	s.sees("On now, until")
	s.b.accessible("quick replies")
	s.b.shoots("quick-replies")

	c := s.shop.writes(s.f.InboxID, "opera", "opera-1", "can I book xylophone lessons at the opera?")
	require.Eventually(s.t, func() bool { return len(s.shop.history(c)) == 2 }, patience, 50*time.Millisecond)
	before := s.decided()
	s.shop.writes(s.f.InboxID, "opera", "opera-2", "are xylophone lessons at the opera on sundays?")
	require.Eventually(s.t, func() bool { return s.decided() == before+1 }, patience, 500*time.Millisecond, "the second message is decided about")
	require.Len(s.t, s.shop.history(c), 3)
	require.Equal(s.t, 1, strings.Count(strings.Join(s.shop.history(c), "\n"), "auto: Somebody reads this within the hour."))
}

// time sets a field of hours and minutes.
func (s hours) time(label, value string) {
	s.t.Helper()
	sees[bool](s.b, fmt.Sprintf(`(e => { Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(e, %q)
		return e.dispatchEvent(new Event('input', {bubbles: true})) })(document.querySelector('[aria-label=%q]'))`, value, label))
}

// orders puts one before another, archives one and takes that back.
func (s hours) orders() {
	s.t.Helper()
	names := s.all(".reorder [data-quick]", "e.dataset.quick") + ".join()"
	s.b.until("the order is there", names+" === 'Friday night,Closed,Around now'")
	s.clicks("Archive Around now")
	s.sees("Archived (1)")
	s.clicks("Undo")
	s.sees("Undone.")
	require.Len(s.t, s.api.items("/v1/quick-replies?status=active"), 1)
	s.b.until("it is back in its place", names+" === 'Friday night,Closed,Around now' && "+s.control("Order of Around now")+" != null")
	sees[bool](s.b, s.control("Order of Around now")+".focus() ?? true")
	s.b.presses("ArrowUp", "")
	s.b.until("it has moved", names+" === 'Friday night,Around now,Closed'")
	s.clicks("Save the order")
	s.sees("Saved: the first that is on goes first.")
	require.Equal(s.t, "Around now", s.api.items("/v1/quick-replies")[1]["name"])
}

// bothWrite is a conflict: what was written stays, and so does what the other saved.
func (s hours) bothWrite() {
	s.t.Helper()
	made := s.api.post("/v1/quick-replies", map[string]any{"name": "Fair", "text": "We are at the fair.", "when": map[string]any{"always": true}})
	path := "/v1/quick-replies/" + made.body["id"].(string)
	s.opens(quickAt + "/" + made.body["id"].(string))
	s.pastes("Text", "We are at the fair until Friday.")
	put := s.api.call(http.MethodPut, path, map[string]any{"name": "Fair", "text": "Visit us at the fair.", "when": map[string]any{"always": true}})
	require.Equal(s.t, http.StatusOK, put.status, put.body)
	// The page may have seen it by itself before.
	sees[bool](s.b, s.control("Save")+"?.click() ?? true")
	s.sees("Somebody saved this while you were editing it")
	s.sees("Visit us at the fair.")
	s.b.shoots("quick-conflict")
	require.Equal(s.t, "Visit us at the fair.", s.api.get(path).body["text"], "nothing of theirs is overwritten unseen")
	s.clicks("Keep mine")
	s.sees("Saved.")
	require.Equal(s.t, "We are at the fair until Friday.", s.api.get(path).body["text"])
}

// fallsBack makes one that is always on: it says what goes before it, a customer
// gets it once, and each silence has its reason.
func (s hours) fallsBack() {
	s.t.Helper()
	s.opens(quickAt + "/new")
	s.fills("Name", "Fallback")
	s.pastes("Text", "A colleague answers you as soon as one is free.")
	sees[bool](s.b, `[...document.querySelectorAll('.when label')].find(e => e.innerText.trim() === 'Always').click() ?? true`)
	s.sees("It would be on now, without an end.")
	s.sees("a conversation gets it once, and never again")
	s.clicks("Save and activate")
	s.sees("It is sent to customers while it is on.")
	s.sees("FAQs are asked first")
	s.sees("Around now is on now as well and goes first.")
	s.b.accessible("a fallback")
	s.b.shoots("quick-fallback")
	id := sees[string](s.b, `location.pathname.split('/').at(-1)`)

	before := s.decided()
	var c string
	for i, text := range []string{"is there a trombone in the orchestra?", "does the tuba play tonight?", "and who plays the harp?"} {
		c = s.shop.writes(s.f.InboxID, "circus", fmt.Sprintf("circus-%d", i), text)
		require.Eventually(s.t, func() bool { return s.decided() == before+i+1 }, patience, 500*time.Millisecond, "it is decided about")
	}
	require.Equal(s.t, []string{
		"contact: is there a trombone in the orchestra?", "auto: Somebody reads this within the hour.",
		"contact: does the tuba play tonight?", "auto: A colleague answers you as soon as one is free.",
		"contact: and who plays the harp?",
	}, s.shop.history(c))
	latest := s.shop.items("/v1/conversations/" + c + "/messages")[0]
	decision := s.shop.get("/v1/decisions/" + latest["decision_id"].(string))
	require.Equal(s.t, http.StatusOK, decision.status, decision.body)
	said := map[any]any{}
	for _, q := range decision.body["verdict"].(map[string]any)["quick_replies"].([]any) {
		said[q.(map[string]any)["name"]] = q.(map[string]any)["explanation"]
	}
	require.Equal(s.t, map[any]any{
		"Around now": "It is on, but the conversation has had it in this period.",
		"Fallback":   "It is on, but the conversation has had it in this period.",
	}, said)

	set := s.api.call(http.MethodPut, "/v1/responders", map[string]any{"order": []string{"faq"}})
	require.Equal(s.t, http.StatusOK, set.status, set.body)
	s.opens(quickAt + "/" + id)
	s.sees("Quick replies are not in the chain: it is sent to nobody.")
	set = s.api.call(http.MethodPut, "/v1/responders", map[string]any{"order": []string{"faq", "quick_reply"}})
	require.Equal(s.t, http.StatusOK, set.status, set.body)
	require.Equal(s.t, http.StatusOK, s.api.post("/v1/quick-replies/"+id+"/archive", nil).status)
}

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

// asksInVain has customers ask what nothing answers.
func (s hours) asksInVain() {
	s.t.Helper()
	before := s.decided()
	for i, text := range []string{
		"Can I bring my dog into the restaurant?", "Can I bring my dog to your restaurant?",
		"May I bring my dog into the restaurant?", "Can I take my dog into the restaurant?",
	} {
		contact := fmt.Sprintf("dog-%d", i)
		s.shop.writes(s.f.InboxID, contact, contact, text)
	}
	require.Eventually(s.t, func() bool { return s.decided() == before+4 }, patience, 500*time.Millisecond, "they are decided about")
}

// decided is how many messages have been decided about: a replay tells.
func (s hours) decided() int {
	s.t.Helper()
	got := s.api.post("/v1/faqs/replay", map[string]any{"days": 30})
	require.Equal(s.t, http.StatusOK, got.status, got.body)
	return int(got.body["result"].(map[string]any)["messages"].(float64))
}

// suggests looks for what was asked in vain, dismisses and reopens it, and makes
// it a draft.
func (s hours) suggests() {
	s.t.Helper()
	s.opens(suggestionsAt)
	s.sees("No suggestions now")
	s.b.shoots("suggestions-empty")
	s.clicks("Look now")
	s.b.until("there is a suggestion", `document.querySelector('.suggestion') != null`)
	s.sees("Asked 4 times")
	question := sees[string](s.b, `document.querySelector('.suggestion h2').innerText`)
	s.b.accessible("suggestions")
	s.b.shoots("suggestions")
	s.clicks("Dismiss: " + question)
	s.sees("Dismissed: it does not come again.")
	s.clicks("Undo")
	s.sees("It is open again.")
	s.clicks("Make a draft: " + question)
	s.fills("Question", "Can I bring my dog along to the restaurant?")
	s.pastes("Answer", "Dogs are welcome on the terrace.")
	s.b.accessible("a suggestion accepted")
	s.b.shoots("suggestion-accept")
	s.confirms("Make a draft")
	s.sees("A draft: it answers nobody until it is activated.")
	s.b.until("it has its page", `/faqs\/[0-9a-f-]{36}$/.test(location.pathname)`)
	draft := s.api.get("/v1/faqs/" + sees[string](s.b, `location.pathname.split('/').at(-1)`))
	require.Equal(s.t, "draft", draft.body["status"])
	require.Equal(s.t, "Can I bring my dog along to the restaurant?", draft.body["question"])
	require.Equal(s.t, "Dogs are welcome on the terrace.", draft.body["answer"])
	require.NotEmpty(s.t, draft.body["related_questions"])
}

// closes makes a calendar with pasted holidays and returns its id.
func (s hours) closes() string {
	s.t.Helper()
	s.opens(calendarsAt)
	s.clicks("+ Calendar")
	s.fills("Name", "Support")
	s.zone("Berlin", "Europe/Berlin")
	s.clicks("Monday to Friday, 09:00 to 17:00")
	s.clicks("Paste several")
	s.pastes("Holidays", "2026-12-25 Christmas\nsoon\n01-01 New Year")
	s.sees("Line 2: no date such as 2026-12-25.")
	s.pastes("Holidays", "2026-12-25 Christmas\n01-01 New Year")
	s.confirms("Add 2 holidays")
	s.b.until("they are there", `document.querySelectorAll('.holidays li').length === 2`)
	s.b.accessible("a calendar")
	s.b.shoots("calendar")
	s.clicks("Save")
	s.sees("The calendar is made.")
	s.b.until("it has an address", `/calendars\/[0-9a-f-]{36}$/.test(location.pathname)`)
	id := sees[string](s.b, `location.pathname.split('/').at(-1)`)
	made := s.api.get("/v1/calendars/" + id)
	require.Equal(s.t, "Europe/Berlin", made.body["zone"])
	require.Len(s.t, made.body["open"], 5)
	require.Equal(s.t, []any{
		map[string]any{"date": "2026-12-25", "name": "Christmas"}, map[string]any{"date": "--01-01", "name": "New Year"},
	}, made.body["holidays"])
	return id
}

// zone finds a time zone by a part of its name.
func (s hours) zone(part, zone string) {
	s.t.Helper()
	s.fills("Time zone", part)
	option := fmt.Sprintf(`[...document.querySelectorAll('[role=option]')].find(e => e.innerText.trim() === %q)`, zone)
	s.b.until("there is "+zone, option+" != null")
	sees[bool](s.b, option+".click() ?? true")
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

// inUse tries to delete a calendar that a quick reply goes by.
func (s hours) inUse() {
	s.t.Helper()
	s.opens(calendarsAt)
	s.clicks("Support")
	s.sees("Used by")
	s.clicks("Delete")
	s.confirms("Delete")
	s.sees("Quick replies go by it: Closed.")
	require.Len(s.t, s.api.items("/v1/calendars"), 1)
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

// violinQuestion is like nothing that the demo's FAQs know.
const violinQuestion = "Do you repair violins and cellos in your workshop?"

// replays tries a change on what was asked here, sees its three lists, and makes it.
func (s hours) replays() {
	s.t.Helper()
	faqOf := func(question, answer, status string, related ...string) string {
		made := s.api.post("/v1/faqs", map[string]any{"type": "general", "question": question, "related_questions": append([]string{}, related...), "answer": answer, "status": status})
		require.Equal(s.t, http.StatusCreated, made.status, made.body)
		return made.body["id"].(string)
	}
	violin := faqOf(violinQuestion, "Bring it along on Thursdays.", "active")
	opera := faqOf("Can I book xylophone lessons at the opera?", "On Mondays.", "draft", "Are xylophone lessons at the opera on sundays?")
	c := s.shop.writes(s.f.InboxID, "violin", "violin-1", violinQuestion)
	require.Eventually(s.t, func() bool { return len(s.shop.history(c)) == 2 }, patience, 50*time.Millisecond)

	s.opens(replayAt + "?days=1&order=faq&activate=" + opera + "&remove=" + violin)
	s.sees("Another order")
	s.b.until("the FAQs have their names", s.has("Can I book xylophone lessons at the opera?")+" && "+s.has(violinQuestion))
	s.clicks("Try it")
	s.b.until("it has an address", `/replay\/[0-9a-f-]{36}$/.test(location.pathname)`)
	s.sees("What would change")
	found := s.api.get("/v1/faqs/replays/" + sees[string](s.b, `location.pathname.split('/').at(-1)`)).body["result"].(map[string]any)
	for bar, list := range map[string]string{"newly": "newly_answered", "no_longer": "no_longer_answered", "differently": "answered_differently"} {
		count := found[list].(map[string]any)["count"].(float64)
		require.Equal(s.t, fmt.Sprint(count), sees[string](s.b, fmt.Sprintf(`document.querySelector('[data-bar=%s] dd').innerText.trim()`, bar)))
	}
	s.b.accessible("a replay")
	s.b.shoots("replay")
	s.lists("Newly answered", "are xylophone lessons at the opera on sundays?")
	s.lists("No longer answered", violinQuestion)
	s.lists("Answered differently", "can I book xylophone lessons at the opera?")
	s.sees("Somebody reads this within the hour.")
	s.b.shoots("replay-differently")
	s.b.do(reload())
	s.b.until("the same list is there again", `document.querySelector('.replay-lists [aria-pressed=true]')?.innerText.startsWith('Answered differently')`)

	s.clicks("Make this change")
	s.confirms("Make this change")
	s.sees("Done: customers are answered that way now.")
	require.Equal(s.t, []any{"faq"}, s.api.get("/v1/responders").body["order"])
	require.Equal(s.t, "active", s.api.get("/v1/faqs/" + opera).body["status"])
	require.Equal(s.t, "archived", s.api.get("/v1/faqs/" + violin).body["status"])
}

// lists goes to one of a replay's lists, and sees a message there.
func (s hours) lists(name, message string) {
	s.t.Helper()
	sees[bool](s.b, fmt.Sprintf(`[...document.querySelectorAll('.replay-lists button')].find(e => e.innerText.startsWith(%q)).click() ?? true`, name))
	s.b.until(name, fmt.Sprintf(`document.querySelector('table[aria-label=%q]')?.innerText.includes(%q)`, name, message))
}

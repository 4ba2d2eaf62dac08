package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/devfile"
)

const (
	chainAt = "/setup/autoresponders"
	faqsAt  = chainAt + "/faqs"
)

// Autoresponders as the roles set them up: a creator drafts, an approver activates,
// an admin sets the chain, and a customer is answered by it.
func TestAutoresponders(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a whole Parley and two browsers")
	}
	t.Parallel()
	b, second := openBrowser(t), openBrowser(t)
	f := startDev(t, stateFolder(t)).ready()
	admin := login(t, f, devfile.Login{Email: f.AdminEmail, Password: f.AdminPassword})
	s := setting{t, f, admin, openDashboard(b, f), openDashboard(second, f)}
	creator, approver := s.person("Chitra", "creator"), s.person("Arun", "approver")
	s.one.signsIn(creator)
	s.two.signsIn(approver)

	id := s.drafts()
	s.activates(id)
	s.draftsNight()
	s.activatesNight()
	s.filters()
	s.clones(id)
	s.downloads()

	s.one.clicks("Sign out")
	s.one.signsIn(devfile.Login{Email: f.AdminEmail, Password: f.AdminPassword})
	s.setsTheChain()
	s.tests(id)
	s.isAnswered()
	s.isToldOnce()
	s.bothEdit()
	s.bothOrder()
	s.uploads()
	s.one.quiet()
	s.two.quiet()
}

// setting is two people at work on the same autoresponders.
type setting struct {
	t        *testing.T
	f        devfile.File
	api      caller
	one, two dashboardPage
}

func (s setting) person(name, role string) devfile.Login {
	s.t.Helper()
	l := devfile.Login{Email: role + "@saffron-go.example", Password: "correct horse battery staple"}
	made := s.api.post("/v1/users", map[string]any{"name": name, "email": l.Email, "password": l.Password, "roles": []string{role}})
	require.Equal(s.t, http.StatusCreated, made.status, made.body)
	return l
}

const (
	ferryQuestion = "Do you deliver my order to an island by ferry?"
	ferryAnswer   = "Yes: the ferry takes your order along every Tuesday."
)

// drafts writes an FAQ as a creator, with the linter's advice, and returns its id.
func (s setting) drafts() string {
	s.t.Helper()
	d := s.one
	d.opens(faqsAt)
	d.clicks("+ FAQ")
	d.fills("Question", "Island please")
	d.sees("in five words or more that say what it is about")
	d.b.shoots("faq-advice")
	d.fills("Question", ferryQuestion)
	d.b.until("the advice has gone", "!"+d.has("five words or more"))
	d.clicks("Add a related question")
	s.pastesLines(d, "Can my parcel be brought over by ship?\nIs there delivery to the islands?")
	require.Equal(s.t, []any{"Can my parcel be brought over by ship?", "Is there delivery to the islands?"}, sees[[]any](d.b, d.all(".related input", "e.value")))
	d.pastes("Answer", ferryAnswer)

	// Leaving asks; nothing is lost.
	d.clicks("Autoresponders")
	d.sees("Leave without saving?")
	d.clicks("Cancel")
	d.clicks("Save as a draft")
	d.sees("it answers nobody until it is activated")
	d.b.until("it has an address", `/faqs\/[0-9a-f-]{36}$/.test(location.pathname)`)
	require.False(s.t, sees[bool](d.b, d.control("Activate")+" != null"), "a creator does not activate")
	d.b.accessible("a draft")
	d.b.shoots("faq-draft")
	return sees[string](d.b, `location.pathname.split('/').at(-1)`)
}

// pastesLines puts several lines into the related question that has the focus.
func (s setting) pastesLines(d dashboardPage, text string) {
	s.t.Helper()
	d.b.until("a related question has the focus", `document.activeElement?.closest('.related') != null`)
	sees[bool](d.b, fmt.Sprintf(`(() => { const data = new DataTransfer(); data.setData('text/plain', %q)
		return document.activeElement.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})) ?? true })()`, text))
	d.b.until("the lines are there", `document.querySelectorAll('.related input').length === 2`)
}

// activates the draft as an approver, and takes that back and forth.
func (s setting) activates(id string) {
	s.t.Helper()
	d := s.two
	d.opens(faqsAt + "?status=draft")
	d.sees(ferryQuestion)
	d.opens(faqsAt + "/" + id)
	d.sees("Edited last by Chitra")
	d.clicks("Activate")
	d.sees("It answers customers now.")
	d.clicks("Undo")
	d.sees("Undone.")
	d.b.until("it is a draft again", d.control("Activate")+" != null")
	d.clicks("Activate")
	d.b.until("it is active", `document.querySelector('.faq-standing .status')?.innerText === 'Active'`)

	// Its creator sees so, and why it is not to be edited any more.
	s.one.sees("Clone it, edit the clone")
	s.one.b.shoots("faq-active")
}

// filters lists, orders and acts on several at once.
func (s setting) filters() {
	s.t.Helper()
	d := s.two
	d.opens(faqsAt + "?q=ferry")
	d.b.until("one is found", `document.querySelectorAll('.data-row').length === 1`)
	d.opens(faqsAt)
	d.clicks("Question")
	d.b.until("they are in order", `location.search === '?sort=question'`)
	d.b.until("they are there", `document.querySelectorAll('.data-row').length > 3`)
	s.sorts(d)
	before := sees[int](d.b, `document.querySelectorAll('.data-row').length`)
	d.presses("jxjx")
	d.sees("2 selected")
	d.b.accessible("two selected")
	d.b.shoots("faqs-selected")
	d.clicks("Archive (2)")
	d.sees("2 FAQs archived")
	d.clicks("Undo")
	d.sees("Undone.")
	active := sees[int](d.b, `document.querySelectorAll('.data-row').length`)
	require.Equal(s.t, before, active)
	require.Empty(s.t, s.api.items("/v1/faqs?status=archived"))
}

// sorts a list of questions the other way round, and by the other columns both
// ways; it ends as it began.
func (s setting) sorts(d dashboardPage) {
	s.t.Helper()
	first := `document.querySelector('.data-row td a bdi')?.innerText`
	ordered := func(search, column, direction string) {
		d.b.until(column+" "+direction, fmt.Sprintf(`location.search === %q && %s != null &&
			document.querySelector('th[aria-sort=%s]')?.innerText.includes(%q)`, search, first, direction, column))
	}
	ordered("?sort=question", "Question", "ascending")
	a := sees[string](d.b, first)
	d.clicks("Question")
	ordered("?sort=-question", "Question", "descending")
	require.Greater(s.t, strings.ToLower(sees[string](d.b, first)), strings.ToLower(a))
	d.clicks("Question")
	ordered("", "Changed", "descending")
	d.clicks("Changed")
	ordered("?sort=-updated", "Changed", "ascending")
	d.clicks("Matches, 30 d")
	ordered("?sort=matches", "Matches, 30 d", "descending")
	d.clicks("Matches, 30 d")
	ordered("?sort=-matches", "Matches, 30 d", "ascending")
	d.opens(faqsAt + "?sort=question")
	ordered("?sort=question", "Question", "ascending")
	require.Equal(s.t, a, sees[string](d.b, first))
}

// setsTheChain puts the filler in, moves it up by keyboard and by dragging, and back.
func (s setting) setsTheChain() {
	s.t.Helper()
	d := s.one
	s.opensTheChain(d)
	order := d.all(".reorder [data-step]", "e.dataset.step") + ".join()"
	d.b.until("the order is there", order+" === 'faq,quick_reply'")
	d.clicks("Put Filler into the chain")
	d.sees("This order is not saved yet")
	sees[bool](d.b, d.control("Order of Filler")+".focus() ?? true")
	d.b.presses("ArrowUp", "")
	d.b.until("it has moved", order+" === 'faq,filler,quick_reply'")
	d.sees("What stands after it is asked only where no filler can be sent.")
	d.drags("Order of Filler", "Order of Quick reply")
	d.b.until("it is dragged back", order+" === 'faq,quick_reply,filler'")
	d.b.accessible("an unsaved chain")
	d.b.shoots("chain-unsaved")
	d.clicks("Save")
	d.sees("Saved: customers are answered in this order now.")
	require.Equal(s.t, []any{"faq", "quick_reply", "filler"}, s.api.get("/v1/responders").body["order"])
	d.sees("Order set by")
	s.two.opens(chainAt)
	s.two.sees("Responders chain")
}

// opensTheChain waits until every responder says how it stands: until then they
// grow, and what is below them moves.
func (s setting) opensTheChain(d dashboardPage) {
	s.t.Helper()
	d.opens(chainAt)
	d.sees("Responders chain")
	for step, state := range map[string]string{"faq": `active[^]*from a score of[^]* · answers`, "quick_reply": "Nights is on now", "filler": "1 active"} {
		d.b.until(step+" says how it stands", fmt.Sprintf(`/%s/.test(document.querySelector('[data-step=%s]')?.innerText)`, state, step))
	}
}

// drags a handle past another one.
func (d dashboardPage) drags(from, to string) {
	d.b.t.Helper()
	at := sees[[]float64](d.b, fmt.Sprintf(`[%s, %s].flatMap(e => { const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2] })`, d.control(from), d.control(to)))
	d.b.mouse("mousePressed", at[0], at[1])
	d.b.mouse("mouseMoved", at[2], at[3])
	d.b.mouse("mouseMoved", at[2], at[3]+30)
	d.b.mouse("mouseReleased", at[2], at[3]+30)
}

// tests what would be answered, and sees why.
func (s setting) tests(id string) {
	s.t.Helper()
	d := s.one
	d.presses("t")
	d.fillsIn("[role=dialog] textarea", "can you bring it to my island with the ferry\r")
	d.sees(ferryAnswer)
	d.clicks("View matched")
	d.sees("Score against threshold")
	d.sees("Runner-up")
	d.sees("FAQs: answers")
	d.b.accessible("view matched")
	d.b.shoots("test-matched")
	d.fillsIn("[role=dialog] textarea", "xylophone lessons tomorrow morning at the opera\r")
	d.sees("Answered by: Quick reply")
	d.sees("Nights: It is on")
	d.sees("is needed.")
	d.sees("Tested on this visit")
	d.b.shoots("test-quick-reply")
	again := d.control("Test again: can you bring it to my island with the ferry")
	d.b.until("the former test is listed", again+" != null")
	sees[bool](d.b, again+".click() ?? true")
	d.sees(ferryAnswer)
	d.clicks(ferryQuestion, "Can my parcel be brought over by ship?", "Is there delivery to the islands?")
	d.b.until("the FAQ", fmt.Sprintf(`location.pathname.endsWith(%q)`, id))
}

// isAnswered shows that a customer gets that answer.
func (s setting) isAnswered() {
	s.t.Helper()
	shop := service(s.t, s.f)
	c := shop.writes(s.f.InboxID, "island", "island-1", "do you deliver to an island by ferry?")
	require.Eventually(s.t, func() bool {
		history := shop.history(c)
		return len(history) == 2 && history[1] == "auto: "+ferryAnswer
	}, patience, 50e6)
}

// bothEdit is a conflict of two in one FAQ: each sees the other's words, and none are lost.
func (s setting) bothEdit() {
	s.t.Helper()
	made := s.api.post("/v1/faqs", map[string]any{"type": "general", "question": "Where can I park my car at the shop?", "answer": "Behind the shop."})
	require.Equal(s.t, http.StatusCreated, made.status, made.body)
	path := faqsAt + "/" + made.body["id"].(string)
	s.two.clicks("Sign out")
	s.two.signsIn(devfile.Login{Email: "creator@saffron-go.example", Password: "correct horse battery staple"})
	s.one.opens(path)
	s.two.opens(path)
	s.one.pastes("Answer", "Behind the shop, for two hours.")
	s.two.pastes("Answer", "In the street.")
	s.two.clicks("Save")
	s.two.sees("Saved.")
	s.one.clicks("Save")
	s.one.sees("Chitra saved this FAQ while you were editing it")
	s.one.sees("In the street.")
	s.one.sees("Behind the shop, for two hours.")
	s.one.b.accessible("a conflict")
	s.one.b.shoots("faq-conflict")
	answer := func() any { return s.api.get("/v1/faqs/" + made.body["id"].(string)).body["answer"] }
	require.Equal(s.t, "In the street.", answer(), "nothing of theirs is overwritten unseen")

	written := `[...document.querySelectorAll('textarea')].find(e => e.labels?.[0]?.innerText === 'Answer')?.value`
	s.one.clicks("Take theirs")
	s.one.b.until("theirs are taken", written+" === 'In the street.'")
	s.one.clicks("Bring mine back")
	s.one.b.until("mine are back", written+" === 'Behind the shop, for two hours.'")
	s.one.clicks("Save")
	s.one.sees("Saved.")
	require.Eventually(s.t, func() bool { return answer() == "Behind the shop, for two hours." }, patience, 50e6)

	// The other way round: mine are kept on top of theirs.
	s.two.pastes("Answer", "On the roof.")
	s.two.clicks("Save", "Keep mine")
	s.two.sees("saved this FAQ while you were editing it")
	s.two.clicks("Keep mine")
	require.Eventually(s.t, func() bool { return answer() == "On the roof." }, patience, 50e6)
}

// bothOrder is a conflict of two orders of the chain.
func (s setting) bothOrder() {
	s.t.Helper()
	d := s.one
	s.opensTheChain(d)
	d.clicks("Take Filler out of the chain")
	d.sees("This order is not saved yet")
	set := s.api.call(http.MethodPut, "/v1/responders", map[string]any{"order": []string{"quick_reply", "faq"}})
	require.Equal(s.t, http.StatusOK, set.status, set.body)
	d.clicks("Save", "Keep mine")
	d.sees("has set another order meanwhile")
	d.sees("Now: Quick reply → FAQs")
	d.sees("Yours: FAQs → Quick reply")
	d.b.shoots("chain-conflict")
	require.Equal(s.t, []any{"quick_reply", "faq"}, s.api.get("/v1/responders").body["order"])
	d.clicks("Keep mine")
	d.sees("Saved: customers are answered in this order now.")
	require.Equal(s.t, []any{"faq", "quick_reply"}, s.api.get("/v1/responders").body["order"])
	d.clicks("Undo")
	d.sees("The former order is back.")
	require.Equal(s.t, []any{"quick_reply", "faq"}, s.api.get("/v1/responders").body["order"])
}

// uploads a file of 5,000 rows of which 20 are bad: checked first, then imported.
func (s setting) uploads() {
	s.t.Helper()
	d := s.one
	before := s.api.get("/v1/faqs/counts").body["draft"].(float64)
	d.opens(faqsAt + "/import")
	d.b.until("a file can be dropped", `document.querySelector('.drop') != null`)
	d.b.accessible("uploading")
	d.drops(".drop", "questions.csv", sheetOfFAQs(5000, 20))
	d.b.until("it has an address", `/import\/[0-9a-f-]{36}$/.test(location.pathname)`)

	d.b.until("how far it is", `document.querySelector('.import-running, .tiles') != null`)
	d.b.shoots("import-running")

	// Whoever leaves finds it again by its address, and in the list.
	address := sees[string](d.b, "location.pathname")
	d.opens(faqsAt + "/import")
	d.clicks("questions.csv")
	require.Equal(s.t, address, sees[string](d.b, "location.pathname"))
	tile := func(what string) string {
		return fmt.Sprintf(`(document.querySelector('.tiles [data-verdict=%s] dd')?.innerText)`, what)
	}
	d.b.until("it is checked", tile("created")+" === '4,980' && "+tile("rejected")+" === '20'")
	d.b.until("the bad rows", `document.querySelectorAll('.data-row').length === 20`)
	d.sees("needs a letter or a digit")
	require.InDelta(s.t, before, s.api.get("/v1/faqs/counts").body["draft"], 0, "nothing has changed yet")
	d.b.accessible("a check")
	d.b.shoots("import-check")
	d.chooses("Which rows", "All 5,000 rows")
	d.b.until("the first rows", `document.querySelectorAll('.data-row').length > 20`)
	require.Less(s.t, sees[int](d.b, `document.querySelectorAll('.data-row').length`), 100, "only what is seen is drawn")

	d.clicks("Import 4,980 rows")
	d.b.until("it is another import", fmt.Sprintf(`location.pathname !== %q`, address))
	d.sees("This is what the file has done:")
	d.b.until("its figures", tile("created")+" === '4,980' && "+tile("rejected")+" === '20'")
	d.b.shoots("import-done")
	require.InDelta(s.t, before+4980, s.api.get("/v1/faqs/counts").body["draft"], 0)
	d.clicks("See the FAQs")
	d.b.until("the list says how many", `document.querySelector('.data-count')?.innerText.includes('of 5,0')`)
}

// drops a file onto something.
func (d dashboardPage) drops(onto, name, text string) {
	d.b.t.Helper()
	sees[bool](d.b, fmt.Sprintf(`(zone => {
		const dataTransfer = new DataTransfer()
		dataTransfer.items.add(new File([%q], %q, {type: 'text/csv'}))
		for (const type of ['dragenter', 'dragover', 'drop']) zone.dispatchEvent(new DragEvent(type, {dataTransfer, bubbles: true, cancelable: true}))
		return true
	})(document.querySelector(%q))`, text, name, onto))
}

// sheetOfFAQs is a file of drafts, some of which have no question, evenly spread.
func sheetOfFAQs(rows, bad int) string {
	things := strings.Fields("parcel refund invoice voucher delivery return exchange payment warranty order address coupon receipt membership booking")
	acts := strings.Fields("change cancel track download extend share print pause restart report upgrade correct split move confirm review")
	var file strings.Builder
	file.WriteString("question,answer,status\n")
	for i := range rows {
		question := fmt.Sprintf("How can I %s my %s number %d?", acts[i%len(acts)], things[i/len(acts)%len(things)], i)
		if i%(rows/bad) == 7 {
			question = "??"
		}
		fmt.Fprintf(&file, "%s,Open the app and choose number %d.,draft\n", question, i)
	}
	return file.String()
}

// checks uploads a file of FAQs for a dry run and returns its id.
func (c caller) checks(file string) string {
	c.t.Helper()
	request, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, c.url+"/v1/faqs/import?dry_run=true", strings.NewReader(file))
	require.NoError(c.t, err)
	request.Header.Set("Content-Type", "text/csv")
	request.Header.Set("Authorization", "Bearer "+c.token)
	response, err := http.DefaultClient.Do(request)
	require.NoError(c.t, err)
	defer func() { _ = response.Body.Close() }()
	var report struct {
		ImportID string `json:"import_id"`
	}
	require.NoError(c.t, json.NewDecoder(response.Body).Decode(&report))
	require.NotEmpty(c.t, report.ImportID)
	return report.ImportID
}

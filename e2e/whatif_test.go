package e2e

import (
	"fmt"
	"net/http"
	"time"

	"github.com/stretchr/testify/require"
)

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

	s.tooLate(opera)
	s.clicks("Make this change")
	s.confirms("Make this change")
	s.sees("Done: customers are answered that way now.")
	require.Equal(s.t, []any{"faq"}, s.api.get("/v1/responders").body["order"])
	require.Equal(s.t, "active", s.api.get("/v1/faqs/" + opera).body["status"])
	require.Equal(s.t, "archived", s.api.get("/v1/faqs/" + violin).body["status"])
}

// tooLate makes the change when a colleague has set another order since it was
// tried: nothing happens, the page says so, and it is tried on that order.
func (s hours) tooLate(draft string) {
	s.t.Helper()
	address := sees[string](s.b, "location.pathname")
	s.clicks("Make this change")
	s.b.until("it is asked", `document.querySelector('[role=dialog] button') != null`)
	set := s.api.call(http.MethodPut, "/v1/responders", map[string]any{"order": []string{"quick_reply", "faq"}})
	require.Equal(s.t, http.StatusOK, set.status, set.body)
	s.confirms("Make this change")
	s.sees("Nothing was changed")
	s.sees("has set another order meanwhile")
	s.sees("When you tried it: FAQs → Quick reply")
	s.sees("Now: Quick reply → FAQs")
	s.b.accessible("a change that comes too late")
	s.b.shoots("replay-too-late")
	require.Equal(s.t, []any{"quick_reply", "faq"}, s.api.get("/v1/responders").body["order"], "theirs is not overwritten")
	require.Equal(s.t, "draft", s.api.get("/v1/faqs/" + draft).body["status"], "nothing else is done either")

	s.clicks("Try it on the chain as it is now")
	s.b.until("it is another trial", fmt.Sprintf(`location.pathname !== %q && location.search.includes('seen=quick_reply')`, address))
	s.sees("What would change")
}

// lists goes to one of a replay's lists, and sees a message there.
func (s hours) lists(name, message string) {
	s.t.Helper()
	sees[bool](s.b, fmt.Sprintf(`[...document.querySelectorAll('.replay-lists button')].find(e => e.innerText.startsWith(%q)).click() ?? true`, name))
	s.b.until(name, fmt.Sprintf(`document.querySelector('table[aria-label=%q]')?.innerText.includes(%q)`, name, message))
}

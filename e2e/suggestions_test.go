package e2e

import (
	"fmt"
	"net/http"
	"time"

	"github.com/stretchr/testify/require"
)

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

package e2e

import (
	"fmt"

	"github.com/stretchr/testify/require"
)

// clones an FAQ as a creator; an approver archives the clone, and restores it.
func (s setting) clones(id string) {
	s.t.Helper()
	d := s.one
	d.opens(faqsAt + "/" + id)
	d.clicks("Clone")
	d.sees("Copied into a new draft.")
	d.b.until("the clone has its page", fmt.Sprintf(`/faqs\/[0-9a-f-]{36}$/.test(location.pathname) && !location.pathname.endsWith(%q)`, id))
	clone := sees[string](d.b, `location.pathname.split('/').at(-1)`)
	of, made := s.api.get("/v1/faqs/"+id).body, s.api.get("/v1/faqs/"+clone).body
	require.Equal(s.t, "draft", made["status"])
	for _, what := range []string{"question", "related_questions", "answer", "type", "labels"} {
		require.Equal(s.t, of[what], made[what], what)
	}

	status := `document.querySelector('.faq-standing .status')?.innerText`
	s.two.opens(faqsAt + "/" + clone)
	s.two.clicks("Archive")
	s.two.b.until("it is archived", status+" === 'Archived'")
	s.two.clicks("Restore")
	s.two.b.until("it is a draft again", status+" === 'Draft'")
	s.two.clicks("Archive")
	s.two.b.until("it is archived again", status+" === 'Archived'")
}

// downloads the sample, and what a filter selects, in the format of an upload.
func (s setting) downloads() {
	s.t.Helper()
	d := s.one
	file := func(link string) string {
		d.b.until("there is "+link, d.control(link)+" != null")
		return sees[string](d.b, fmt.Sprintf(`fetch(%s.href).then(r => r.ok ? r.text() : '')`, d.control(link)))
	}
	const head = "type,question,related_questions,answer,status,labels"
	d.opens(faqsAt + "/import")
	require.Contains(s.t, file("Download the sample CSV"), head)
	d.opens(faqsAt + "?q=ferry&status=active")
	d.b.until("one is found", `document.querySelectorAll('.data-row').length === 1`)
	exported := file("CSV")
	require.Contains(s.t, exported, head)
	require.Contains(s.t, exported, ferryQuestion)
	require.NotContains(s.t, exported, "Good morning", "only what is filtered")
}

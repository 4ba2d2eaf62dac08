package demo

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestImportCreatesWhatIsMissing(t *testing.T) {
	t.Parallel()
	f := newFakeAPI(t)
	f.faqs = []faqView{
		{ID: "x", Status: "active", Question: "Of the developer"},
		{ID: "y", Status: "active", Question: "Where  is my\norder"},
		{ID: "z", Status: "archived", Question: "Do you take cash?"},
	}
	faqs := []FAQ{
		{Key: "order", Question: "Where is my order"}, {Key: "cash", Question: "Do you take cash?"}, {Key: "new", Question: "New?"},
	}
	var done []int
	set, err := Import(t.Context(), NewClient(f.URL, ""), faqs, func(n int) { done = append(done, n) })
	require.NoError(t, err)
	require.Equal(t, Set{Keys: map[string]string{"y": "order", "z": "cash", "faq-4": "new"}, Created: 1, Asleep: []string{"cash"}}, set)
	require.Equal(t, []int{1, 2, 3}, done)
	require.Equal(t, "active", f.faqs[3].Status)

	again, err := Import(t.Context(), NewClient(f.URL, ""), faqs, func(int) {})
	require.NoError(t, err)
	require.Zero(t, again.Created)
	require.Len(t, f.faqs, 4)
}

func TestEveryCustomerGetsAnOutcomeInOrder(t *testing.T) {
	t.Parallel()
	f := newFakeAPI(t)
	p := Player{
		Client: NewClient(f.URL, "key"), InboxID: "inbox", Run: "run", Parallel: 4, Patience: time.Minute,
		Keys: map[string]string{"faq-1": "one", "faq-2": "two"},
	}
	messages := []Message{
		{Text: "faq-1", Expect: "one"},
		{Text: "faq-1", Expect: "two"},
		{Text: "faq-9", Expect: ExpectNone},
		{Text: "weather?", Expect: ExpectNone},
		{Text: "typed badly", Expect: "two"},
		{Lines: []string{"hi", "faq-2", "pls"}, Expect: "two"},
	}
	var played []Played
	require.NoError(t, p.Play(t.Context(), messages, func(one Played) { played = append(played, one) }))
	var answers []string
	for i, one := range played {
		require.NoError(t, one.Err)
		require.Equal(t, messages[i], one.Message)
		require.Equal(t, "new", one.Status)
		require.Equal(t, time.Second, one.Took)
		answers = append(answers, one.Answer)
	}
	require.Equal(t, []string{"one", "one", "?", ExpectNone, ExpectNone, "two"}, answers)
	require.Equal(t, []string{"hi", "faq-2", "pls"}, f.said["run-0006"], "a burst is one contact's, line by line")

	var out strings.Builder
	report := NewReport(&out)
	for _, one := range played {
		report.Add(one)
	}
	require.NoError(t, report.Finish(3*time.Second))
	for _, line := range []string{
		"✓ faq-1", "✗ faq-1", "✗ faq-9", "✓ weather?", "✗ typed badly", "✓ hi ⏎ faq-2 ⏎ pls",
		"matched, score 0.750 (threshold 0.500)", "below threshold, score 0.250",
		"6 customers in 3.0 s", "as expected        3   50.0 %", "answered right     2", "answered wrong     2",
		"rightly silent     1", "wrongly silent     1", "median 1.00 s, p95 1.00 s",
	} {
		require.Contains(t, out.String(), line)
	}
}

func TestALostMessageIsAnError(t *testing.T) {
	t.Parallel()
	f := newFakeAPI(t)
	p := Player{Client: NewClient(f.URL, "key"), InboxID: "inbox", Run: "run", Parallel: 2, Patience: 5 * time.Second}
	var out strings.Builder
	report := NewReport(&out)
	messages := []Message{{Text: "fine", Expect: ExpectNone}, {Lines: []string{"fine", "lose this"}, Expect: ExpectNone}}
	require.NoError(t, p.Play(t.Context(), messages, report.Add))
	require.Contains(t, out.String(), "LOST")
	err := report.Finish(time.Second)
	require.ErrorIs(t, err, errNoDecision)
	require.EqualError(t, err, "1 of 2 messages were lost, the first one: no decision")
}

func TestAPlayCanBeBrokenOff(t *testing.T) {
	t.Parallel()
	f := newFakeAPI(t)
	ctx, cancel := context.WithCancel(t.Context())
	p := Player{Client: NewClient(f.URL, "key"), InboxID: "inbox", Run: "run", Parallel: 1, Patience: time.Minute}
	outcomes := 0
	err := p.Play(ctx, []Message{{Text: "a"}, {Text: "lose"}, {Text: "b"}}, func(Played) {
		outcomes++
		cancel()
	})
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, 3, outcomes)
}

func TestQuantile(t *testing.T) {
	t.Parallel()
	sorted := []time.Duration{1, 2, 3, 4}
	for percent, want := range map[int]time.Duration{0: 1, 1: 1, 25: 1, 26: 2, 50: 2, 51: 3, 95: 4, 100: 4} {
		require.Equal(t, want, quantile(sorted, percent), percent)
	}
	require.Equal(t, time.Duration(7), quantile([]time.Duration{7}, 50))
}

func TestTheTableKeepsItsShape(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	report := NewReport(&out)
	report.Add(Played{Message: Message{Text: "注文はどこですか\n\tキャンセルしたい 👍🏽 " + strings.Repeat("x", 100), Expect: ExpectNone}, Answer: ExpectNone})
	require.Equal(t, 2, strings.Count(out.String(), "\n"))
	require.Contains(t, out.String(), "…")
}

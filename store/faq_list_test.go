package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
)

func TestFAQsAreSorted(t *testing.T) {
	t.Parallel()
	b := setup(t)
	names := map[string]string{}
	ids := map[string]string{}
	for _, question := range []string{"éclair?", "Apple?", "banana?", "apple pie?", "Zebra?"} {
		f := b.createFAQ(t, faq.New(faq.General, "Yes.", question, "and "+question), faq.Active, axis(0, 1))
		names[f.ID], ids[question] = question, f.ID
	}
	b.matched(t, ids["banana?"], 3)
	b.matched(t, ids["Apple?"], 1)
	b.matched(t, ids["Zebra?"], 1)
	banana, err := b.GetFAQ(t.Context(), ids["banana?"])
	require.NoError(t, err)
	require.Equal(t, 3, banana.Matches30d)
	_, err = b.UpdateFAQ(t.Context(), banana, model, axis(0, 1), "", banana.Version)
	require.NoError(t, err)
	for sort, want := range map[faq.Sort][]string{
		"":             {"banana?", "Zebra?", "apple pie?", "Apple?", "éclair?"},
		faq.ByUpdated:  {"banana?", "Zebra?", "apple pie?", "Apple?", "éclair?"},
		faq.ByCreated:  {"Zebra?", "apple pie?", "banana?", "Apple?", "éclair?"},
		faq.ByQuestion: {"apple pie?", "Apple?", "banana?", "éclair?", "Zebra?"},
		faq.ByMatches:  {"banana?", "Zebra?", "Apple?", "apple pie?", "éclair?"},
	} {
		for _, limit := range []int{1, 2, 5, 9, -1, -2, -9} {
			var got []string
			filter := faq.Filter{Sort: sort, Limit: max(limit, -limit), Reverse: limit < 0}
			for {
				page, next, err := b.ListFAQs(t.Context(), filter)
				require.NoError(t, err)
				for _, f := range page {
					got = append(got, names[f.ID])
				}
				if next == nil {
					break
				}
				filter.After = next
			}
			if filter.Reverse {
				slices.Reverse(got)
			}
			require.Equal(t, want, got, "%s, %d a page", sort, limit)
		}
	}
}

func TestFAQsAreCounted(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.createFAQ(t, faq.New(faq.General, "Yes.", "May I pay in cash?"), faq.Active, axis(0))
	b.createFAQ(t, faq.New(faq.General, "No.", "May I pay in shells?"), faq.Active, axis(1))
	b.createFAQ(t, faq.New(faq.General, "Soon.", "When?"), faq.Draft, axis(2))
	b.createFAQ(t, faq.New(faq.Greeting, "Hello.", "hi"), faq.Active, axis(3))
	count := func(f faq.Filter) []faq.Count {
		counts, err := b.CountFAQs(t.Context(), f)
		require.NoError(t, err)
		return counts
	}
	require.ElementsMatch(t, []faq.Count{{Type: faq.General, Status: faq.Active, N: 2}, {Type: faq.General, Status: faq.Draft, N: 1}, {Type: faq.Greeting, Status: faq.Active, N: 1}}, count(faq.Filter{}))
	require.Equal(t, []faq.Count{{Type: faq.General, Status: faq.Active, N: 1}}, count(faq.Filter{Query: "SHELLS"}))
	require.Equal(t, []faq.Count{{Type: faq.General, Status: faq.Draft, N: 1}}, count(faq.Filter{Status: faq.Draft}))
	require.Empty(t, count(faq.Filter{Label: "none"}))
}

// matched records n answers of an FAQ, and one of long ago.
func (b bundle) matched(t *testing.T, faqID string, n int) {
	t.Helper()
	for i := range n + 1 {
		state := b.waiting(t)
		d := chained(faq.Decision{Answered: true, FAQID: faqID, Answer: "Yes.", Model: model, Step: faq.StepFAQ, Reason: faq.ReasonMatched})
		d.At = time.Now()
		if i == n {
			d.At = d.At.Add(-31 * 24 * time.Hour)
		}
		require.False(t, b.decide(t, state, d).Conflict)
	}
}

func TestWhatAFillerAnsweredIsCounted(t *testing.T) {
	t.Parallel()
	b := setup(t)
	filler := b.createFAQ(t, faq.New(faq.Filler, "Please wait.", "wait"), faq.Active, axis(0))
	responded, err := b.RecordDecision(t.Context(), verdictOf(b.waiting(t)), responder.Decision{
		Answered: true, Step: responder.StepFiller, Answer: "Please wait.", FillerID: filler.ID,
		Reason: faq.ReasonMatched, At: time.Now(),
	})
	require.NoError(t, err)
	require.NotEmpty(t, responded.MessageID)
	found, err := b.GetFAQ(t.Context(), filler.ID)
	require.NoError(t, err)
	require.Equal(t, 1, found.Matches30d)
}

func verdictOf(s conversation.State) conversation.Verdict {
	return conversation.Verdict{
		ConversationID: s.ID, Version: s.Version, FromSeq: s.AnswerFrom, UptoSeq: s.Cursor, WakeAt: s.InactiveAt,
	}
}

func TestExportYieldsEveryFAQOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const n = 1203
	b.exec(t, `
		WITH f AS (
			INSERT INTO faqs (id, type, status, answer)
			SELECT gen_random_uuid(), 'general', CASE WHEN i % 3 = 0 THEN 'draft' ELSE 'active' END, 'Yes.'
			FROM generate_series(1, $1::int) i RETURNING id)
		INSERT INTO faq_questions (id, faq_id, position, text) SELECT gen_random_uuid(), id, 0, 'question of ' || id FROM f`, n)
	seen := map[string]bool{}
	for f, err := range b.ExportFAQs(t.Context(), faq.Filter{}) {
		require.NoError(t, err)
		require.False(t, seen[f.ID])
		seen[f.ID] = true
		if len(seen)%400 == 0 {
			// Somebody edits, and creates, while it runs.
			b.exec(t, `UPDATE faqs SET updated_at = clock_timestamp() WHERE id = $1`, f.ID)
			b.createFAQ(t, faq.New(faq.General, "New.", fmt.Sprint("new ", len(seen))), faq.Active, axis(0))
		}
	}
	require.Len(t, seen, n)
	drafts := 0
	for f, err := range b.ExportFAQs(t.Context(), faq.Filter{Status: faq.Draft}) {
		require.NoError(t, err)
		require.Equal(t, faq.Draft, f.Status)
		if drafts++; drafts == 5 {
			break
		}
	}
	require.Equal(t, 5, drafts)
}

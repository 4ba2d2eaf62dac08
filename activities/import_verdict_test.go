package activities

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
)

func TestVerdictsOfRowsThatNameAnFAQ(t *testing.T) {
	t.Parallel()
	const other = "Somewhere else entirely."
	wants, publishes := faq.Import{Activate: true, Publishes: true}, faq.Import{Publishes: true}
	for _, test := range []struct {
		name        string
		i           faq.Import
		stored, row faq.Status
		answer      string
		verdict     faq.RowVerdict
		field       string
		becomes     faq.Status
	}{
		{"the same", faq.Import{}, faq.Active, faq.Active, "", faq.RowUnchanged, "", faq.Active},
		{"silences", faq.Import{}, faq.Active, faq.Draft, "", faq.RowRejected, "id", ""},
		{"archives", faq.Import{}, faq.Active, faq.Archived, "", faq.RowRejected, "id", ""},
		{"edits", faq.Import{}, faq.Active, faq.Active, other, faq.RowRejected, "id", ""},
		{"edits a draft", faq.Import{}, faq.Draft, faq.Active, other, faq.RowUpdated, "", faq.Draft},
		{"activates", faq.Import{}, faq.Draft, faq.Active, "", faq.RowUnchanged, "", faq.Draft},
		{"archives a draft", faq.Import{}, faq.Draft, faq.Archived, "", faq.RowRejected, "status", ""},
		{"restores", faq.Import{}, faq.Archived, faq.Draft, other, faq.RowRejected, "status", ""},
		{"edits what is archived", faq.Import{}, faq.Archived, faq.Active, other, faq.RowUpdated, "", faq.Archived},
		{"may, wants not: the same", publishes, faq.Active, faq.Active, "", faq.RowUnchanged, "", faq.Active},
		{"may, wants not: edits", publishes, faq.Active, faq.Active, other, faq.RowUpdated, "", faq.Active},
		{"may, wants not: draft", publishes, faq.Draft, faq.Active, other, faq.RowUpdated, "", faq.Draft},
		{"may: takes back", publishes, faq.Active, faq.Draft, "", faq.RowUpdated, "", faq.Draft},
		{"may: activates", wants, faq.Draft, faq.Active, "", faq.RowUpdated, "", faq.Active},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			stored := faq.New(faq.General, "Open Orders.", "Where is my order right now?")
			stored.ID, stored.Status, stored.Version = "0190f3a2-0000-7000-8000-000000000001", test.stored, 7
			row := faq.ImportRow{FAQ: stored}
			row.FAQ.Status = test.row
			if test.answer != "" {
				row.FAQ.Answer = test.answer
			}
			verdict(&row, stored, test.i)
			require.Equal(t, []any{test.verdict, test.field}, []any{row.Verdict, row.Field})
			if test.becomes != "" {
				require.Equal(t, test.becomes, row.FAQ.Status)
			}
		})
	}
}

func TestNewRowsAreActiveOnlyWhereThatIsWanted(t *testing.T) {
	t.Parallel()
	for status, i := range map[faq.Status]faq.Import{
		faq.Draft: {Publishes: true}, faq.Active: {Activate: true, Publishes: true},
	} {
		row := faq.ImportRow{FAQ: faq.New(faq.General, "Open Orders.", "Where is my order right now?")}
		row.FAQ.Status = faq.Active
		verdict(&row, faq.FAQ{}, i)
		require.Equal(t, []any{faq.RowCreated, status}, []any{row.Verdict, row.FAQ.Status})
	}
}

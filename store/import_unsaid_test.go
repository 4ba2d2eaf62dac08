package store_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
)

// What a file says nothing about, an FAQ that it changes keeps.
func TestAnImportKeepsWhatItDoesNotSay(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.serve(t)
	ctx := t.Context()
	before := faq.New(faq.Greeting, "Hello.", "hi", "hey", "good day")
	before.Labels = []string{"small talk"}
	stored := b.createFAQ(t, before, faq.Active, axis(0, 1, 2))

	changed := row(1, stored.ID, "hi", "Hello, and welcome.")
	changed.FAQ.Status, changed.FAQ.Labels = faq.Draft, nil
	changed.Unsaid = []string{faq.FieldType, faq.FieldStatus, faq.FieldLabels, faq.FieldRelated}
	created := row(2, "", "new?", "New.")
	created.FAQ.Status, created.Unsaid = faq.Draft, []string{faq.FieldStatus}
	i := b.staged(t, faq.Import{Activate: true, Publishes: true}, changed, created)
	rows, err := b.PendingRows(ctx, i.ID, 9)
	require.NoError(t, err)
	require.Equal(t, changed.Unsaid, rows[0].Unsaid)
	require.Equal(t, created.Unsaid, rows[1].Unsaid)
	for n := range rows {
		rows[n].Verdict = faq.RowCreated
	}
	rows[0].Verdict, rows[0].TargetVersion = faq.RowUpdated, stored.Version
	rows[0].Keep(stored)
	_, err = b.SaveVerdicts(ctx, i.ID, rows, model, [][][]float32{axis(0, 1, 2), axis(3)})
	require.NoError(t, err)
	_, err = b.ApplyImport(ctx, i.ID)
	require.NoError(t, err)

	now, err := b.GetFAQ(ctx, stored.ID)
	require.NoError(t, err)
	require.Equal(t, "Hello, and welcome.", now.Answer)
	require.Equal(t, []any{faq.Greeting, faq.Active, stored.Labels, stored.Questions},
		[]any{now.Type, now.Status, now.Labels, now.Questions})
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM faqs WHERE answer = 'New.' AND status = 'draft'`))
}

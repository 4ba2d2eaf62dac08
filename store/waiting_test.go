package store_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
)

// beside runs do while a transaction is open, and ends that once do waits for
// it, or has not waited.
func (b bundle) beside(t *testing.T, began func(pgx.Tx), do func() error, ends func(pgx.Tx)) error {
	t.Helper()
	tx, err := b.raw.Begin(t.Context())
	require.NoError(t, err)
	began(tx)
	done := make(chan error, 1)
	go func() { done <- do() }()
	finished := func() bool { return len(done) > 0 }
	require.Eventually(t, func() bool {
		return finished() || b.number(t, `
			SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`) > 0
	}, time.Minute, time.Millisecond)
	ends(tx)
	require.NoError(t, tx.Commit(t.Context()))
	return <-done
}

func execIn(t *testing.T, tx pgx.Tx, sql string, args ...any) {
	t.Helper()
	_, err := tx.Exec(t.Context(), sql, args...)
	require.NoError(t, err)
}

// An edit that is under way when an import looks is one that it must not
// overwrite.
func TestAnImportWaitsForAnEditAndSeesIt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.serve(t)
	target := b.createFAQ(t, faq.New(faq.General, "Old.", "one"), faq.Active, axis(0))
	i := b.check(t, b.staged(t, faq.Import{Activate: true, Publishes: true}, row(1, target.ID, "one", "Imported.")).ID, model, 9)
	err := b.beside(t, func(tx pgx.Tx) {
		execIn(t, tx, `UPDATE faqs SET answer = 'Edited.', version = version + 1 WHERE id = $1`, target.ID)
	}, func() error {
		_, err := b.ApplyImport(t.Context(), i.ID)
		return err
	}, func(pgx.Tx) {})
	require.ErrorIs(t, err, faq.ErrChanged)
	now, err := b.GetFAQ(t.Context(), target.ID)
	require.NoError(t, err)
	require.Equal(t, "Edited.", now.Answer)
}

// A clone that is made while the model changes has vectors of the model that
// serves then.
func TestACloneWaitsForAChangeOfTheModel(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.serve(t)
	original := b.createFAQ(t, faq.New(faq.General, "Yes.", "one"), faq.Active, axis(0))
	var clone faq.FAQ
	err := b.beside(t, func(tx pgx.Tx) {
		execIn(t, tx, `SELECT FROM matching FOR UPDATE`)
	}, func() (err error) {
		clone, err = b.CloneFAQ(t.Context(), original.ID, "")
		return err
	}, func(tx pgx.Tx) {
		execIn(t, tx, `INSERT INTO faq_vectors (question_id, model, embedding) VALUES ($1, 'new', '[1,0,0,0]')`, original.Questions[0].ID)
	})
	require.NoError(t, err)
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM faq_vectors WHERE model = 'new' AND question_id = $1`, clone.Questions[0].ID))
}

package store_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
)

// row is a row of a file with one question.
func row(number int, id, question, answer string) faq.ImportRow {
	f := faq.New(faq.General, answer, question)
	f.ID, f.Status, f.Labels = id, faq.Active, []string{"imported"}
	return faq.ImportRow{Row: number, Line: number + 1, FAQ: f}
}

// staged is an import with rows that wait for their verdicts.
func (b bundle) staged(t *testing.T, i faq.Import, rows ...faq.ImportRow) faq.Import {
	t.Helper()
	i, err := b.CreateImport(t.Context(), i)
	require.NoError(t, err)
	require.Equal(t, faq.ImportUploading, i.Status)
	require.NoError(t, b.StageRows(t.Context(), i.ID, rows))
	i, err = b.FinishStaging(t.Context(), i.ID, "utf-8")
	require.NoError(t, err)
	return i
}

// check gives every pending row the verdict that a comparison with what is
// stored suggests.
func (b bundle) check(t *testing.T, id, model string, batch int) faq.Import {
	t.Helper()
	for {
		rows, err := b.PendingRows(t.Context(), id, batch)
		if errors.Is(err, faq.ErrState) || len(rows) == 0 {
			i, err := b.GetImport(t.Context(), id)
			require.NoError(t, err)
			return i
		}
		require.NoError(t, err)
		vectors := make([][][]float32, len(rows))
		for n := range rows {
			r := &rows[n]
			now, err := b.GetFAQ(t.Context(), r.FAQ.ID)
			switch {
			case r.FAQ.ID == "" || errors.Is(err, faq.ErrNotFound):
				r.Verdict = faq.RowCreated
			case now.Answer == r.FAQ.Answer:
				r.Verdict, r.TargetVersion = faq.RowUnchanged, now.Version
				continue
			default:
				r.Verdict, r.TargetVersion = faq.RowUpdated, now.Version
			}
			r.Advice = []faq.Advice{{Text: "Say more."}}
			for range r.FAQ.Questions {
				vectors[n] = append(vectors[n], axis(0)[0])
			}
		}
		_, err = b.SaveVerdicts(t.Context(), id, rows, model, vectors)
		require.NoError(t, err)
	}
}

func TestAnImportIsAppliedAtOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.serve(t)
	ctx := t.Context()
	kept := b.createFAQ(t, faq.New(faq.General, "Same.", "the same?"), faq.Active, axis(0))
	changed := b.createFAQ(t, faq.New(faq.General, "Old.", "one", "two", "three"), faq.Draft, axis(0, 1, 2))
	foreign := uuid.NewString()
	update := row(3, changed.ID, "three", "New.")
	update.FAQ.Questions = append(update.FAQ.Questions, faq.Question{Text: "four"}, faq.Question{Text: "one"})
	bad := row(5, "not an id", "", "")
	bad.Verdict, bad.Field, bad.Reason = faq.RowRejected, "id", "is not the id of an FAQ"
	i := b.staged(t, faq.Import{By: editor, Activate: true, Publishes: true, FileName: "faqs.csv"},
		row(1, "", "new?", "New."), row(2, kept.ID, "the same?", "Same."), update, row(4, foreign, "from elsewhere?", "Yes."), bad)
	require.Equal(t, faq.Import{
		ID: i.ID, Status: faq.ImportStaged, Activate: true, Publishes: true, By: editor, FileName: "faqs.csv", Encoding: "utf-8",
		Rows: 5, Checked: 1, Rejected: 1, CreatedAt: i.CreatedAt,
	}, i)
	_, err := b.ApplyImport(ctx, i.ID)
	require.ErrorIs(t, err, faq.ErrState, "rows are pending")

	i = b.check(t, i.ID, model, 2)
	require.Equal(t, []any{faq.ImportReady, 5, 2, 1, 1, 1}, []any{i.Status, i.Checked, i.Created, i.Updated, i.Unchanged, i.Rejected})
	revision := b.revision(t)
	require.Equal(t, 2, b.number(t, `SELECT count(*) FROM faqs`), "nothing is there before all is")
	i, err = b.ApplyImport(ctx, i.ID)
	require.NoError(t, err)
	require.Equal(t, faq.ImportDone, i.Status)
	require.False(t, i.FinishedAt.IsZero())
	require.Equal(t, revision+1, b.revision(t))

	updated, err := b.GetFAQ(ctx, changed.ID)
	require.NoError(t, err)
	require.Equal(t, []string{"three", "four", "one"}, updated.Texts())
	require.Equal(t, changed.Questions[2].ID, updated.Questions[0].ID)
	require.Equal(t, changed.Questions[0].ID, updated.Questions[2].ID)
	require.Equal(t, []any{"New.", faq.Active, editor, int64(2)}, []any{updated.Answer, updated.Status, updated.EditedBy, updated.Version})
	same, err := b.GetFAQ(ctx, kept.ID)
	require.NoError(t, err)
	require.Equal(t, kept, same)
	_, err = b.GetFAQ(ctx, foreign)
	require.NoError(t, err)
	require.Equal(t, 4, b.number(t, `SELECT count(*) FROM faqs`))
	require.Zero(t, b.number(t, `SELECT count(*) FROM faq_questions q WHERE NOT EXISTS (SELECT FROM faq_vectors v WHERE v.question_id = q.id AND v.model = $1)`, model))
	near, err := b.Nearest(ctx, model, axis(0)[0], 9)
	require.NoError(t, err)
	require.Len(t, near, 6)

	rows, err := b.ImportRows(ctx, i.ID, 0, 9, "")
	require.NoError(t, err)
	require.Len(t, rows, 5)
	require.Equal(t, []faq.Advice{{Text: "Say more."}}, rows[0].Advice)
	require.Equal(t, changed.ID, rows[2].FAQID)
	page, err := b.ImportRows(ctx, i.ID, 1, 1, faq.RowCreated)
	require.NoError(t, err)
	require.Equal(t, foreign, page[0].FAQID)
	rejected, err := b.ImportRows(ctx, i.ID, 0, 9, faq.RowRejected)
	require.NoError(t, err)
	require.Equal(t, []string{"id", "is not the id of an FAQ", ""}, []string{rejected[0].Field, rejected[0].Reason, rejected[0].FAQID})

	again, err := b.ApplyImport(ctx, i.ID)
	require.NoError(t, err)
	require.Equal(t, i, again, "a repetition does nothing")
	require.Equal(t, 4, b.number(t, `SELECT count(*) FROM faqs`))
}

func TestWhoMayNotPublishImportsDrafts(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.serve(t)
	i := b.check(t, b.staged(t, faq.Import{By: editor}, row(1, "", "new?", "New.")).ID, model, 9)
	_, err := b.ApplyImport(t.Context(), i.ID)
	require.NoError(t, err)
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM faqs WHERE status = 'draft' AND edited_by = $1`, editor))
}

// What has become active since a row was checked is not changed by who may not
// publish, and nobody's status is.
func TestWhoMayNotPublishChangesNoActiveFAQ(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.serve(t)
	ctx := t.Context()
	active := b.createFAQ(t, faq.New(faq.General, "Old.", "one"), faq.Active, axis(0))
	draft := b.createFAQ(t, faq.New(faq.General, "Old.", "two"), faq.Draft, axis(0))
	archive := row(1, draft.ID, "two", "New.")
	archive.FAQ.Status = faq.Archived
	i := b.check(t, b.staged(t, faq.Import{By: editor, Activate: true}, archive).ID, model, 9)
	require.False(t, i.Activate, "it needs the right to publish")
	_, err := b.ApplyImport(ctx, i.ID)
	require.NoError(t, err)
	draft, err = b.GetFAQ(ctx, draft.ID)
	require.NoError(t, err)
	require.Equal(t, []any{"New.", faq.Draft}, []any{draft.Answer, draft.Status})

	i = b.check(t, b.staged(t, faq.Import{By: editor}, row(1, active.ID, "one", "New.")).ID, model, 9)
	require.Equal(t, 1, i.Updated)
	i, err = b.ApplyImport(ctx, i.ID)
	require.ErrorIs(t, err, faq.ErrChanged)
	require.Zero(t, i.Checked)
	now, err := b.GetFAQ(ctx, active.ID)
	require.NoError(t, err)
	require.Equal(t, active, now)
}

func TestADryRunChangesNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.serve(t)
	i := b.check(t, b.staged(t, faq.Import{DryRun: true}, row(1, "", "new?", "New.")).ID, model, 9)
	require.Equal(t, []any{faq.ImportDone, 1}, []any{i.Status, i.Created})
	_, err := b.ApplyImport(t.Context(), i.ID)
	require.NoError(t, err)
	require.Zero(t, b.number(t, `SELECT count(*) FROM faqs`))
}

func TestAFileThatBrokeOffIsNeverApplied(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	i, err := b.CreateImport(ctx, faq.Import{})
	require.NoError(t, err)
	require.NoError(t, b.StageRows(ctx, i.ID, []faq.ImportRow{row(1, "", "new?", "New.")}))
	_, err = b.PendingRows(ctx, i.ID, 1)
	require.ErrorIs(t, err, faq.ErrState)
	_, err = b.ApplyImport(ctx, i.ID)
	require.ErrorIs(t, err, faq.ErrState)
	_, err = b.FinishStaging(ctx, i.ID, "utf-8")
	require.NoError(t, err)
	require.ErrorIs(t, b.StageRows(ctx, i.ID, nil), faq.ErrState)
	_, err = b.FinishStaging(ctx, i.ID, "utf-8")
	require.ErrorIs(t, err, faq.ErrState)
	require.ErrorIs(t, b.StageRows(ctx, nobody, nil), faq.ErrNotFound)
	_, err = b.GetImport(ctx, nobody)
	require.ErrorIs(t, err, faq.ErrNotFound)
}

func TestVerdictsAreSavedOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.serve(t)
	i := b.staged(t, faq.Import{}, row(1, "", "one?", "One."), row(2, "", "two?", "Two."))
	rows, err := b.PendingRows(t.Context(), i.ID, 1)
	require.NoError(t, err)
	rows[0].Verdict = faq.RowCreated
	for range 2 {
		i, err = b.SaveVerdicts(t.Context(), i.ID, rows, model, [][][]float32{axis(0)})
		require.NoError(t, err)
		require.Equal(t, []any{faq.ImportChecking, 1}, []any{i.Status, i.Checked})
	}
	_, err = b.SaveVerdicts(t.Context(), i.ID, rows, model, [][][]float32{{}})
	require.ErrorIs(t, err, faq.ErrVector)
	_, err = b.SaveVerdicts(t.Context(), i.ID, rows, model, nil)
	require.ErrorIs(t, err, faq.ErrVector)

	i, err = b.CancelImport(t.Context(), i.ID)
	require.NoError(t, err)
	require.Equal(t, faq.ImportCancelled, i.Status)
	require.Zero(t, b.number(t, `SELECT count(*) FROM import_vectors`))
	_, err = b.SaveVerdicts(t.Context(), i.ID, rows, model, [][][]float32{axis(0)})
	require.ErrorIs(t, err, faq.ErrState)
	failed, err := b.FailImport(t.Context(), i.ID, "Too late.")
	require.NoError(t, err)
	require.Equal(t, i, failed, "it has ended")
}

func TestAnImportIsCheckedAgainWhereFAQsChanged(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.serve(t)
	ctx := t.Context()
	target := b.createFAQ(t, faq.New(faq.General, "Old.", "one"), faq.Active, axis(0))
	same := b.createFAQ(t, faq.New(faq.General, "Same.", "same"), faq.Active, axis(0))
	id := uuid.NewString()
	i := b.check(t, b.staged(t, faq.Import{Activate: true, Publishes: true},
		row(1, target.ID, "one", "New."), row(2, "", "other?", "Other."), row(3, id, "third?", "Third."), row(4, same.ID, "same", "Same."),
	).ID, model, 9)
	_, err := b.ArchiveFAQ(ctx, target.ID)
	require.NoError(t, err)
	same.Answer = "Edited."
	_, err = b.UpdateFAQ(ctx, same, model, axis(0), "", same.Version)
	require.NoError(t, err)
	b.exec(t, `INSERT INTO faqs (id, type, status, answer) VALUES ($1, 'general', 'active', 'Was here first.')`, id)
	before := b.revision(t)

	i, err = b.ApplyImport(ctx, i.ID)
	require.ErrorIs(t, err, faq.ErrChanged)
	require.Equal(t, []any{faq.ImportChecking, 1, 1, 0, 0}, []any{i.Status, i.Checked, i.Created, i.Updated, i.Unchanged})
	require.Equal(t, before, b.revision(t))
	require.Equal(t, 3, b.number(t, `SELECT count(*) FROM faqs`))
	pending, err := b.PendingRows(ctx, i.ID, 9)
	require.NoError(t, err)
	require.Equal(t, []int{1, 3, 4}, []int{pending[0].Row, pending[1].Row, pending[2].Row})
	b.exec(t, `DELETE FROM faqs WHERE id = $1`, id)
	i, err = b.ApplyImport(ctx, b.check(t, i.ID, model, 9).ID)
	require.NoError(t, err)
	require.Equal(t, []int{2, 2}, []int{i.Created, i.Updated})
}

func TestAnImportIsEmbeddedAgainWhereAnotherModelServes(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.serve(t)
	ctx := t.Context()
	i := b.check(t, b.staged(t, faq.Import{Activate: true, Publishes: true}, row(1, "", "one?", "One.")).ID, model, 9)
	to := b.coming(t, "new")
	switched, err := b.FinishReembed(ctx, to.ID, "")
	require.NoError(t, err)
	require.True(t, switched)
	i, err = b.ApplyImport(ctx, i.ID)
	require.ErrorIs(t, err, faq.ErrChanged)
	require.Equal(t, []any{faq.ImportChecking, 0}, []any{i.Status, i.Checked})
	_, err = b.ApplyImport(ctx, b.check(t, i.ID, "new", 9).ID)
	require.NoError(t, err)
	lost, err := b.QuestionsWithoutVector(ctx, "new", "", 9)
	require.NoError(t, err)
	require.Empty(t, lost)
}

// People edit while files are imported, two of them with the same FAQs: readers
// see all of an import or nothing of it, and nobody's edit is overwritten unseen.
func TestImportsAreWholeWhileFAQsAreEdited(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.serve(t)
	ctx := t.Context()
	const n = 40
	faqs := make([]faq.FAQ, n)
	for i := range faqs {
		faqs[i] = b.createFAQ(t, faq.New(faq.General, "round 0", fmt.Sprint("question ", i)), faq.Active, axis(0))
	}
	stop, edits := make(chan struct{}), make(chan struct{}, 8)
	var others sync.WaitGroup
	others.Go(func() {
		for k := 0; ; k++ {
			select {
			case <-stop:
				return
			case <-edits:
			}
			f, err := b.GetFAQ(ctx, faqs[k%n].ID)
			if err == nil {
				f.Labels = []string{fmt.Sprint("edit ", k)}
				_, err = b.UpdateFAQ(ctx, f, model, axis(1), editor, f.Version)
			}
			if err != nil && !errors.Is(err, faq.ErrChanged) {
				t.Error(err)
				return
			}
		}
	})
	others.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
			}
			var answers, marked int
			err := b.raw.QueryRow(ctx, `SELECT count(DISTINCT answer), count(*) FROM faqs WHERE answer LIKE 'round%'`).Scan(&answers, &marked)
			if err != nil || answers != 1 || marked != n {
				t.Errorf("%d answers in %d FAQs: %v", answers, marked, err)
				return
			}
		}
	})
	var imports sync.WaitGroup
	for importer := range 2 {
		imports.Go(func() {
			for round := 1; round <= 3; round++ {
				rows := make([]faq.ImportRow, n)
				for i := range rows {
					rows[i] = row(i+1, faqs[i].ID, fmt.Sprint("question ", i), fmt.Sprintf("round %d of %d", round, importer))
				}
				i := b.staged(t, faq.Import{Activate: true, Publishes: true}, rows...)
				for attempt := 0; ; attempt++ {
					b.check(t, i.ID, model, 50)
					// Some edits come between, and then it gets through.
					for range cap(edits) >> attempt {
						edits <- struct{}{}
					}
					_, err := b.ApplyImport(ctx, i.ID)
					if err == nil {
						break
					}
					if !errors.Is(err, faq.ErrChanged) {
						t.Error(err)
						return
					}
				}
			}
		})
	}
	imports.Wait()
	close(stop)
	others.Wait()
	require.Equal(t, n, b.number(t, `SELECT count(*) FROM faq_questions q JOIN faq_vectors v ON v.question_id = q.id`))
}

func TestImportsAreListedAndPruned(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	var ids []string
	for range 3 {
		ids = append(ids, b.staged(t, faq.Import{}, row(1, "", "one?", "One.")).ID)
	}
	page, err := b.ListImports(ctx, "", 2)
	require.NoError(t, err)
	require.Equal(t, []string{ids[2], ids[1]}, []string{page[0].ID, page[1].ID})
	page, err = b.ListImports(ctx, ids[1], 2)
	require.NoError(t, err)
	require.Len(t, page, 1)
	require.Equal(t, ids[0], page[0].ID)

	_, err = b.FailImport(ctx, ids[0], "It could not be read.")
	require.NoError(t, err)
	_, err = b.CreateImport(ctx, faq.Import{})
	require.NoError(t, err)
	pruned, err := b.PruneImports(ctx, time.Hour)
	require.NoError(t, err)
	require.Zero(t, pruned)
	b.exec(t, `UPDATE imports SET created_at = created_at - interval '2 hours'`)
	pruned, err = b.PruneImports(ctx, time.Hour)
	require.NoError(t, err)
	require.EqualValues(t, 2, pruned, "the one that ended and the one that never came")
	require.Equal(t, 2, b.number(t, `SELECT count(*) FROM import_rows`))
}

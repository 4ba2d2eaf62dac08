package workflows_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
)

// upload stages a file of FAQs.
func (c *campus) upload(i faq.Import, faqs ...faq.FAQ) faq.Import {
	c.t.Helper()
	i, err := c.store.CreateImport(c.t.Context(), i)
	require.NoError(c.t, err)
	rows := make([]faq.ImportRow, len(faqs))
	for n, f := range faqs {
		rows[n] = faq.ImportRow{Row: n + 1, Line: n + 2, FAQ: f, Verdict: faq.RowPending}
	}
	require.NoError(c.t, c.store.StageRows(c.t.Context(), i.ID, rows))
	i, err = c.store.FinishStaging(c.t.Context(), i.ID, "UTF-8")
	require.NoError(c.t, err)
	return i
}

func (c *campus) startImport(id string) {
	c.t.Helper()
	require.NoError(c.t, c.jobs.StartImport(c.t.Context(), id))
}

// imports plays an import to its end.
func (c *campus) imports(i faq.Import, faqs ...faq.FAQ) (faq.Import, []faq.ImportRow) {
	c.t.Helper()
	i = c.upload(i, faqs...)
	c.startImport(i.ID)
	c.ended(responder.ImportID(i.ID))
	i, err := c.store.GetImport(c.t.Context(), i.ID)
	require.NoError(c.t, err)
	rows, err := c.store.ImportRows(c.t.Context(), i.ID, 0, 1000, "")
	require.NoError(c.t, err)
	return i, rows
}

// sheet is a file of n FAQs.
func sheet(n int, words string) []faq.FAQ {
	faqs := make([]faq.FAQ, n)
	for i := range faqs {
		faqs[i] = faq.New(faq.General, fmt.Sprintf("It is %d.", i), fmt.Sprintf("%s%d%s how does it come to %d?", words, i, words, i*i))
		faqs[i].Status = faq.Active
	}
	return faqs
}

// A worker that stops at a batch loses that batch, and nothing is seen of the
// file before all of it is there.
func TestAnImportSurvivesItsWorker(t *testing.T) {
	t.Parallel()
	c := newCampus(t)
	i := c.upload(faq.Import{Activate: true, Publishes: true}, sheet(700, "parcel")...)
	c.small.holdAfter(256)
	first := c.work()
	c.startImport(i.ID)
	<-c.small.reached
	half, err := c.store.GetImport(t.Context(), i.ID)
	require.NoError(t, err)
	require.Equal(t, 256, half.Checked)
	require.Zero(t, c.count(`SELECT count(*) FROM faqs`))
	waits, err := c.store.Pending(t.Context(), 0)
	require.NoError(t, err)
	require.Equal(t, []string{i.ID}, waits.Imports)
	close(c.small.released)
	first()

	c.work()
	c.completed(responder.ImportID(i.ID))
	done, err := c.store.GetImport(t.Context(), i.ID)
	require.NoError(t, err)
	require.Equal(t, faq.ImportDone, done.Status)
	require.Equal(t, 700, done.Created)
	require.Equal(t, 700, c.small.count(), "nothing was embedded twice")
	require.Equal(t, 700, c.count(`SELECT count(*) FROM faqs WHERE status = 'active'`))
	require.Equal(t, 700, c.trained().Training.Questions)
}

func TestADryRunLeavesTheFAQsAlone(t *testing.T) {
	t.Parallel()
	c := newCampus(t)
	c.work()
	bad := faq.New("other", "", "")
	i, rows := c.imports(faq.Import{DryRun: true, Activate: true, Publishes: true}, append(sheet(2, "parcel"), bad)...)
	require.Equal(t, faq.ImportDone, i.Status)
	require.Equal(t, []int{2, 1}, []int{i.Created, i.Rejected})
	require.Equal(t, "type", rows[2].Field)
	require.Zero(t, c.count(`SELECT count(*) FROM faqs`))
}

// Who may not publish imports drafts.
func TestRowsOfACreatorLandAsDrafts(t *testing.T) {
	t.Parallel()
	c := newCampus(t)
	c.work()
	i, _ := c.imports(faq.Import{}, sheet(3, "parcel")...)
	require.Equal(t, 3, i.Created)
	require.Equal(t, 3, c.count(`SELECT count(*) FROM faqs WHERE status = 'draft'`))
}

// The same file again changes nothing; by somebody who may publish, it publishes
// the drafts it made before. An edited row changes its FAQ.
func TestTheSameFileAgain(t *testing.T) {
	t.Parallel()
	c := newCampus(t)
	c.work()
	file := sheet(5, "parcel")
	first, rows := c.imports(faq.Import{}, file...)
	require.Equal(t, 5, first.Created)
	again, _ := c.imports(faq.Import{}, file...)
	require.Equal(t, []int{0, 0, 5}, []int{again.Created, again.Updated, again.Unchanged})
	published, _ := c.imports(faq.Import{Activate: true, Publishes: true}, file...)
	require.Equal(t, []int{0, 5}, []int{published.Created, published.Updated})
	require.Equal(t, 5, c.count(`SELECT count(*) FROM faqs WHERE status = 'active'`))
	again, _ = c.imports(faq.Import{}, file...)
	require.Equal(t, 5, again.Unchanged)
	require.Equal(t, 5, c.count(`SELECT count(*) FROM faqs WHERE status = 'active'`), "a draft takes nothing back")

	edited := file[2]
	edited.ID, edited.Answer = rows[2].FAQID, "It is another one."
	changed, _ := c.imports(faq.Import{Activate: true, Publishes: true}, edited)
	require.Equal(t, 1, changed.Updated)
	stored, err := c.store.GetFAQ(t.Context(), edited.ID)
	require.NoError(t, err)
	require.Equal(t, "It is another one.", stored.Answer)
}

// Questions that are too close are named, be they saved or in the same file.
func TestOverlapsAreNamed(t *testing.T) {
	t.Parallel()
	c := newCampus(t)
	c.work()
	c.teach(1, "parcels")
	near := faq.New(faq.General, "Another answer.", "what about parcels number 0 in all?")
	inFile := faq.New(faq.General, "A third one.", "how do I get my money back today?")
	twin := faq.New(faq.General, "A fourth one.", "how do I get my money back today?")
	_, rows := c.imports(faq.Import{DryRun: true}, near, inFile, twin)
	overlap := func(row faq.ImportRow) *faq.Advice {
		for _, a := range row.Advice {
			if a.Rule == faq.RuleOverlap {
				return &a
			}
		}
		return nil
	}
	require.NotNil(t, overlap(rows[0]))
	require.Equal(t, "what about parcels number 0 in all?", overlap(rows[0]).Question)
	require.NotEmpty(t, overlap(rows[0]).FAQID)
	for _, row := range rows[1:] {
		require.NotNil(t, overlap(row), "row %d", row.Row)
		require.Equal(t, "how do I get my money back today?", overlap(row).Question)
		require.Empty(t, overlap(row).FAQID)
	}
}

func TestACancelledImportLeavesTheFAQsAlone(t *testing.T) {
	t.Parallel()
	c := newCampus(t)
	i := c.upload(faq.Import{Activate: true, Publishes: true}, sheet(300, "parcel")...)
	c.small.holdAfter(256)
	c.work()
	c.startImport(i.ID)
	<-c.small.reached
	require.NoError(t, c.client.CancelWorkflow(t.Context(), responder.ImportID(i.ID), ""))
	close(c.small.released)
	require.Equal(t, enums.WORKFLOW_EXECUTION_STATUS_CANCELED, c.ended(responder.ImportID(i.ID)))
	i, err := c.store.GetImport(t.Context(), i.ID)
	require.NoError(t, err)
	require.Equal(t, faq.ImportCancelled, i.Status)
	require.Zero(t, c.count(`SELECT count(*) FROM faqs`))
}

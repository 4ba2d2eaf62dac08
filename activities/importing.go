package activities

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"sync"

	"go.temporal.io/sdk/temporal"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/matcher"
)

// Imports keeps uploaded files row by row, with what was found about each.
type Imports interface {
	Serving
	GetImport(ctx context.Context, id string) (faq.Import, error)
	PendingRows(ctx context.Context, id string, limit int) ([]faq.ImportRow, error)
	SaveVerdicts(ctx context.Context, id string, rows []faq.ImportRow, model string, vectors [][][]float32) (faq.Import, error)
	// CheckedQuestions returns the questions of rows that have a verdict and would
	// change the FAQs, of one model, after a place in the file.
	CheckedQuestions(ctx context.Context, id, model string, after faq.ImportedKey, limit int) ([]faq.ImportedQuestion, error)
	ApplyImport(ctx context.Context, id string) (faq.Import, error)
	CancelImport(ctx context.Context, id string) (faq.Import, error)
	FailImport(ctx context.Context, id, reason string) (faq.Import, error)
	// NoteImport says what an import that has not ended waits for, "" for nothing.
	NoteImport(ctx context.Context, id, reason string) error
	// FAQsNamed returns those of the ids that there are.
	FAQsNamed(ctx context.Context, ids []string) ([]faq.FAQ, error)
	// NearestSaved finds questions of FAQs that are not archived.
	NearestSaved(ctx context.Context, model string, vector []float32, k int) ([]faq.Candidate, error)
}

// Overlaps finds which questions of an FAQ are too close to those of others.
type Overlaps interface {
	Vectors
	Overlaps(ctx context.Context, serving faq.Serving, f faq.FAQ, vectors [][]float32, others matcher.Source) ([]matcher.Overlap, error)
}

// Importing are the activities of an import.
type Importing struct {
	Imports Imports
	Matcher Overlaps
	Log     *slog.Logger

	mu sync.Mutex
	// files are the indexes of the files that are being checked, by import.
	files map[string]*fileIndex
}

// ImportRequest names an import.
type ImportRequest struct {
	ImportID string `json:"import_id"`
	// Stale says, of an import that failed, that others edited its FAQs whenever
	// it had been checked.
	Stale bool `json:"stale,omitempty"`
}

// Checked is how far the check of an import's rows has come.
type Checked struct {
	Rows     int `json:"rows"`
	Checked  int `json:"checked"`
	Rejected int `json:"rejected"`
	// Ended says that nothing more is to be done: it was a dry run, or somebody
	// cancelled it.
	Ended bool `json:"ended"`
}

// checkBatch is how many rows are checked at once.
const checkBatch = 256

// CheckImport gives the next rows of an import their verdicts: what is wrong with
// each, what would make it better, and whether it is a new FAQ, a change or
// neither. Rows that have a verdict are left alone, so a repetition goes on where
// the attempt before it ended.
func (a *Importing) CheckImport(ctx context.Context, r ImportRequest) (Checked, error) {
	beating := beat(ctx)
	defer beating.stop()
	i, err := a.Imports.GetImport(ctx, r.ImportID)
	if err != nil {
		return Checked{}, a.failed("read the import", err)
	}
	if !i.Status.Ended() && i.Checked < i.Rows {
		beating.at(i.Checked, i.Rows)
		if i, err = a.checkBatch(ctx, i); err != nil {
			return Checked{}, err
		}
	}
	if i.Status.Ended() || i.Checked == i.Rows {
		a.forget(i.ID)
	}
	return Checked{Rows: i.Rows, Checked: i.Checked, Rejected: i.Rejected, Ended: i.Status.Ended()}, nil
}

func (a *Importing) checkBatch(ctx context.Context, i faq.Import) (faq.Import, error) {
	rows, err := a.Imports.PendingRows(ctx, i.ID, checkBatch)
	if err != nil {
		return i, a.failed("read rows", err)
	}
	serving, err := a.Imports.Serving(ctx)
	if err != nil {
		return i, a.failed("read what serves", err)
	}
	vectors, err := a.judge(ctx, i, serving, rows)
	if err != nil {
		return i, err
	}
	saved, err := a.Imports.SaveVerdicts(ctx, i.ID, rows, serving.Model, vectors)
	if errors.Is(err, faq.ErrState) {
		// Cancelled meanwhile.
		saved, err = a.Imports.GetImport(ctx, i.ID)
	}
	if err != nil {
		return i, a.failed("save verdicts", err)
	}
	if i.Error != "" && !saved.Status.Ended() {
		if err := a.Imports.NoteImport(ctx, i.ID, ""); err != nil {
			return i, a.failed("say that the import goes on", err)
		}
	}
	return saved, nil
}

// Applied is what an import has made of the FAQs.
type Applied struct {
	Created   int `json:"created"`
	Updated   int `json:"updated"`
	Unchanged int `json:"unchanged"`
	Rejected  int `json:"rejected"`
	// Stale says that nothing was changed, because FAQs of the file were edited
	// since they were checked.
	Stale bool `json:"stale,omitempty"`
}

// ApplyImport makes all rows that are good the FAQs at once.
func (a *Importing) ApplyImport(ctx context.Context, r ImportRequest) (Applied, error) {
	beating := beat(ctx)
	defer beating.stop()
	i, err := a.Imports.ApplyImport(ctx, r.ImportID)
	if errors.Is(err, faq.ErrChanged) || errors.Is(err, faq.ErrState) {
		return Applied{Stale: true}, nil
	}
	if err != nil {
		return Applied{}, a.failed("apply the import", err)
	}
	if i.Status != faq.ImportDone {
		return Applied{}, nil
	}
	a.Log.Info("import applied", "import", i.ID, "created", i.Created, "updated", i.Updated, "rejected", i.Rejected)
	return Applied{Created: i.Created, Updated: i.Updated, Unchanged: i.Unchanged, Rejected: i.Rejected}, nil
}

// What people are told of an import that failed; more is in the worker's log.
const (
	importStale  = "The FAQs of the file were edited by others whenever it had been checked, so nothing was changed: upload it again."
	importFailed = "It could not be worked on, so nothing was changed; the worker's log says why."
)

// FailImport ends an import that cannot be applied. What it waited for last is
// why, unless others edited its FAQs.
func (a *Importing) FailImport(ctx context.Context, r ImportRequest) error {
	a.forget(r.ImportID)
	reason := importStale
	if !r.Stale {
		i, err := a.Imports.GetImport(ctx, r.ImportID)
		if errors.Is(err, faq.ErrNotFound) {
			return nil
		}
		if err != nil {
			return a.failed("read the import", err)
		}
		reason = cmp.Or(i.Error, importFailed)
	}
	if _, err := a.Imports.FailImport(ctx, r.ImportID, reason); err != nil && !errors.Is(err, faq.ErrNotFound) {
		return a.failed("fail the import", err)
	}
	return nil
}

// CancelImport ends an import that somebody gave up.
func (a *Importing) CancelImport(ctx context.Context, r ImportRequest) error {
	a.forget(r.ImportID)
	if _, err := a.Imports.CancelImport(ctx, r.ImportID); err != nil && !errors.Is(err, faq.ErrNotFound) {
		return a.failed("cancel the import", err)
	}
	return nil
}

// failed is [fit]; an import that is gone is gone for good.
func (a *Importing) failed(what string, err error) error {
	if errors.Is(err, faq.ErrNotFound) {
		return temporal.NewNonRetryableApplicationError("no such import", "NotFound", nil)
	}
	return fit(a.Log, what, err)
}

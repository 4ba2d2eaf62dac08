package api

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/internal/demo"
)

const (
	demoName = "Saffron Go (demo)"
	// demoLabel is on every FAQ of the demo.
	demoLabel = "demo"
	// uploadGrace is how long staging a few rows may take; an import that says
	// after that, that it is still coming in was left behind.
	uploadGrace = time.Minute
)

// LoadDemo loads the demo data, or goes on with it: an inbox, FAQs through an
// import, and once these are learned, customers who write. What is there already
// is left alone, so that asking again is always right.
func (h demoHandlers) LoadDemo(ctx context.Context, _ LoadDemoRequestObject) (LoadDemoResponseObject, error) {
	began := time.Now()
	d, err := h.demos.BeginDemo(ctx, conversation.InboxSettings{Name: demoName, Burst: 1})
	if err != nil {
		return nil, err
	}
	if d.Status() == conversation.DemoRemoving {
		return nil, refuse(kindTooLate, "The demo data is being removed. Load it again when that is over.")
	}
	if d.FAQsAt.IsZero() {
		there, err := h.loadFAQs(ctx, d)
		if err != nil {
			return nil, err
		}
		if there {
			if err := h.demos.NoteDemoFAQs(ctx); err != nil {
				return nil, err
			}
			d.FAQsAt = time.Now()
		}
	}
	if !d.FAQsAt.IsZero() && d.LoadedAt.IsZero() {
		learned, err := h.learned(ctx, began.Add(h.Finish))
		if err != nil {
			return nil, err
		}
		if learned {
			if err := h.write(ctx, d.InboxID); err != nil {
				return nil, err
			}
		}
	}
	if d, err = h.demos.GetDemo(ctx); err != nil {
		return nil, err
	}
	view, err := h.view(ctx, d)
	return LoadDemo200JSONResponse(view), err
}

// loadFAQs has the FAQs imported and reports whether they are there.
func (h demoHandlers) loadFAQs(ctx context.Context, d conversation.Demo) (there bool, err error) {
	now := faq.Import{Status: faq.ImportFailed}
	if d.ImportID != "" {
		now, err = h.imports.GetImport(ctx, d.ImportID)
		if err != nil && !errors.Is(err, faq.ErrNotFound) {
			return false, err
		}
	}
	abandoned := now.Status == faq.ImportUploading && time.Since(now.CreatedAt) > uploadGrace
	if now.ID == "" || abandoned || now.Status == faq.ImportFailed || now.Status == faq.ImportCancelled {
		rows, err := h.demoRows(ctx)
		if err != nil || len(rows) == 0 {
			return err == nil, err
		}
		if now, err = h.stageDemo(ctx, d.ImportID, rows); err != nil || now.ID == "" {
			return false, err
		}
	}
	if now.Status != faq.ImportDone && now.Status != faq.ImportUploading {
		h.await(ctx, func(ctx context.Context) error { return h.jobs.StartImport(ctx, now.ID) },
			func(ctx context.Context) error { return h.jobs.AwaitImport(ctx, now.ID) })
		if now, err = h.imports.GetImport(ctx, now.ID); err != nil {
			return false, err
		}
	}
	return now.Status == faq.ImportDone, nil
}

// stageDemo stages the demo's rows. It returns none if somebody else was faster.
func (h demoHandlers) stageDemo(ctx context.Context, former string, rows []faq.ImportRow) (faq.Import, error) {
	wanted := importBy(ctx, nil)
	wanted.FileName = demoName
	created, err := h.imports.CreateImport(ctx, wanted)
	if err != nil {
		return faq.Import{}, err
	}
	if err := h.imports.StageRows(ctx, created.ID, rows); err != nil {
		return faq.Import{}, err
	}
	first, err := h.demos.SetDemoImport(ctx, former, created.ID)
	if err != nil {
		return faq.Import{}, err
	}
	if !first {
		_, err := h.imports.CancelImport(ctx, created.ID)
		return faq.Import{}, err
	}
	return h.imports.FinishStaging(ctx, created.ID, "")
}

// demoRows are the FAQs that are not there yet: one that is there twice is never
// sure to be ahead of itself.
func (h demoHandlers) demoRows(ctx context.Context) ([]faq.ImportRow, error) {
	all, err := demo.FAQs()
	if err != nil {
		return nil, err
	}
	questions := make([]string, len(all))
	for i, f := range all {
		questions[i] = f.Question
	}
	asked, err := h.demos.AskedAlready(ctx, questions)
	if err != nil {
		return nil, err
	}
	var rows []faq.ImportRow
	for _, f := range all {
		if slices.Contains(asked, f.Question) {
			continue
		}
		row := faq.New(faq.Type(f.Type), f.Answer, f.Question, f.RelatedQuestions...)
		row.Status, row.Labels = faq.Active, append([]string{demoLabel}, f.Labels...)
		rows = append(rows, faq.ImportRow{Row: len(rows) + 1, Line: len(rows) + 1, FAQ: row, Verdict: faq.RowPending})
	}
	return rows, nil
}

// write has the demo's customers write, each in a conversation of their own.
func (h demoHandlers) write(ctx context.Context, inboxID string) error {
	customers, err := demo.Customers()
	if err != nil {
		return err
	}
	var batch []conversation.Inbound
	for i, c := range customers {
		for line, text := range c.Lines {
			batch = append(batch, conversation.Inbound{
				InboxID: inboxID, From: conversation.Sender{ID: fmt.Sprintf("demo-%d", i+1), Name: c.Name},
				ExternalID: fmt.Sprintf("demo-%d-%d", i+1, line+1), Text: text,
			})
		}
	}
	if _, err := h.ingest.take(ctx, batch); err != nil {
		return err
	}
	return h.demos.FinishDemo(ctx)
}

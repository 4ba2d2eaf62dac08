package deployment

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"time"

	"github.com/parleyhq/parley/bench/internal/sets"
	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/faq/sheet"
)

// Import uploads FAQs as a CSV file, active at once, and returns when the file
// is applied. Their answers are their names. It fails if a row is rejected.
func (d *Deployment) Import(ctx context.Context, faqs []sets.FAQ) (took time.Duration, err error) {
	var file bytes.Buffer
	if err := sheet.Write(&file, withoutErrors(active(faqs))); err != nil {
		return 0, err
	}
	began := time.Now()
	var now imported
	if err := d.client.do(ctx, http.MethodPost, "/v1/faqs/import?activate=true", "text/csv", file.Bytes(), &now); err != nil {
		return 0, err
	}
	if now, err = d.awaitImport(ctx, now); err != nil {
		return 0, err
	}
	took = time.Since(began)
	if now.Created != len(faqs) {
		return 0, d.rejection(ctx, now.ImportID)
	}
	return took, nil
}

// imported is what the API says of an import.
type imported struct {
	ImportID string           `json:"import_id"`
	Status   faq.ImportStatus `json:"status"`
	Created  int              `json:"created"`
	Error    string           `json:"error"`
}

// awaitImport returns an import as it has ended, asking until it has.
func (d *Deployment) awaitImport(ctx context.Context, i imported) (imported, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, importLimit, errors.New("the import did not end"))
	defer cancel()
	for path := "/v1/faqs/imports/" + i.ImportID + "?limit=1"; !i.Status.Ended(); {
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
			return imported{}, fmt.Errorf("%w\n%s", context.Cause(ctx), d.Worker.log())
		}
		answer := struct {
			Import *imported `json:"import"`
		}{&i}
		if err := d.client.do(ctx, http.MethodGet, path, "", nil, &answer); err != nil {
			return imported{}, err
		}
	}
	if i.Status != faq.ImportDone {
		return imported{}, fmt.Errorf("import %s: %s", i.Status, i.Error)
	}
	return i, nil
}

// rejection is the error of an import of which not every row was taken.
func (d *Deployment) rejection(ctx context.Context, id string) error {
	var rejected struct {
		Items []struct {
			Row    int    `json:"row"`
			Field  string `json:"field"`
			Reason string `json:"reason"`
		} `json:"items"`
	}
	path := "/v1/faqs/imports/" + id + "?verdict=rejected&limit=10"
	if err := d.client.do(ctx, http.MethodGet, path, "", nil, &rejected); err != nil {
		return err
	}
	return fmt.Errorf("not every FAQ was imported: %+v", rejected.Items)
}

// importLimit is longer than any import may take.
const importLimit = 30 * time.Minute

// active returns FAQs as they are stored.
func active(faqs []sets.FAQ) []faq.FAQ {
	stored := make([]faq.FAQ, len(faqs))
	for i, f := range faqs {
		stored[i] = faq.New(faq.General, f.Name, f.Questions[0], f.Questions[1:]...)
		stored[i].Status = faq.Active
	}
	return stored
}

// withoutErrors yields FAQs as a source that does not fail.
func withoutErrors(faqs []faq.FAQ) iter.Seq2[faq.FAQ, error] {
	return func(yield func(faq.FAQ, error) bool) {
		for _, f := range faqs {
			if !yield(f, nil) {
				return
			}
		}
	}
}

package api

import (
	"context"
	"io"
	"iter"
	"net/http"
	"strings"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/faq/sheet"
)

// Export reads FAQs one after the other.
type Export interface {
	// ExportFAQs returns the FAQs of a filter, whose page and order do not matter.
	ExportFAQs(ctx context.Context, f faq.Filter) iter.Seq2[faq.FAQ, error]
}

type exportHandlers struct{ export Export }

// ExportFaqs writes FAQs as a file that the import reads.
func (h exportHandlers) ExportFaqs(ctx context.Context, r ExportFaqsRequestObject) (ExportFaqsResponseObject, error) {
	p := r.Params
	filter := faq.Filter{Status: faq.Status(p.Status), Type: faq.Type(p.Type), Label: p.Label, Query: p.Q}
	return sheetResponse{h.export.ExportFAQs(ctx, filter)}, nil
}

// GetSampleFaqs answers with a file to fill in.
func (h exportHandlers) GetSampleFaqs(context.Context, GetSampleFaqsRequestObject) (GetSampleFaqsResponseObject, error) {
	sample := sheet.Sample()
	return GetSampleFaqs200TextCsvResponse{
		Body: strings.NewReader(sample), ContentLength: int64(len(sample)),
		Headers: GetSampleFaqs200ResponseHeaders{ContentDisposition: `attachment; filename="faqs-sample.csv"`},
	}, nil
}

// sheetResponse writes FAQs as they are read. The generated response would need
// all of them first.
type sheetResponse struct{ faqs iter.Seq2[faq.FAQ, error] }

// VisitExportFaqsResponse implements [ExportFaqsResponseObject].
func (r sheetResponse) VisitExportFaqsResponse(w http.ResponseWriter) error {
	out := &startedWriter{to: w}
	err := sheet.Write(out, r.faqs)
	if err != nil && out.started {
		// A file that is cut off must not look whole.
		panic(http.ErrAbortHandler)
	}
	return err
}

// startedWriter says that this is a file once there is some of it.
type startedWriter struct {
	to      http.ResponseWriter
	started bool
}

func (w *startedWriter) Write(p []byte) (int, error) {
	if !w.started {
		w.started = true
		w.to.Header().Set("Content-Type", "text/csv; charset=utf-8")
		w.to.Header().Set("Content-Disposition", `attachment; filename="faqs.csv"`)
		w.to.WriteHeader(http.StatusOK)
	}
	return w.to.Write(p)
}

var _ io.Writer = (*startedWriter)(nil)

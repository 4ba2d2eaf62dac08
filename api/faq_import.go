package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"mime/multipart"
	"net/http"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/faq/sheet"
)

// Imports is what importing needs of the store. What names an import that is not
// there fails with faq.ErrNotFound.
type Imports interface {
	CreateImport(ctx context.Context, i faq.Import) (faq.Import, error)
	// StageRows stores rows of an import that is being uploaded.
	StageRows(ctx context.Context, id string, rows []faq.ImportRow) error
	// FinishStaging says that all rows of an import are there, and how its file was
	// written: nobody works on it before.
	FinishStaging(ctx context.Context, id, encoding string) (faq.Import, error)
	GetImport(ctx context.Context, id string) (faq.Import, error)
	// ListImports returns those created before one, "" for the newest.
	ListImports(ctx context.Context, after string, limit int) ([]faq.Import, error)
	// RepeatImport stages what a finished dry run did not reject, and its rejected rows
	// as they are. It fails with faq.ErrState for what is no finished dry run.
	RepeatImport(ctx context.Context, id string, i faq.Import) (faq.Import, error)
	// ImportRows returns rows after a row in the order of the file, of a verdict or
	// "" for any.
	ImportRows(ctx context.Context, id string, after, limit int, verdict faq.RowVerdict) ([]faq.ImportRow, error)
	// CancelImport and FailImport leave one that has ended as it is, and return it.
	CancelImport(ctx context.Context, id string) (faq.Import, error)
	FailImport(ctx context.Context, id, reason string) (faq.Import, error)
}

type importHandlers struct {
	imports Imports
	jobs    Jobs
	Patience
}

// stageBatch is how many rows are stored at once.
const stageBatch = 500

// ImportFaqs takes a file in row by row, has it checked and applied, and reports
// if that is done soon.
func (h importHandlers) ImportFaqs(ctx context.Context, r ImportFaqsRequestObject) (ImportFaqsResponseObject, error) {
	file, name, err := upload(r)
	if err != nil {
		return nil, err
	}
	if callOf(ctx).header.Get("Content-Encoding") != "" {
		return nil, refuse(kindUnsupportedMediaType, "Send the file as it is, without Content-Encoding.")
	}
	wanted := importBy(ctx, r.Params.Activate)
	wanted.DryRun, wanted.FileName = r.Params.DryRun, name
	staged, err := h.stage(ctx, file, wanted)
	if err != nil {
		return nil, err
	}
	report, going, err := h.begin(ctx, staged)
	switch {
	case err != nil:
		return nil, err
	case going != nil:
		return ImportFaqs202JSONResponse{Body: *going, Headers: ImportFaqs202ResponseHeaders{Location: going.URL}}, nil
	default:
		return ImportFaqs200JSONResponse(*report), nil
	}
}

// importBy is an import of the caller's, with what they may do; activate is true
// where it is not given.
func importBy(ctx context.Context, activate *bool) faq.Import {
	publishes := account.MayPublishOwn(callOf(ctx).principal)
	return faq.Import{Publishes: publishes, Activate: publishes && (activate == nil || *activate), By: editor(ctx)}
}

// begin has a staged import checked and applied. It returns the report if that is
// done soon, else where its progress is.
func (h importHandlers) begin(ctx context.Context, staged faq.Import) (*ImportReport, *ImportAccepted, error) {
	h.await(ctx, func(ctx context.Context) error { return h.jobs.StartImport(ctx, staged.ID) },
		func(ctx context.Context) error { return h.jobs.AwaitImport(ctx, staged.ID) })
	now, err := h.imports.GetImport(ctx, staged.ID)
	if err != nil {
		return nil, nil, err
	}
	if !now.Status.Ended() {
		return nil, &ImportAccepted{ImportID: now.ID, Status: ImportStatus(now.Status), Rows: now.Rows, URL: importURL(now.ID)}, nil
	}
	if now.Status == faq.ImportFailed {
		return nil, nil, refuse(kindInvalid, now.Error)
	}
	report, err := h.report(ctx, now)
	return &report, nil, err
}

func importURL(id string) string { return "/v1/faqs/imports/" + id }

// upload finds the file in a request.
func upload(r ImportFaqsRequestObject) (file io.Reader, name string, err error) {
	switch {
	case r.Body != nil:
		return r.Body, "", nil
	case r.MultipartBody != nil:
		part, err := filePart(r.MultipartBody)
		if err != nil {
			return nil, "", err
		}
		return part, part.FileName(), nil
	default:
		return nil, "", refuse(kindUnsupportedMediaType, "Send the file as text/csv, or as the part “file” of multipart/form-data.")
	}
}

// filePart goes to the part that is the file; what stands before it is skipped.
func filePart(form *multipart.Reader) (*multipart.Part, error) {
	for {
		part, err := form.NextPart()
		switch {
		case errors.Is(err, io.EOF):
			return nil, invalid(FieldError{Field: "file", Reason: "is missing: the form has no such part"})
		case err != nil:
			return nil, unreadableUpload(err)
		case part.FormName() == "file":
			return part, nil
		}
	}
}

// unreadableUpload says why a body ended before the file did.
func unreadableUpload(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return refuse(kindTooLarge, fmt.Sprintf("The file is larger than %d MB. Split it and upload the parts one after the other.", sheet.DefaultLimits().Bytes>>20))
	}
	return &problem{kind: kindMalformed, detail: "The upload ended early or is no form.", cause: err}
}

// stage stores the rows of a file as they come in. A file that cannot be read to
// its end leaves an import behind that has failed and says why.
func (h importHandlers) stage(ctx context.Context, file io.Reader, i faq.Import) (faq.Import, error) {
	reader := sheet.NewReader(file, sheet.DefaultLimits())
	next, stop := iter.Pull2(reader.Rows())
	defer stop()
	// Nothing is stored of a file whose beginning is no sheet.
	first, err, some := next()
	if !some {
		return i, refuse(kindInvalid, "There is no FAQ in the file.")
	}
	if err != nil {
		return i, sheetProblem(err)
	}
	created, err := h.imports.CreateImport(ctx, i)
	if err != nil {
		return i, err
	}
	err = h.stageAll(ctx, created.ID, first, next)
	if err == nil {
		return h.imports.FinishStaging(ctx, created.ID, reader.Format().Encoding)
	}
	refused := sheetProblem(err)
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), h.Start)
	defer cancel()
	if _, lost := h.imports.FailImport(ending, created.ID, whyRefused(refused)); lost != nil {
		return i, errors.Join(refused, lost)
	}
	return i, refused
}

// whyRefused is what is kept of why a file was refused.
func whyRefused(err error) string {
	if p, said := errors.AsType[*problem](err); said {
		return p.detail
	}
	return "The upload was cut off, or the server failed."
}

func (h importHandlers) stageAll(ctx context.Context, id string, row sheet.Row, next func() (sheet.Row, error, bool)) error {
	batch := make([]faq.ImportRow, 0, stageBatch)
	for some := true; some; {
		batch = append(batch, stagedRow(row))
		if len(batch) == stageBatch {
			if err := h.imports.StageRows(ctx, id, batch); err != nil {
				return err
			}
			batch = batch[:0]
		}
		var err error
		if row, err, some = next(); err != nil {
			return err
		}
	}
	if len(batch) == 0 {
		return nil
	}
	return h.imports.StageRows(ctx, id, batch)
}

// stagedRow is a row as it is stored: rejected if it cannot be read, else still
// to be checked.
func stagedRow(r sheet.Row) faq.ImportRow {
	row := faq.ImportRow{Row: r.Number, Line: r.Line, FAQ: r.FAQ, Unsaid: r.Unsaid, Verdict: faq.RowPending}
	if len(r.Problems) > 0 {
		first := r.Problems[0]
		row.Verdict, row.Field, row.Reason = faq.RowRejected, first.Field, first.Reason
		if row.Field == "" {
			row.Field = first.Column
		}
	}
	return row
}

// sheetProblem says what is wrong with a file, or passes other errors on.
func sheetProblem(err error) error {
	var bad *sheet.Error
	switch {
	case !errors.As(err, &bad):
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) || errors.Is(err, io.ErrUnexpectedEOF) {
			return unreadableUpload(err)
		}
		return err
	case errors.Is(bad, sheet.ErrTooLarge):
		return refuse(kindTooLarge, bad.Reason)
	case bad.Line == 0:
		return refuse(kindInvalid, bad.Reason)
	}
	where := fmt.Sprintf("line %d", bad.Line)
	if bad.Column != "" {
		where += ", column " + bad.Column
	}
	p := refuse(kindInvalid, "L"+where[1:]+": "+bad.Reason)
	p.fields = []FieldError{{Field: where, Reason: bad.Reason}}
	return p
}

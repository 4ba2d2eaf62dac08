package api

import (
	"context"
	"errors"
	"fmt"

	"github.com/parleyhq/parley/faq"
)

// ListImports lists imports, newest first.
func (h importHandlers) ListImports(ctx context.Context, r ListImportsRequestObject) (ListImportsResponseObject, error) {
	after, err := cursorOr("imports", r.Params.Cursor, "")
	if err != nil {
		return nil, err
	}
	limit := orDefault(r.Params.Limit, defaultLimit)
	found, err := h.imports.ListImports(ctx, after, limit+1)
	if err != nil {
		return nil, err
	}
	found, next, err := page(found, limit, "imports", func(i faq.Import) any { return i.ID })
	return ListImports200JSONResponse{Items: each(found, importView), NextCursor: next}, err
}

// GetImport reads how far an import has come, and a page of its rows.
func (h importHandlers) GetImport(ctx context.Context, r GetImportRequestObject) (GetImportResponseObject, error) {
	found, err := h.imports.GetImport(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	verdict := faq.RowVerdict(r.Params.Verdict)
	listName := fmt.Sprintf("rows of import %s %s", r.ID, verdict)
	after, err := cursorOr(listName, r.Params.Cursor, 0)
	if err != nil {
		return nil, err
	}
	limit := orDefault(r.Params.Limit, defaultLimit)
	rows, err := h.imports.ImportRows(ctx, r.ID, after, limit+1, verdict)
	if err != nil {
		return nil, err
	}
	rows, next, err := page(rows, limit, listName, func(row faq.ImportRow) any { return row.Row })
	return GetImport200JSONResponse{Import: importView(found), Items: each(rows, importRowView), NextCursor: next}, err
}

// ApplyImport does what a dry run has shown.
func (h importHandlers) ApplyImport(ctx context.Context, r ApplyImportRequestObject) (ApplyImportResponseObject, error) {
	staged, err := h.imports.RepeatImport(ctx, r.ID, importBy(ctx, r.Params.Activate))
	if errors.Is(err, faq.ErrState) {
		return nil, refuse(kindTooLate, "It is no dry run that has ended: only what was checked whole can be applied.")
	}
	if err != nil {
		return nil, err
	}
	report, going, err := h.begin(ctx, staged)
	switch {
	case err != nil:
		return nil, err
	case going != nil:
		return ApplyImport202JSONResponse{Body: *going, Headers: ApplyImport202ResponseHeaders{Location: going.URL}}, nil
	default:
		return ApplyImport200JSONResponse(*report), nil
	}
}

// CancelImport gives an import up that has not been applied. The store decides;
// the workflow, if it runs, hears of it.
func (h importHandlers) CancelImport(ctx context.Context, r CancelImportRequestObject) (CancelImportResponseObject, error) {
	now, err := h.imports.CancelImport(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	if now.Status != faq.ImportCancelled {
		return nil, refuse(kindTooLate, "The import has ended already.")
	}
	stopping, cancel := context.WithTimeout(ctx, h.Start)
	defer cancel()
	// A workflow that hears nothing finds the import cancelled at its next step.
	_ = h.jobs.CancelImport(stopping, r.ID)
	return CancelImport200JSONResponse(importView(now)), nil
}

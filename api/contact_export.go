package api

import (
	"context"
	"fmt"
	"net/http"

	"github.com/parleyhq/parley/archive"
)

// ExportContact gives out everything of one person. What is given is noted before
// the first byte.
func (h contactHandlers) ExportContact(ctx context.Context, r ExportContactRequestObject) (ExportContactResponseObject, error) {
	found, err := h.contacts.GetContact(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	if err := h.contacts.NoteContactExport(ctx, found.ID); err != nil {
		return nil, err
	}
	return contactArchive{ctx, h, found.ID}, nil
}

// contactArchive is a response that streams.
type contactArchive struct {
	ctx       context.Context //nolint:containedctx // the request's, which the generated interface does not hand on
	handlers  contactHandlers
	contactID string
}

// VisitExportContactResponse implements [ExportContactResponseObject].
func (a contactArchive) VisitExportContactResponse(w http.ResponseWriter) error {
	out := &startedFile{to: flowingWriter{w}, mime: "application/zip", name: "contact-" + a.contactID + ".zip"}
	err := a.handlers.contacts.WithArchive(a.ctx, a.contactID, func(from archive.Source) error {
		return archive.WriteZIP(a.ctx, out, from, a.handlers.files)
	})
	if err != nil && out.started {
		// A file that is cut off must not look whole.
		panic(http.ErrAbortHandler)
	}
	if err != nil {
		return fmt.Errorf("export contact: %w", err)
	}
	return nil
}

// startedFile says that this is a file once there is some of it.
type startedFile struct {
	to         http.ResponseWriter
	mime, name string
	started    bool
}

// Write implements io.Writer.
func (w *startedFile) Write(p []byte) (int, error) {
	if !w.started {
		w.started = true
		w.to.Header().Set("Content-Type", w.mime)
		w.to.Header().Set("Content-Disposition", `attachment; filename="`+w.name+`"`)
		w.to.Header().Set("Cache-Control", "no-store")
		w.to.WriteHeader(http.StatusOK)
	}
	return w.to.Write(p)
}

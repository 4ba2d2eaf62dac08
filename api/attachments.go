package api

import (
	"context"
	"errors"
	"io"
	"net/http"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/files"
)

// Files is where attachments are stored; package files implements it. What names
// a file that is not there fails with conversation.ErrNotFound.
type Files interface {
	// Upload stores a file of a principal. It fails with *files.TooLargeError,
	// files.ErrEmpty, files.ErrFull or files.ErrUnavailable.
	Upload(ctx context.Context, name, uploader string, content io.Reader) (conversation.File, error)
	Find(ctx context.Context, id string) (conversation.File, error)
	// Content returns what is in a stored file.
	Content(ctx context.Context, f conversation.File) (io.ReadSeekCloser, error)
}

// Refetch has files fetched again that could not be.
type Refetch interface {
	RetryFile(ctx context.Context, id string) (conversation.File, error)
}

type attachmentHandlers struct {
	files   Files
	refetch Refetch
}

// UploadAttachment takes a file in as it comes.
func (h attachmentHandlers) UploadAttachment(ctx context.Context, r UploadAttachmentRequestObject) (UploadAttachmentResponseObject, error) {
	call := callOf(ctx)
	if call.header.Get("Content-Encoding") != "" {
		return nil, refuse(kindUnsupportedMediaType, "Send the file as it is, without Content-Encoding.")
	}
	content, name, err := uploaded(r)
	if err != nil {
		return nil, err
	}
	f, err := h.files.Upload(ctx, name, call.principal.ID(), content)
	if err != nil {
		return nil, uploadProblem(err)
	}
	return UploadAttachment201JSONResponse{
		Body: storedView(f), Headers: UploadAttachment201ResponseHeaders{Location: "/v1/attachments/" + f.ID},
	}, nil
}

// GetAttachment gives a file out. What belongs to no message yet and to no
// campaign is its uploader's alone; others are not told that it is there.
func (h attachmentHandlers) GetAttachment(ctx context.Context, r GetAttachmentRequestObject) (GetAttachmentResponseObject, error) {
	f, err := h.files.Find(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	call := callOf(ctx)
	allowed := f.Used && account.Allowed(call.principal, account.ReadConversations) || f.Uploader == call.principal.ID() ||
		f.InCampaign && account.Allowed(call.principal, account.ReadContent)
	if !allowed {
		return nil, notFound()
	}
	switch f.State {
	case conversation.FilePending:
		p := refuse(kindNotYet, "The file is still being fetched.")
		p.retryAfter = fetchAgain
		return nil, p
	case conversation.FileFailed:
		return nil, refuse(kindNotFound, "The file could not be fetched: "+f.Problem+".")
	case conversation.FileUploading:
		return nil, notFound()
	case conversation.FileStored:
	}
	content, err := h.files.Content(ctx, f)
	if err != nil {
		return nil, storeProblem(err)
	}
	return download{f, content, call, r.Params.Inline}, nil
}

// RetryAttachment has a file fetched again.
func (h attachmentHandlers) RetryAttachment(ctx context.Context, r RetryAttachmentRequestObject) (RetryAttachmentResponseObject, error) {
	f, err := h.refetch.RetryFile(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	if !f.Used {
		return nil, notFound()
	}
	return RetryAttachment200JSONResponse(storedView(f)), nil
}

func storedView(f conversation.File) StoredAttachment {
	return StoredAttachment{
		ID: f.ID, Name: f.Name, Mime: f.MIME, Size: f.Size, Sha256: f.SHA256,
		Kind: StoredAttachmentKind(files.KindOf(f.MIME)), State: AttachmentState(f.State), Problem: orNull(f.Problem),
	}
}

// uploadProblem says why a file was not taken.
func uploadProblem(err error) error {
	if tooLarge, ok := errors.AsType[*files.TooLargeError](err); ok {
		return refuse(kindTooLarge, "The file may have at most "+megabytes(tooLarge.Limit)+".")
	}
	var form *problem
	switch {
	case errors.As(err, &form):
		return form
	case errors.Is(err, files.ErrEmpty):
		return invalid(FieldError{Field: "file", Reason: "is empty"})
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &problem{kind: kindMalformed, detail: "The upload ended early.", cause: err}
	default:
		return storeProblem(err)
	}
}

// storeProblem says that files cannot be stored or read now.
func storeProblem(err error) error {
	switch {
	case errors.Is(err, files.ErrFull):
		return &problem{kind: kindNoRoom, detail: "There is no room left for files. Nothing was stored.", cause: err}
	case errors.Is(err, files.ErrUnavailable):
		return away(err, "The store of files does not answer. Try again.")
	default:
		return err
	}
}

// download is a response that streams.
type download struct {
	file    conversation.File
	content io.ReadSeekCloser
	call    *call
	inline  bool
}

// VisitGetAttachmentResponse implements GetAttachmentResponseObject.
func (d download) VisitGetAttachmentResponse(w http.ResponseWriter) error {
	files.Serve(flowingWriter{w}, &http.Request{Method: d.call.method, Header: d.call.header}, d.file, d.content, d.inline)
	return d.content.Close()
}

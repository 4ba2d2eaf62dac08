package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/google/uuid"

	"github.com/parleyhq/parley/conversation"
)

// Index is what is known of the files; package store keeps it. What names a file
// that is not there fails with conversation.ErrNotFound.
type Index interface {
	BeginUpload(ctx context.Context, id, name, uploader string) error
	FinishUpload(ctx context.Context, f conversation.File) (conversation.File, error)
	AbandonUpload(ctx context.Context, id string) error
	GetFile(ctx context.Context, id string) (conversation.File, error)
}

// Library is the files and what is known of them.
type Library struct {
	bucket *Bucket
	index  Index
	limit  int64
}

// NewLibrary returns the library of a bucket. No file in it is larger than limit
// bytes.
func NewLibrary(b *Bucket, i Index, limit int64) *Library {
	return &Library{bucket: b, index: i, limit: limit}
}

// Limit is how many bytes a file may have.
func (l *Library) Limit() int64 { return l.limit }

// Upload stores a file of a principal, who alone may read it until it belongs to
// a message. The row is there before the first byte and says it is stored after
// the last: an upload that is cut off, or whose process dies, leaves nothing that
// is not found and deleted. It fails with *TooLargeError, ErrEmpty, ErrFull,
// ErrUnavailable, or as reading the content or the index does.
func (l *Library) Upload(ctx context.Context, name, uploader string, content io.Reader) (conversation.File, error) {
	f := conversation.File{ID: uuid.Must(uuid.NewV7()).String(), Name: conversation.FileName(name), Uploader: uploader}
	if err := l.index.BeginUpload(ctx, f.ID, f.Name, uploader); err != nil {
		return conversation.File{}, err
	}
	stored, err := l.take(ctx, f, content)
	if err != nil {
		ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		return conversation.File{}, errors.Join(err, l.index.AbandonUpload(ending, f.ID))
	}
	return stored, nil
}

func (l *Library) take(ctx context.Context, f conversation.File, content io.Reader) (conversation.File, error) {
	w, err := l.bucket.Create(ctx, f.ID, l.limit)
	if err != nil {
		return conversation.File{}, err
	}
	// Hidden, so that the copy goes through its own buffer, whatever the reader can do.
	if _, err := io.Copy(struct{ io.Writer }{w}, content); err != nil {
		w.Abort()
		return conversation.File{}, fmt.Errorf("take file: %w", err)
	}
	done, err := w.Commit("")
	if err != nil {
		return conversation.File{}, err
	}
	f.MIME, f.Size, f.SHA256 = done.MIME, done.Size, done.SHA256
	return l.index.FinishUpload(ctx, f)
}

// Find returns what is known of a file, or conversation.ErrNotFound.
func (l *Library) Find(ctx context.Context, id string) (conversation.File, error) {
	return l.index.GetFile(ctx, id)
}

// Content returns what is in a stored file, to be read from anywhere; the caller
// closes it. It fails with conversation.ErrNotFound or ErrUnavailable.
func (l *Library) Content(ctx context.Context, f conversation.File) (io.ReadSeekCloser, error) {
	if f.State != conversation.FileStored {
		return nil, conversation.ErrNotFound
	}
	return l.bucket.Open(ctx, f.ID)
}

// Open returns a stored file to be sent; see channels.Files.
func (l *Library) Open(ctx context.Context, id string) (io.ReadCloser, conversation.Attachment, error) {
	f, err := l.index.GetFile(ctx, id)
	if err != nil {
		return nil, conversation.Attachment{}, err
	}
	content, err := l.Content(ctx, f)
	if err != nil {
		return nil, conversation.Attachment{}, err
	}
	a := f.Attachment()
	a.Kind = KindOf(f.MIME)
	return content, a, nil
}

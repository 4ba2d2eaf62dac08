package files

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"os"
	"path/filepath"
	"strings"

	"gocloud.dev/blob"
)

// Content is what is known of a file once its last byte is stored.
type Content struct {
	// MIME is what the first bytes say, without parameters; application/octet-stream
	// for what they do not tell, and for what a browser would run.
	MIME string
	// Size in bytes.
	Size int64
	// SHA256 in hexadecimal.
	SHA256 string
}

// Writer takes the content of one file. Nobody sees any of it before Commit.
type Writer struct {
	to     *blob.Writer
	cancel context.CancelFunc
	// file is what is written to where the bucket is a folder.
	file  *os.File
	limit int64
	size  int64
	head  []byte
	hash  hash.Hash
	err   error
}

// Create begins a file of at most limit bytes. Either Commit or Abort ends it.
func (b *Bucket) Create(ctx context.Context, id string, limit int64) (*Writer, error) {
	ctx, cancel := context.WithCancel(ctx)
	w := &Writer{cancel: cancel, limit: limit, hash: sha256.New()}
	to, err := b.bucket.NewWriter(ctx, key(id), &blob.WriterOptions{
		ContentType: octets, DisableContentTypeDetection: true,
		// A bucket takes parts of 5 MB, that many at once.
		MaxConcurrency: 2,
		BeforeWrite: func(as func(any) bool) error {
			as(&w.file)
			return nil
		},
	})
	if err != nil {
		cancel()
		return nil, fmt.Errorf("create file: %w", storing(err))
	}
	w.to = to
	return w, nil
}

// Write stores some more. It fails with *TooLargeError, ErrFull or
// ErrUnavailable, and so does everything after it.
func (w *Writer) Write(p []byte) (int, error) {
	if w.err != nil {
		return 0, w.err
	}
	if w.size+int64(len(p)) > w.limit {
		w.err = &TooLargeError{w.limit}
		return 0, w.err
	}
	n, err := w.to.Write(p)
	w.size += int64(n)
	w.hash.Write(p[:n])
	if room := headBytes - len(w.head); room > 0 {
		w.head = append(w.head, p[:min(n, room)]...)
	}
	w.err = storing(err)
	return n, w.err
}

// Commit makes the file be there, so that it outlasts a loss of power. It fails
// as Write does, with ErrEmpty, or with ErrHash if a hash was wanted, in
// hexadecimal, and is another; nothing stays then.
func (w *Writer) Commit(want string) (Content, error) {
	sum := hex.EncodeToString(w.hash.Sum(nil))
	switch {
	case w.err != nil:
	case w.size == 0:
		w.err = ErrEmpty
	case want != "" && !strings.EqualFold(want, sum):
		w.err = ErrHash
	}
	if w.err == nil && w.file != nil {
		w.err = storing(w.file.Sync())
	}
	if w.err != nil {
		w.Abort()
		return Content{}, w.err
	}
	defer w.cancel()
	if err := w.to.Close(); err != nil {
		return Content{}, fmt.Errorf("store file: %w", storing(err))
	}
	if err := w.syncFolder(); err != nil {
		return Content{}, fmt.Errorf("store file: %w", storing(err))
	}
	return Content{MIME: sniff(w.head), Size: w.size, SHA256: sum}, nil
}

// Abort gives the file up: nothing of it stays. After Commit it does nothing.
func (w *Writer) Abort() {
	w.cancel()
	// Told to close without its context, the writer throws away what it has.
	_ = w.to.Close()
}

// syncFolder makes the file's name last, too, and its folder's.
func (w *Writer) syncFolder() error {
	if w.file == nil {
		return nil
	}
	folder := filepath.Dir(w.file.Name())
	return errors.Join(syncDir(folder), syncDir(filepath.Dir(folder)))
}

func syncDir(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

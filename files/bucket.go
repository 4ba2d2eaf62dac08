package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"time"

	"gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"
	_ "gocloud.dev/blob/s3blob" // s3:// addresses
	"gocloud.dev/gcerrors"

	"github.com/parleyhq/parley/conversation"
)

// Bucket is where the content of files lies, each under its id.
type Bucket struct {
	bucket *blob.Bucket
}

// OpenFolder opens a folder of this machine, and creates it if it is not there.
// Nobody but the own user can read it.
func OpenFolder(dir string) (*Bucket, error) {
	b, err := fileblob.OpenBucket(dir, &fileblob.Options{
		CreateDir: true, DirFileMode: 0o700, Metadata: fileblob.MetadataDontWrite,
		// The system's folder may be on another disk, or not be there at all.
		NoTempDir: true,
	})
	if err != nil {
		return nil, fmt.Errorf("open the folder of files: %w", err)
	}
	return &Bucket{b}, nil
}

// Open opens what an address names: file:///var/lib/parley/files, or
// s3://bucket with the options of gocloud.dev, such as
// s3://bucket?region=eu-central-1&prefix=parley/, whose credentials are found as
// every AWS client finds them. It does not try whether the bucket is there.
func Open(ctx context.Context, address string) (*Bucket, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, errors.New("open the store of files: the address cannot be read")
	}
	if u.Scheme == fileblob.Scheme {
		return OpenFolder(filepath.FromSlash(u.Path))
	}
	b, err := blob.OpenBucket(ctx, address)
	if err != nil {
		return nil, fmt.Errorf("open the store of files: %w", err)
	}
	return &Bucket{b}, nil
}

// CheckAddress returns what is wrong with an address for Open, "" for nothing.
func CheckAddress(address string) string {
	u, err := url.Parse(address)
	switch {
	case err != nil, u.User != nil, u.Scheme != "file" && u.Scheme != "s3":
		return "want file:///a/folder or s3://bucket?region=…, without a password"
	case u.Scheme == "file" && (u.Host != "" || !filepath.IsAbs(filepath.FromSlash(u.Path)) || u.RawQuery != ""):
		return "want an absolute path, as in file:///var/lib/parley/files"
	case u.Scheme == "s3" && u.Host == "":
		return "want the bucket's name, as in s3://bucket?region=eu-central-1"
	default:
		return ""
	}
}

// Close lets the bucket go.
func (b *Bucket) Close() error { return b.bucket.Close() }

// Open returns the content of a file, which the caller closes. It fails with
// conversation.ErrNotFound or ErrUnavailable.
func (b *Bucket) Open(ctx context.Context, id string) (io.ReadSeekCloser, error) {
	if !conversation.IsUUID(id) {
		return nil, conversation.ErrNotFound
	}
	r, err := b.bucket.NewReader(ctx, key(id), nil)
	switch {
	case gcerrors.Code(err) == gcerrors.NotFound:
		return nil, fmt.Errorf("open file %s: %w", id, conversation.ErrNotFound)
	case err != nil:
		return nil, fmt.Errorf("open file %s: %w", id, storing(err))
	}
	return r, nil
}

// Delete deletes the content of a file; that there is none is fine.
func (b *Bucket) Delete(ctx context.Context, id string) error {
	return b.remove(ctx, key(id))
}

func (b *Bucket) remove(ctx context.Context, key string) error {
	err := b.bucket.Delete(ctx, key)
	if err != nil && gcerrors.Code(err) != gcerrors.NotFound {
		return fmt.Errorf("delete file: %w", storing(err))
	}
	return nil
}

// object is something that lies in the bucket.
type object struct {
	key string
	// id is the file's, "" for what is no file.
	id       string
	modified time.Time
}

// each calls do with everything that lies in the bucket, a page at a time.
func (b *Bucket) each(ctx context.Context, do func([]object) error) error {
	const pageSize = 1000
	token := blob.FirstPageToken
	for token != nil {
		list, next, err := b.bucket.ListPage(ctx, token, pageSize, nil)
		if err != nil {
			return fmt.Errorf("list files: %w", storing(err))
		}
		page := make([]object, 0, len(list))
		for _, o := range list {
			if !o.IsDir {
				page = append(page, object{o.Key, idOf(o.Key), o.ModTime})
			}
		}
		if err := do(page); err != nil {
			return err
		}
		token = next
	}
	return nil
}

// key is where a file lies. The last letters of an id are random, so that folders
// fill evenly.
func key(id string) string { return id[len(id)-2:] + "/" + id }

// idOf returns the id of the file with a key, "" if it is the key of none.
func idOf(of string) string {
	const folder = len("ab/")
	if len(of) < folder || !conversation.IsUUID(of[folder:]) || key(of[folder:]) != of {
		return ""
	}
	return of[folder:]
}

package files_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/files"
)

// folder is a bucket in a folder of the test's own.
func folder(t *testing.T) (*files.Bucket, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "files")
	b, err := files.OpenFolder(dir)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, b.Close()) })
	return b, dir
}

// lying returns the paths of all that lies below a folder.
func lying(t *testing.T, dir string) []string {
	t.Helper()
	var found []string
	require.NoError(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			found = append(found, path)
		}
		return err
	}))
	return found
}

func put(t *testing.T, b *files.Bucket, content string) (id string, c files.Content) {
	t.Helper()
	id = uuid.NewString()
	w, err := b.Create(t.Context(), id, 1<<20)
	require.NoError(t, err)
	_, err = io.WriteString(w, content)
	require.NoError(t, err)
	c, err = w.Commit("")
	require.NoError(t, err)
	return id, c
}

func TestWhatIsCommittedIsThere(t *testing.T) {
	t.Parallel()
	b, dir := folder(t)
	id, content := put(t, b, "%PDF-1.7 a contract")
	sum := sha256.Sum256([]byte("%PDF-1.7 a contract"))
	require.Equal(t, files.Content{MIME: "application/pdf", Size: 19, SHA256: hex.EncodeToString(sum[:])}, content)

	r, err := b.Open(t.Context(), id)
	require.NoError(t, err)
	_, err = r.Seek(11, io.SeekStart)
	require.NoError(t, err)
	rest, err := io.ReadAll(r)
	require.NoError(t, err)
	require.NoError(t, r.Close())
	require.Equal(t, "contract", string(rest), "read from the middle")

	at := lying(t, dir)
	require.Len(t, at, 1, "nothing beside it")
	require.Equal(t, id, filepath.Base(at[0]), "it lies under its id, whatever its name")
	info, err := os.Stat(dir)
	require.NoError(t, err)
	require.Zero(t, info.Mode().Perm()&0o077, "nobody else can look into the folder")

	require.NoError(t, b.Delete(t.Context(), id))
	require.NoError(t, b.Delete(t.Context(), id), "deleted before: fine")
	_, err = b.Open(t.Context(), id)
	require.ErrorIs(t, err, conversation.ErrNotFound)
}

func TestOpenTakesAnAddress(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	b, err := files.Open(t.Context(), "file://"+dir+"/a%20b")
	require.NoError(t, err)
	put(t, b, "x")
	require.NoError(t, b.Close())
	require.Len(t, lying(t, filepath.Join(dir, "a b")), 1)
	_, err = files.Open(t.Context(), "s3://bucket?no_such_option=1")
	require.Error(t, err)
}

func TestKeysAreIDs(t *testing.T) {
	t.Parallel()
	b, dir := folder(t)
	require.NoError(t, os.WriteFile(filepath.Join(filepath.Dir(dir), "secret"), []byte("x"), 0o600))
	for _, id := range []string{"", "../secret", "..%2fsecret", "/etc/passwd", "a", strings.Repeat("../", 12) + "etc/passwd"} {
		_, err := b.Open(t.Context(), id)
		require.ErrorIs(t, err, conversation.ErrNotFound, id)
	}
}

// Nothing of a file stays that did not become whole.
func TestWhatIsNotCommittedIsNot(t *testing.T) {
	t.Parallel()
	const limit = 100_000
	for name, row := range map[string]struct {
		size   int
		commit bool
		want   string
		fails  func(error) bool
	}{
		"empty":            {0, true, "", func(err error) bool { return errors.Is(err, files.ErrEmpty) }},
		"cut at 1 %":       {limit / 100, false, "", nil},
		"cut at 99 %":      {limit / 100 * 99, false, "", nil},
		"one byte too big": {limit + 1, true, "", isTooLarge},
		"another hash":     {10, true, strings.Repeat("0", 64), func(err error) bool { return errors.Is(err, files.ErrHash) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, dir := folder(t)
			id := uuid.NewString()
			w, err := b.Create(t.Context(), id, limit)
			require.NoError(t, err)
			_, _ = w.Write(bytes.Repeat([]byte{'x'}, row.size))
			if row.commit {
				_, err = w.Commit(row.want)
				require.True(t, row.fails(err), "%v", err)
			}
			w.Abort()
			require.Empty(t, lying(t, dir))
			_, err = b.Open(t.Context(), id)
			require.ErrorIs(t, err, conversation.ErrNotFound)
		})
	}
}

func isTooLarge(err error) bool {
	_, ok := errors.AsType[*files.TooLargeError](err)
	return ok
}

func TestTheLimitIsTheLastByteThatFits(t *testing.T) {
	t.Parallel()
	b, _ := folder(t)
	for _, size := range []int64{999, 1000} {
		w, err := b.Create(t.Context(), uuid.NewString(), 1000)
		require.NoError(t, err)
		_, err = io.CopyN(w, strings.NewReader(strings.Repeat("x", 2000)), size)
		require.NoError(t, err)
		content, err := w.Commit("")
		require.NoError(t, err)
		require.Equal(t, size, content.Size)
	}
}

// A client that goes away in the middle ends its context.
func TestNothingIsCommittedWithoutItsContext(t *testing.T) {
	t.Parallel()
	b, dir := folder(t)
	ctx, cancel := context.WithCancel(t.Context())
	w, err := b.Create(ctx, uuid.NewString(), 1000)
	require.NoError(t, err)
	_, err = io.WriteString(w, "half")
	require.NoError(t, err)
	cancel()
	_, err = w.Commit("")
	require.ErrorIs(t, err, files.ErrUnavailable)
	require.Empty(t, lying(t, dir))
}

func TestFullDisk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=256k"); err != nil {
		t.Skipf("a small disk cannot be mounted here: %v", err)
	}
	t.Cleanup(func() { require.NoError(t, syscall.Unmount(dir, syscall.MNT_DETACH)) })
	b, err := files.OpenFolder(filepath.Join(dir, "files"))
	require.NoError(t, err)
	w, err := b.Create(t.Context(), uuid.NewString(), 10<<20)
	require.NoError(t, err)
	_, err = io.Copy(w, bytes.NewReader(make([]byte, 1<<20)))
	require.ErrorIs(t, err, files.ErrFull)
	_, err = w.Commit("")
	require.ErrorIs(t, err, files.ErrFull)
	require.Empty(t, lying(t, dir))

	put(t, b, "there is room again")
}

// A gigabyte goes through without being held: what is allocated on the way is
// bounded, whatever its length.
func TestStreamingTakesNoMemory(t *testing.T) { //nolint:paralleltest // counts what is allocated
	size := int64(64 << 20)
	if !testing.Short() {
		size = 1 << 30
	}
	b, _ := folder(t)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	w, err := b.Create(t.Context(), uuid.NewString(), size)
	require.NoError(t, err)
	n, err := io.Copy(struct{ io.Writer }{w}, io.LimitReader(zeros{}, size))
	require.NoError(t, err)
	require.Equal(t, size, n)
	content, err := w.Commit("")
	require.NoError(t, err)
	require.Equal(t, size, content.Size)
	runtime.ReadMemStats(&after)
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(4<<20))
}

// zeros never ends.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func TestCheckAddress(t *testing.T) {
	t.Parallel()
	for address, fine := range map[string]bool{
		"file:///var/lib/parley/files":            true,
		"s3://bucket?region=eu-central-1":         true,
		"s3://bucket?region=x&prefix=parley/":     true,
		"file://relative/path":                    false,
		"file:files":                              false,
		"file:///files?create_dir=1":              false,
		"s3://":                                   false,
		"s3://key:secret@bucket":                  false,
		"gs://bucket":                             false,
		"mem://":                                  false,
		"/var/lib":                                false,
		"https://bucket.s3.example.com/":          false,
		"file:///with%zz":                         false,
		"azblob://container":                      false,
		"s3://bucket?region=eu-central-1&x=\x7f1": false,
	} {
		require.Equal(t, fine, files.CheckAddress(address) == "", address)
	}
}

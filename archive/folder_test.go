package archive_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/archive"
	"github.com/parleyhq/parley/conversation"
)

// fake is a source, and where its files lie.
type fake struct {
	rows  map[string][]string
	files []conversation.File
	// words are the files' contents. dies says at which the process ends.
	words map[string]string
	dies  string
	read  int
	// over says that nothing more may be read from the source.
	over bool
}

func newFake(files int) *fake {
	f := &fake{
		rows:  map[string][]string{"contacts": {`{"n":1}`}, "messages": {`{"n":1}`, `{"n":2}`}},
		words: map[string]string{},
	}
	for range files {
		f.add("photo.png")
	}
	return f
}

func (f *fake) add(name string) conversation.File {
	id := uuid.Must(uuid.NewV7()).String()
	f.words[id] = "content of " + id
	sum := sha256.Sum256([]byte(f.words[id]))
	file := conversation.File{
		ID: id, Name: name, State: conversation.FileStored, Size: int64(len(f.words[id])), SHA256: hex.EncodeToString(sum[:]),
	}
	f.files = append(f.files, file)
	return file
}

func (*fake) TakenAt() time.Time { return time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC) }
func (*fake) ContactID() string  { return "" }
func (*fake) Sets() []string     { return []string{"contacts", "messages"} }

func (f *fake) Files(context.Context) ([]conversation.File, error) {
	f.over = false
	return f.files, nil
}

func (f *fake) Over(context.Context) error {
	f.over = true
	return nil
}

func (f *fake) Rows(_ context.Context, set string) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for _, row := range f.rows[set] {
			if !yield([]byte(row), nil) {
				return
			}
		}
	}
}

var errKilled = errors.New("killed")

type content struct{ io.ReadSeeker }

func (content) Close() error { return nil }

func (f *fake) Content(_ context.Context, file conversation.File) (io.ReadSeekCloser, error) {
	if !f.over {
		return nil, errors.New("the source is held while files are copied")
	}
	if file.ID == f.dies {
		return nil, errKilled
	}
	words, there := f.words[file.ID]
	if !there {
		return nil, conversation.ErrNotFound
	}
	f.read++
	return content{strings.NewReader(words)}, nil
}

func write(t *testing.T, folder string, f *fake) (archive.Manifest, error) {
	t.Helper()
	return archive.WriteFolder(t.Context(), folder, f, f, func(string, int64) {})
}

func text(t *testing.T, elements ...string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(elements...))
	require.NoError(t, err)
	return string(raw)
}

// An export that was killed goes on where it was: what is there is not read again,
// and it is whole when it has a manifest, not before.
func TestAnExportGoesOnAfterItWasKilled(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "export")
	f := newFake(5)
	f.dies = f.files[3].ID
	_, err := write(t, folder, f)
	require.ErrorIs(t, err, errKilled)
	require.NoFileExists(t, filepath.Join(folder, "manifest.json"))
	require.Equal(t, 3, f.read)
	// Killed in the middle of a row, and of a file.
	require.NoError(t, os.WriteFile(filepath.Join(folder, "messages.jsonl.part"), []byte(`{"n":1}`+"\n"+`{"n`), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(folder, archive.FileName(f.files[4])+".part"), []byte("cont"), 0o600))

	f.dies = ""
	m, err := write(t, folder, f)
	require.NoError(t, err)
	require.Equal(t, 5, f.read, "three were there")
	require.EqualValues(t, 5, m.Files.Count)
	require.Equal(t, "{\"n\":1}\n{\"n\":2}\n", text(t, folder, "messages.jsonl"))
	for _, file := range f.files {
		require.Equal(t, f.words[file.ID], text(t, folder, archive.FileName(file)))
	}
	var stored archive.Manifest
	require.NoError(t, json.Unmarshal([]byte(text(t, folder, "manifest.json")), &stored))
	require.Equal(t, m, stored)
	sum := sha256.Sum256([]byte(text(t, folder, "contacts.jsonl")))
	require.Equal(t, hex.EncodeToString(sum[:]), stored.Sets[0].SHA256)
	parts, err := filepath.Glob(filepath.Join(folder, "*", "*.part"))
	require.NoError(t, err)
	require.Empty(t, parts)

	// Once more: what was erased since is gone, what is new is there.
	gone := f.files[0]
	f.files = f.files[1:]
	added := f.add("a/b\\c: \x01" + strings.Repeat("ü", 80))
	f.rows["messages"] = nil
	m, err = write(t, folder, f)
	require.NoError(t, err)
	require.Equal(t, 6, f.read)
	require.NoFileExists(t, filepath.Join(folder, archive.FileName(gone)))
	require.FileExists(t, filepath.Join(folder, archive.FileName(added)))
	require.NotContains(t, strings.TrimPrefix(archive.FileName(added), "files/"), "/")
	require.Zero(t, m.Sets[1].Rows)
	require.Empty(t, text(t, folder, "messages.jsonl"))
}

// What is not there is named, and what is not what it was is no export.
func TestAnExportSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	f := newFake(2)
	delete(f.words, f.files[0].ID)
	folder := t.TempDir()
	m, err := write(t, folder, f)
	require.NoError(t, err)
	require.Equal(t, []string{f.files[0].ID}, m.Files.Missing)
	require.EqualValues(t, 1, m.Files.Count)

	f.words[f.files[0].ID] = "something else"
	_, err = write(t, t.TempDir(), f)
	require.ErrorContains(t, err, "not what was stored")
}

// A folder with something else in it is left alone, and nobody else may read ours.
func TestAnExportTakesNoForeignFolder(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(folder, "letter.txt"), []byte("mine"), 0o600))
	_, err := write(t, folder, newFake(0))
	require.ErrorIs(t, err, archive.ErrForeign)
	require.Equal(t, "mine", text(t, folder, "letter.txt"))

	mine := filepath.Join(t.TempDir(), "a", "b")
	_, err = write(t, mine, newFake(1))
	require.NoError(t, err)
	for _, name := range []string{"", "messages.jsonl", "files"} {
		info, err := os.Stat(filepath.Join(mine, name))
		require.NoError(t, err)
		require.Zero(t, info.Mode().Perm()&0o077, name)
	}
}

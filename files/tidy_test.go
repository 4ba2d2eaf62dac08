package files_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
)

func TestTidyDeletesWhatNobodyNeeds(t *testing.T) {
	t.Parallel()
	b := setup(t)
	old, err := b.library.Upload(t.Context(), "old", "user:u", strings.NewReader("old"))
	require.NoError(t, err)
	young, err := b.library.Upload(t.Context(), "young", "user:u", strings.NewReader("young"))
	require.NoError(t, err)
	// A process died after its last byte and before its row said so.
	dead := uuid.NewString()
	require.NoError(t, b.BeginUpload(t.Context(), dead, "dead", "user:u"))
	w, err := b.bucket.Create(t.Context(), dead, limit)
	require.NoError(t, err)
	_, err = w.Write([]byte("dead"))
	require.NoError(t, err)
	_, err = w.Commit("")
	require.NoError(t, err)
	b.exec(t, `UPDATE attachments SET created_at = now() - interval '25 hours' WHERE id <> $1`, young.ID)

	deleted, err := b.bucket.Tidy(t.Context(), b.Store)
	require.NoError(t, err)
	require.EqualValues(t, 2, deleted)
	_, err = b.library.Content(t.Context(), old)
	require.ErrorIs(t, err, conversation.ErrNotFound)
	require.Len(t, lying(t, b.dir), 1)
	deleted, err = b.bucket.Tidy(t.Context(), b.Store)
	require.NoError(t, err)
	require.Zero(t, deleted)
}

func TestStraysAreDeleted(t *testing.T) {
	t.Parallel()
	b := setup(t)
	known, err := b.library.Upload(t.Context(), "known", "user:u", strings.NewReader("known"))
	require.NoError(t, err)
	stray, _ := put(t, b.bucket, "no row speaks of it")
	// A process was killed while it wrote, and somebody else keeps things here.
	cut := filepath.Join(b.dir, known.ID[len(known.ID)-2:], known.ID+".18c0ffee.tmp")
	require.NoError(t, os.WriteFile(cut, []byte("half"), 0o600))
	foreign := filepath.Join(b.dir, "readme.txt")
	require.NoError(t, os.WriteFile(foreign, []byte("mine"), 0o600))

	deleted, err := b.bucket.TidyStrays(t.Context(), b.Store, time.Now())
	require.NoError(t, err)
	require.Zero(t, deleted, "what is young may be about to get a row")
	deleted, err = b.bucket.TidyStrays(t.Context(), b.Store, time.Now().Add(8*24*time.Hour))
	require.NoError(t, err)
	require.EqualValues(t, 2, deleted)
	_, err = b.bucket.Open(t.Context(), stray)
	require.ErrorIs(t, err, conversation.ErrNotFound)
	require.Len(t, lying(t, b.dir), 2)
	require.FileExists(t, foreign)
}

// A store of files that belongs to another database is left alone.
func TestAnotherDatabasesFilesStay(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for range 20 {
		put(t, b.bucket, "theirs")
	}
	_, err := b.bucket.TidyStrays(t.Context(), b.Store, time.Now().Add(8*24*time.Hour))
	require.ErrorContains(t, err, "another database")
	require.Len(t, lying(t, b.dir), 20)
}

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/archive"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/files"
	"github.com/parleyhq/parley/internal/devstack"
	"github.com/parleyhq/parley/store"
)

// interrupting is somebody who presses Ctrl-C as soon as they are told anything.
type interrupting struct {
	strings.Builder
	cancel func()
}

func (w *interrupting) Write(p []byte) (int, error) {
	w.cancel()
	return w.Builder.Write(p)
}

// TestExport: what is in the folder is what is in the database, without a secret;
// of one person it is theirs alone.
func TestExport(t *testing.T) {
	t.Parallel()
	dsn, state := devstack.Database(t), t.TempDir()
	environ := []string{"PARLEY_DATABASE_URL=" + dsn, "PARLEY_STATE_DIR=" + state}
	st, err := store.Open(t.Context(), dsn, store.Options{})
	require.NoError(t, err)
	t.Cleanup(st.Close)
	const secret = "s3cr3t-of-this-test"
	inbox, err := st.CreateInbox(t.Context(), conversation.ChannelWebhook, conversation.InboxSettings{Name: "Support"})
	require.NoError(t, err)
	_, err = st.CreateUser(t.Context(), account.NewUser{
		Profile: account.Profile{Email: "asha@example.com", Name: "Asha"}, Roles: []account.Role{account.Agent}, PasswordHash: secret,
	})
	require.NoError(t, err)
	for i := range 30 {
		_, err := st.Ingest(t.Context(), []conversation.Inbound{{
			InboxID: inbox.ID, From: conversation.Sender{ID: fmt.Sprint("guest-", i%3)}, ExternalID: fmt.Sprint(i), Text: "line\nbreak \"quoted\" é",
		}})
		require.NoError(t, err)
	}
	bucket, err := files.OpenFolder(filepath.Join(state, "files"))
	require.NoError(t, err)
	library := files.NewLibrary(bucket, st, 1<<20)
	stored, err := library.Upload(t.Context(), "picture.png", "user/1", strings.NewReader("a picture"))
	require.NoError(t, err)
	require.NoError(t, bucket.Close())
	connection, err := pgx.Connect(t.Context(), dsn)
	require.NoError(t, err)
	t.Cleanup(func() { _ = connection.Close(t.Context()) })
	_, err = connection.Exec(t.Context(), `UPDATE inboxes SET credentials = $1, secrets = ARRAY[$1]`, secret)
	require.NoError(t, err)
	_, err = connection.Exec(t.Context(), `INSERT INTO attachment_uses (attachment_id, message_id) SELECT $1, id FROM messages LIMIT 1`, stored.ID)
	require.NoError(t, err)

	folder := filepath.Join(t.TempDir(), "export")
	for range 2 {
		got := run(t, environ, "", "export", folder)
		require.Equal(t, exitOK, got.code, got.stderr)
		require.Equal(t, "30", field(t, got.stdout, "messages"))
		require.Equal(t, "1", field(t, got.stdout, "files"))
	}
	var m archive.Manifest
	raw, err := os.ReadFile(filepath.Join(folder, "manifest.json"))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(raw, &m))
	require.Greater(t, len(m.Sets), 15)
	for _, set := range m.Sets {
		raw, err := os.ReadFile(filepath.Join(folder, set.File))
		require.NoError(t, err)
		require.NotContains(t, string(raw), secret, set.Name)
		lines := strings.Split(strings.TrimSuffix(string(raw), "\n"), "\n")
		var inside int64
		require.NoError(t, connection.QueryRow(t.Context(), `SELECT count(*) FROM `+set.Name).Scan(&inside))
		require.Equal(t, inside, set.Rows, set.Name)
		if inside > 0 {
			require.Len(t, lines, int(inside), set.Name)
		}
		for _, line := range lines[:min(len(lines), int(inside))] {
			require.True(t, json.Valid([]byte(line)), "%s: %s", set.Name, line)
		}
	}
	content, err := os.ReadFile(filepath.Join(folder, archive.FileName(stored)))
	require.NoError(t, err)
	require.Equal(t, "a picture", string(content))

	// Interrupted, it says what to do, and the export of before is whole as it was.
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	said := &interrupting{cancel: cancel}
	code := (&Main{Environ: environ, Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: said}).Run(ctx, []string{"export", folder})
	require.NotEqual(t, exitOK, code)
	require.Contains(t, said.String(), "interrupted, the folder holds no new export: run it again")
	after, err := os.ReadFile(filepath.Join(folder, "manifest.json"))
	require.NoError(t, err)
	require.Equal(t, string(raw), string(after))

	var contact string
	require.NoError(t, connection.QueryRow(t.Context(), `SELECT contact_id::text FROM contact_identities WHERE value = 'guest-1'`).Scan(&contact))
	one := run(t, environ, "", "export", "-contact", contact, filepath.Join(t.TempDir(), "one"))
	require.Equal(t, exitOK, one.code, one.stderr)
	require.Equal(t, "10", field(t, one.stdout, "messages"))
	require.NotContains(t, one.stdout, "users")
	for words, args := range map[string][]string{
		"which folder":             {},
		"needs the id":             {"-contact", "asha", folder},
		"there is no such contact": {"-contact", uuid.NewString(), filepath.Join(t.TempDir(), "none")},
		"is not empty":             {state},
	} {
		got := run(t, environ, "", append([]string{"export"}, args...)...)
		require.NotEqual(t, exitOK, got.code)
		require.Contains(t, got.stderr, words)
	}
}

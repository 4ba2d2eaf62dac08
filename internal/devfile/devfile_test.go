package devfile_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/devfile"
)

var full = devfile.File{
	APIURL: "http://127.0.0.1:8080", AdminEmail: "a@b", AdminPassword: "p", Agents: []devfile.Login{{Email: "c@d", Password: "q"}},
	APIKey: "pk_x", InboxID: "i", WidgetInboxID: "w", WidgetDemoURL: "http://127.0.0.1:8080/widget-demo",
	TemporalAddress: "127.0.0.1:7233", TemporalUIURL: "http://127.0.0.1:8233",
	PostgresDSN: "postgres:///parley?host=/x&port=5432",
}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	_, err := devfile.Read(dir)
	require.ErrorIs(t, err, devfile.ErrNotRunning)
	require.NoError(t, devfile.Remove(dir))

	require.NoError(t, devfile.Write(dir, devfile.File{APIURL: "of before"}))
	require.NoError(t, devfile.Write(dir, full))
	read, err := devfile.Read(dir)
	require.NoError(t, err)
	require.Equal(t, full, read)

	info, err := os.Stat(filepath.Join(dir, devfile.Name))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 1, "no temporary file stays behind")

	require.NoError(t, devfile.Remove(dir))
	_, err = devfile.Read(dir)
	require.ErrorIs(t, err, devfile.ErrNotRunning)
}

func TestNamesOfTheDocument(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, devfile.Write(dir, full))
	raw, err := os.ReadFile(filepath.Join(dir, devfile.Name))
	require.NoError(t, err)
	require.Contains(t, string(raw), "host=/x&port", "nothing is escaped that a person would copy")
	var document map[string]any
	require.NoError(t, json.Unmarshal(raw, &document))
	require.Len(t, document, 11)
	for _, name := range []string{
		"api_url", "admin_email", "admin_password", "agents", "api_key", "inbox_id", "widget_inbox_id",
		"widget_demo_url", "temporal_address", "temporal_ui_url", "postgres_dsn",
	} {
		require.NotEmpty(t, document[name], name)
	}
	require.Equal(t, []any{map[string]any{"email": "c@d", "password": "q"}}, document["agents"])
}

func TestAFolderThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	require.ErrorContains(t, devfile.Write(filepath.Join(t.TempDir(), "absent"), full), "write ")
}

func TestAHalfWrittenFileIsNoConfiguration(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, devfile.Name), []byte(`{"api_url":`), 0o600))
	_, err := devfile.Read(dir)
	require.ErrorContains(t, err, devfile.Name)
	require.NotErrorIs(t, err, devfile.ErrNotRunning)
}

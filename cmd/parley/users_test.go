package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/internal/devstack"
	"github.com/parleyhq/parley/store"
)

func TestUsersAndKeysFromTheCommandLine(t *testing.T) {
	t.Parallel()
	dsn := devstack.Database(t)
	environ := []string{"PARLEY_DATABASE_URL=" + dsn}
	st, err := store.Open(t.Context(), dsn, store.Options{})
	require.NoError(t, err)
	t.Cleanup(st.Close)
	add := []string{"user", "add", "-email", "asha@example.com", "-name", "Asha Rao", "-roles", "admin, agent"}

	got := run(t, environ, "", add...)
	require.Equal(t, exitOK, got.code, got.stderr)
	asha, err := st.UserByEmail(t.Context(), "asha@example.com")
	require.NoError(t, err)
	require.Equal(t, []account.Role{account.Admin, account.Agent}, asha.Roles)
	requirePassword(t, asha, field(t, got.stdout, "password"))
	require.Equal(t, asha.ID, field(t, got.stdout, "id"))

	got = run(t, environ, "", add...)
	require.Equal(t, exitFailed, got.code)
	require.Contains(t, got.stderr, "there is a user with this e-mail address already")

	got = run(t, environ, "correct horse\r\nnot read\n", "user", "passwd", "-email", "ASHA@example.com", "-password-stdin")
	require.Equal(t, exitOK, got.code, got.stderr)
	require.NotContains(t, got.stdout, "correct horse")
	asha, err = st.GetUser(t.Context(), asha.ID)
	require.NoError(t, err)
	requirePassword(t, asha, "correct horse")

	got = run(t, environ, "short\n", "user", "passwd", "-email", "asha@example.com", "-password-stdin")
	require.Equal(t, exitFailed, got.code)
	require.NotContains(t, got.stderr, "short\n")
	got = run(t, environ, "", "user", "passwd", "-email", "nobody@example.com")
	require.Equal(t, exitFailed, got.code)
	require.Contains(t, got.stderr, "there is no user")

	got = run(t, environ, "", "key", "add", "-name", "shop", "-scopes", "ingest,read")
	require.Equal(t, exitOK, got.code, got.stderr)
	key, err := st.APIKeyBySecret(t.Context(), field(t, got.stdout, "key"))
	require.NoError(t, err)
	require.Equal(t, "shop", key.Name)
	require.Equal(t, []account.Scope{account.ScopeIngest, account.ScopeRead}, key.Scopes)
}

func requirePassword(t *testing.T, u account.User, password string) {
	t.Helper()
	ok, err := account.NewPasswords().Matches(t.Context(), u.PasswordHash, password)
	require.NoError(t, err)
	require.True(t, ok)
}

// field returns the word after a name at the beginning of a line.
func field(t *testing.T, output, name string) string {
	t.Helper()
	for line := range strings.Lines(output) {
		if value, found := strings.CutPrefix(line, name+" "); found {
			return strings.TrimSpace(value)
		}
	}
	require.Fail(t, "missing in the output", "%s in %q", name, output)
	return ""
}

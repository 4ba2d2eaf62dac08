package store_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
)

// Many sessions are resolved as one is, and are kept alive as it is.
func TestSessionUsers(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ada, ben, mia := b.createUser(t, "ada@example.org", account.Agent), b.createUser(t, "ben@example.org", account.Creator), b.createUser(t, "mia@example.org", account.Agent)
	adas, again, bens, old, mias := b.login(t, ada), b.login(t, ada), b.login(t, ben), b.login(t, ben), b.login(t, mia)
	b.exec(t, `UPDATE sessions SET seen_at = now() - interval '11 hours' WHERE token_hash = sha256($1::text::bytea)`, bens)
	b.exec(t, `UPDATE sessions SET seen_at = now() - interval '12 hours' WHERE token_hash = sha256($1::text::bytea)`, old)
	b.exec(t, `UPDATE users SET disabled_at = now() WHERE id = $1`, mia.ID)

	found, err := b.SessionUsers(t.Context(), []string{adas, again, bens, bens, old, mias, "unknown", ""})
	require.NoError(t, err)
	require.Equal(t, map[string]account.User{adas: ada, again: ada, bens: ben}, found)
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM sessions WHERE seen_at < now() - interval '1 hour'`), "but the one that had ended")

	require.NoError(t, b.DeleteSession(t.Context(), adas))
	found, err = b.SessionUsers(t.Context(), []string{adas, again})
	require.NoError(t, err)
	require.Equal(t, map[string]account.User{again: ada}, found)
	found, err = b.SessionUsers(t.Context(), nil)
	require.NoError(t, err)
	require.Empty(t, found)
}

package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
)

func (b bundle) login(t *testing.T, u account.User) string {
	t.Helper()
	session, err := b.CreateSession(t.Context(), u.ID)
	require.NoError(t, err)
	return session.Token
}

func TestSessionResolvesToItsUser(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ada := b.createUser(t, "ada@example.org", account.Agent)
	session, err := b.CreateSession(t.Context(), ada.ID)
	require.NoError(t, err)
	require.Len(t, session.Token, 43, "256 bits in base64")
	require.InDelta(t, account.SessionLife, time.Until(session.ExpiresAt), float64(time.Hour))
	require.NotEqual(t, session.Token, b.login(t, ada))

	user, err := b.SessionUser(t.Context(), session.Token)
	require.NoError(t, err)
	require.Equal(t, ada, user)
	_, err = b.SessionUser(t.Context(), session.Token+"x")
	require.ErrorIs(t, err, account.ErrNotFound)
	_, err = b.SessionUser(t.Context(), "")
	require.ErrorIs(t, err, account.ErrNotFound)
}

func TestTokenIsNotStored(t *testing.T) {
	t.Parallel()
	b := setup(t)
	token := b.login(t, b.createUser(t, "ada@example.org", account.Agent))
	require.Zero(t, b.number(t, `SELECT count(*) FROM sessions WHERE encode(token_hash, 'escape') LIKE '%' || $1 || '%'`, token))
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM sessions WHERE token_hash = sha256($1::text::bytea)`, token))
}

func TestSessionEnds(t *testing.T) {
	t.Parallel()
	rows := []struct {
		name  string
		set   string
		alive bool
	}{
		{"used within 12 hours", `seen_at = now() - interval '11 hours 59 minutes'`, true},
		{"idle for 12 hours", `seen_at = now() - interval '12 hours'`, false},
		{"almost 7 days old", `expires_at = now() + interval '1 minute'`, true},
		{"7 days old", `expires_at = now()`, false},
	}
	b := setup(t)
	ada := b.createUser(t, "ada@example.org", account.Agent)
	for _, row := range rows {
		require.NoError(t, b.DeleteSessionsOf(t.Context(), ada.ID))
		token := b.login(t, ada)
		b.exec(t, `UPDATE sessions SET `+row.set)
		_, err := b.SessionUser(t.Context(), token)
		if row.alive {
			require.NoError(t, err, row.name)
		} else {
			require.ErrorIs(t, err, account.ErrNotFound, row.name)
		}
		pruned, err := b.PruneSessions(t.Context())
		require.NoError(t, err)
		require.Equal(t, row.alive, pruned == 0, row.name)
	}
}

func TestUseKeepsSessionAliveWithoutWritingEveryTime(t *testing.T) {
	t.Parallel()
	b := setup(t)
	token := b.login(t, b.createUser(t, "ada@example.org", account.Agent))
	const age = `SELECT extract(epoch FROM now() - seen_at)::int FROM sessions`

	b.exec(t, `UPDATE sessions SET seen_at = now() - interval '20 seconds'`)
	_, err := b.SessionUser(t.Context(), token)
	require.NoError(t, err)
	require.GreaterOrEqual(t, b.number(t, age), 20, "written less than a minute ago")

	b.exec(t, `UPDATE sessions SET seen_at = now() - interval '11 hours'`)
	_, err = b.SessionUser(t.Context(), token)
	require.NoError(t, err)
	require.Less(t, b.number(t, age), 3600)
}

func TestOnlyEnabledUsersHaveSessions(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ada := b.createUser(t, "ada@example.org", account.Agent)
	_, err := b.DisableUser(t.Context(), ada.ID)
	require.NoError(t, err)
	_, err = b.CreateSession(t.Context(), ada.ID)
	require.ErrorIs(t, err, account.ErrNotFound)
	_, err = b.CreateSession(t.Context(), nobody)
	require.ErrorIs(t, err, account.ErrNotFound)

	// A session that outlived the account by whatever accident is worth nothing.
	_, err = b.EnableUser(t.Context(), ada.ID)
	require.NoError(t, err)
	token := b.login(t, ada)
	b.exec(t, `UPDATE users SET disabled_at = now()`)
	_, err = b.SessionUser(t.Context(), token)
	require.ErrorIs(t, err, account.ErrNotFound)
}

func TestDeleteSession(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ada := b.createUser(t, "ada@example.org", account.Agent)
	gone, stays := b.login(t, ada), b.login(t, ada)
	require.NoError(t, b.DeleteSession(t.Context(), gone))
	require.NoError(t, b.DeleteSession(t.Context(), gone))
	_, err := b.SessionUser(t.Context(), gone)
	require.ErrorIs(t, err, account.ErrNotFound)
	_, err = b.SessionUser(t.Context(), stays)
	require.NoError(t, err)
}

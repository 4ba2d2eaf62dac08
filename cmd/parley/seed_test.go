package main

import (
	"io"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/internal/config"
	"github.com/parleyhq/parley/internal/devfile"
	"github.com/parleyhq/parley/internal/devstack"
	"github.com/parleyhq/parley/store"
)

func TestSeedingTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	s := seedStack(t)
	first, err := seed(t.Context(), s)
	require.NoError(t, err)
	second, err := seed(t.Context(), s)
	require.NoError(t, err)
	require.Equal(t, first, second)
	requireSeeded(t, s, second)
	info, err := os.Stat(s.state.path(credentialsName))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}

func TestSeedingCompletesWhatAKilledRunLeft(t *testing.T) {
	t.Parallel()
	s := seedStack(t)
	known, err := seed(t.Context(), s)
	require.NoError(t, err)

	// Killed after the rows were made and before they were noted.
	forgetful := *known
	forgetful.APIKey, forgetful.InboxID = "", ""
	require.NoError(t, seedKey(t.Context(), s.store, &forgetful))
	require.NoError(t, seedInbox(t.Context(), s.store, &forgetful))
	require.Equal(t, known.InboxID, forgetful.InboxID)
	_, err = s.store.APIKeyBySecret(t.Context(), known.APIKey)
	require.ErrorIs(t, err, account.ErrNotFound, "a key that nobody knows any more is revoked")
	requireSeeded(t, s, &forgetful)
}

func TestSeedingAfterTheCredentialsWereLost(t *testing.T) {
	t.Parallel()
	s := seedStack(t)
	first, err := seed(t.Context(), s)
	require.NoError(t, err)
	require.NoError(t, os.Remove(s.state.path(credentialsName)))
	second, err := seed(t.Context(), s)
	require.NoError(t, err)
	require.NotEqual(t, first.Admin.Password, second.Admin.Password)
	require.Equal(t, first.InboxID, second.InboxID)
	requireSeeded(t, s, second)
}

func TestSeedingAfterTheDatabaseWasLost(t *testing.T) {
	t.Parallel()
	s := seedStack(t)
	first, err := seed(t.Context(), s)
	require.NoError(t, err)
	first.Played = true
	require.NoError(t, devfile.Save(s.state.path(credentialsName), first))
	kept := *first
	other := seedStack(t)
	other.state = s.state
	second, err := seed(t.Context(), other)
	require.NoError(t, err)
	require.Equal(t, kept.Admin, second.Admin, "the passwords stay")
	require.False(t, second.Played, "the demo is played again")
	requireSeeded(t, other, second)
}

// seedStack is as much of a stack as seeding needs.
func seedStack(t *testing.T) *stack {
	t.Helper()
	st, err := store.Open(t.Context(), devstack.Database(t), store.Options{SealKeys: []store.SealKey{{ID: "test"}}})
	require.NoError(t, err)
	t.Cleanup(st.Close)
	held, err := openState(t.TempDir())
	require.NoError(t, err)
	t.Cleanup(func() { _ = held.close() })
	return &stack{config: config.Config{DevDemo: true}, store: st, state: held, steps: &steps{out: io.Discard}}
}

// Without the demo there is an admin, and all else is left to them.
func TestSeedingWithoutTheDemo(t *testing.T) {
	t.Parallel()
	s := seedStack(t)
	s.config.DevDemo = false
	known, err := seed(t.Context(), s)
	require.NoError(t, err)
	require.NoError(t, s.seedDemo(t.Context(), known))
	users, err := s.store.CountUsers(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, users)
	inboxes, err := s.store.ListInboxes(t.Context())
	require.NoError(t, err)
	require.Empty(t, inboxes)

	// It may come later.
	s.config.DevDemo = true
	known, err = seed(t.Context(), s)
	require.NoError(t, err)
	requireSeeded(t, s, known)
}

// requireSeeded says that the credentials open what they should.
func requireSeeded(t *testing.T, s *stack, known *credentials) {
	t.Helper()
	users, err := s.store.CountUsers(t.Context())
	require.NoError(t, err)
	require.Equal(t, 3, users)
	for i, login := range append(known.Agents, known.Admin) {
		found, err := s.store.UserByEmail(t.Context(), login.Email)
		require.NoError(t, err)
		requirePassword(t, found, login.Password)
		require.Equal(t, i == len(known.Agents), found.Roles[0] == account.Admin)
	}
	key, err := s.store.APIKeyBySecret(t.Context(), known.APIKey)
	require.NoError(t, err)
	require.Equal(t, []account.Scope{account.ScopeIngest, account.ScopeSend, account.ScopeRead}, key.Scopes)
	inboxes, err := s.store.ListInboxes(t.Context())
	require.NoError(t, err)
	require.Len(t, inboxes, 2, "an app and a web site")
	require.Equal(t, inboxes[0].ID, known.InboxID)
}

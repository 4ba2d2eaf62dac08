package store_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
)

func TestTheLastAdminStays(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ada := b.createUser(t, "ada@example.org", account.Admin)
	bob := b.createUser(t, "bob@example.org", account.Agent)

	_, err := b.SetRoles(t.Context(), ada.ID, []account.Role{account.Agent})
	require.ErrorIs(t, err, account.ErrLastAdmin)
	_, err = b.DisableUser(t.Context(), ada.ID)
	require.ErrorIs(t, err, account.ErrLastAdmin)
	ada, err = b.SetRoles(t.Context(), ada.ID, []account.Role{account.Agent, account.Admin})
	require.NoError(t, err, "still an admin")
	require.Equal(t, []account.Role{account.Agent, account.Admin}, ada.Roles)

	// A disabled admin manages nothing, so does not count.
	_, err = b.SetRoles(t.Context(), bob.ID, []account.Role{account.Admin})
	require.NoError(t, err)
	bob, err = b.DisableUser(t.Context(), bob.ID)
	require.NoError(t, err)
	require.False(t, bob.DisabledAt.IsZero())
	_, err = b.SetRoles(t.Context(), ada.ID, []account.Role{account.Agent})
	require.ErrorIs(t, err, account.ErrLastAdmin)

	bob, err = b.EnableUser(t.Context(), bob.ID)
	require.NoError(t, err)
	require.True(t, bob.DisabledAt.IsZero())
	_, err = b.SetRoles(t.Context(), ada.ID, []account.Role{account.Agent})
	require.NoError(t, err)
	_, err = b.SetRoles(t.Context(), bob.ID, nil)
	require.ErrorIs(t, err, account.ErrLastAdmin)
}

func TestAdminsLeavingAtOnceLeaveOne(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const admins = 6
	ids := make([]string, admins)
	for round := range 5 {
		for i := range ids {
			if round == 0 {
				ids[i] = b.createUser(t, string(rune('a'+i))+"@example.org", account.Admin).ID
				continue
			}
			_, err := b.SetRoles(t.Context(), ids[i], []account.Role{account.Admin})
			require.NoError(t, err)
			_, err = b.EnableUser(t.Context(), ids[i])
			require.NoError(t, err)
		}
		errs := make([]error, admins)
		var wg sync.WaitGroup
		for i, id := range ids {
			wg.Go(func() { errs[i] = b.leave(t.Context(), id, i%2 == 0) })
		}
		wg.Wait()
		refused := 0
		for _, err := range errs {
			if errors.Is(err, account.ErrLastAdmin) {
				refused++
				continue
			}
			require.NoError(t, err)
		}
		require.Equal(t, 1, refused, "round %d", round)
	}
}

func (b bundle) leave(ctx context.Context, id string, disable bool) error {
	if disable {
		_, err := b.DisableUser(ctx, id)
		return err
	}
	_, err := b.SetRoles(ctx, id, []account.Role{account.Agent})
	return err
}

func TestChangedRightsEndSessions(t *testing.T) {
	t.Parallel()
	rows := []struct {
		name   string
		change func(context.Context, bundle, string) error
	}{
		{"roles", func(ctx context.Context, b bundle, id string) error {
			_, err := b.SetRoles(ctx, id, []account.Role{account.Member})
			return err
		}},
		{"password", func(ctx context.Context, b bundle, id string) error { return b.SetPassword(ctx, id, "new hash") }},
		{"disabled", func(ctx context.Context, b bundle, id string) error {
			if _, err := b.DisableUser(ctx, id); err != nil {
				return err
			}
			_, err := b.EnableUser(ctx, id)
			return err
		}},
		{"logged out everywhere", func(ctx context.Context, b bundle, id string) error { return b.DeleteSessionsOf(ctx, id) }},
	}
	b := setup(t)
	b.createUser(t, "admin@example.org", account.Admin)
	ada := b.createUser(t, "ada@example.org", account.Agent)
	others := b.login(t, b.createUser(t, "bob@example.org", account.Agent))
	for _, row := range rows {
		tokens := []string{b.login(t, ada), b.login(t, ada)}
		require.NoError(t, row.change(t.Context(), b, ada.ID), row.name)
		for _, token := range tokens {
			_, err := b.SessionUser(t.Context(), token)
			require.ErrorIs(t, err, account.ErrNotFound, row.name)
		}
		_, err := b.SessionUser(t.Context(), others)
		require.NoError(t, err, row.name)
	}
}

func TestSetPassword(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ada := b.createUser(t, "ada@example.org", account.Admin)
	require.NoError(t, b.SetPassword(t.Context(), ada.ID, "new hash"))
	ada, err := b.GetUser(t.Context(), ada.ID)
	require.NoError(t, err)
	require.Equal(t, "new hash", ada.PasswordHash)
}

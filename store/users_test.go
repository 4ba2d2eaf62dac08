package store_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
)

const nobody = "00000000-0000-4000-8000-000000000000"

func (b bundle) createUser(t *testing.T, email string, roles ...account.Role) account.User {
	t.Helper()
	user, err := b.CreateUser(t.Context(), account.NewUser{
		Profile: account.Profile{Email: email, Name: "Name of " + email}, Roles: roles, PasswordHash: "hash of " + email,
	})
	require.NoError(t, err)
	return user
}

func TestUserIsFoundAgain(t *testing.T) {
	t.Parallel()
	b := setup(t)
	created := b.createUser(t, "Ada@Example.org", account.Admin, account.Agent)
	require.NotEmpty(t, created.ID)
	require.Equal(t, "Ada@Example.org", created.Email)
	require.Equal(t, []account.Role{account.Admin, account.Agent}, created.Roles)
	require.Equal(t, "hash of Ada@Example.org", created.PasswordHash)
	require.True(t, created.DisabledAt.IsZero())
	require.False(t, created.CreatedAt.IsZero())

	byID, err := b.GetUser(t.Context(), created.ID)
	require.NoError(t, err)
	require.Equal(t, created, byID)
	byEmail, err := b.UserByEmail(t.Context(), "ada@EXAMPLE.org")
	require.NoError(t, err)
	require.Equal(t, created, byEmail)
}

func TestUnknownUserIsNotFound(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, err := b.GetUser(t.Context(), nobody)
	require.ErrorIs(t, err, account.ErrNotFound)
	_, err = b.UserByEmail(t.Context(), "nobody@example.org")
	require.ErrorIs(t, err, account.ErrNotFound)
	_, err = b.UpdateUser(t.Context(), nobody, account.Profile{Email: "x@example.org", Name: "X"})
	require.ErrorIs(t, err, account.ErrNotFound)
	_, err = b.SetRoles(t.Context(), nobody, []account.Role{account.Agent})
	require.ErrorIs(t, err, account.ErrNotFound)
	require.ErrorIs(t, b.SetPassword(t.Context(), nobody, "hash"), account.ErrNotFound)
	_, err = b.DisableUser(t.Context(), nobody)
	require.ErrorIs(t, err, account.ErrNotFound)
	_, err = b.EnableUser(t.Context(), nobody)
	require.ErrorIs(t, err, account.ErrNotFound)
}

func TestEmailIsUniqueWhateverItsCase(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const tries = 20
	errs := make([]error, tries)
	var wg sync.WaitGroup
	for i := range tries {
		wg.Go(func() {
			email := "ada@example.org"
			if i%2 == 0 {
				email = strings.ToUpper(email)
			}
			_, errs[i] = b.CreateUser(t.Context(), account.NewUser{
				Profile: account.Profile{Email: email, Name: "Ada"}, Roles: []account.Role{account.Agent}, PasswordHash: "hash",
			})
		})
	}
	wg.Wait()
	created := 0
	for _, err := range errs {
		if err == nil {
			created++
			continue
		}
		require.ErrorIs(t, err, account.ErrEmailTaken)
	}
	require.Equal(t, 1, created)

	bob := b.createUser(t, "bob@example.org", account.Agent)
	_, err := b.UpdateUser(t.Context(), bob.ID, account.Profile{Email: "ADA@example.org", Name: "Bob"})
	require.ErrorIs(t, err, account.ErrEmailTaken)
	changed, err := b.UpdateUser(t.Context(), bob.ID, account.Profile{Email: "BOB@example.org", Name: "Robert"})
	require.NoError(t, err, "one's own address in another case is free")
	require.Equal(t, "BOB@example.org", changed.Email)
	require.Equal(t, "Robert", changed.Name)
}

func TestUsersAreListedByEmailInPages(t *testing.T) {
	t.Parallel()
	b := setup(t)
	n, err := b.CountUsers(t.Context())
	require.NoError(t, err)
	require.Zero(t, n)
	for _, email := range []string{"c@x.org", "A@x.org", "b@x.org", "D@x.org"} {
		b.createUser(t, email, account.Member)
	}
	n, err = b.CountUsers(t.Context())
	require.NoError(t, err)
	require.Equal(t, 4, n)

	var emails []string
	for after := ""; ; after = emails[len(emails)-1] {
		page, err := b.ListUsers(t.Context(), after, 3)
		require.NoError(t, err)
		for _, u := range page {
			emails = append(emails, u.Email)
		}
		if len(page) < 3 {
			break
		}
	}
	require.Equal(t, []string{"A@x.org", "b@x.org", "c@x.org", "D@x.org"}, emails)
}

func TestUserNames(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ada := b.createUser(t, "ada@example.org", account.Agent)
	names, err := b.UserNames(t.Context(), ada.ID, nobody)
	require.NoError(t, err)
	require.Equal(t, map[string]string{ada.ID: ada.Name}, names)
	names, err = b.UserNames(t.Context())
	require.NoError(t, err)
	require.Empty(t, names)
}

package account_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
)

func TestPrincipalHasOneName(t *testing.T) {
	t.Parallel()
	require.Equal(t, "user/u", account.Principal{User: &account.User{ID: "u"}}.ID())
	require.Equal(t, "key/u", account.Principal{Key: &account.APIKey{ID: "u"}}.ID())
	require.Empty(t, account.Principal{}.ID())
}

func TestKnownRolesAndScopes(t *testing.T) {
	t.Parallel()
	for _, r := range []account.Role{account.Admin, account.Agent, account.Creator, account.Approver, account.Member} {
		require.True(t, r.Valid(), r)
	}
	for _, r := range []account.Role{"", "Admin", "root"} {
		require.False(t, r.Valid(), r)
	}
	for _, s := range []account.Scope{account.ScopeIngest, account.ScopeSend, account.ScopeRead, account.ScopeAdmin} {
		require.True(t, s.Valid(), s)
	}
	for _, s := range []account.Scope{"", "READ", "write"} {
		require.False(t, s.Valid(), s)
	}
}

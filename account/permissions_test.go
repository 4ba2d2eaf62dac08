package account_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
)

// TestRoleTable is the table in docs/api.md, cell by cell: users by role, services
// by scope.
func TestRoleTable(t *testing.T) {
	t.Parallel()
	const yes, no = true, false
	rows := []struct {
		permission                              account.Permission
		admin, agent, creator, approver, member bool
		ingest, send, read, adminKey            bool
	}{
		{account.ReadConversations, yes, yes, no, no, no, no, no, yes, no},
		{account.HandleConversations, yes, yes, no, no, no, no, no, no, no},
		{account.Annotate, yes, yes, no, no, no, no, no, no, no},
		{account.ManageOthersConversations, yes, no, no, no, no, no, no, no, no},
		{account.UploadFiles, yes, yes, yes, no, no, no, yes, no, yes},
		{account.ReadFiles, yes, yes, yes, yes, no, no, yes, yes, yes},
		{account.IngestMessages, no, no, no, no, no, yes, no, no, no},
		{account.ReadContent, yes, yes, yes, yes, yes, no, no, yes, no},
		{account.EditContent, yes, no, yes, no, no, no, no, no, yes},
		{account.PublishContent, yes, no, no, yes, no, no, no, no, yes},
		{account.SendCampaigns, yes, no, no, yes, no, no, yes, no, yes},
		{account.ReadRecipients, yes, no, yes, yes, no, no, yes, yes, yes},
		{account.ManageConsent, yes, yes, no, no, no, no, yes, no, yes},
		{account.ReviewMessages, yes, no, yes, yes, no, no, no, no, yes},
		{account.SetResponders, yes, no, no, yes, no, no, no, no, yes},
		{account.ManageEmbedder, yes, no, no, no, no, no, no, no, yes},
		{account.ManageUsers, yes, no, no, no, no, no, no, no, yes},
		{account.ReadInboxes, yes, yes, yes, yes, no, no, no, yes, yes},
		{account.ManageInboxes, yes, no, no, no, no, no, no, no, yes},
		{account.ManageAPIKeys, yes, no, no, no, no, no, no, no, yes},
		{account.ManageContacts, yes, no, no, no, no, no, no, no, yes},
		{account.ManageSettings, yes, no, no, no, no, no, no, no, yes},
		{account.ReadAudit, yes, no, no, no, no, no, no, no, yes},
		{account.ReadReports, yes, yes, yes, yes, no, no, no, yes, yes},
		{account.ReadAgentReports, yes, no, no, no, no, no, no, no, yes},
		{account.OwnAccount, yes, yes, yes, yes, yes, no, no, no, no},
	}
	var listed []account.Permission
	for _, row := range rows {
		listed = append(listed, row.permission)
		byRole := map[account.Role]bool{
			account.Admin: row.admin, account.Agent: row.agent, account.Creator: row.creator,
			account.Approver: row.approver, account.Member: row.member, "": false, "owner": false,
		}
		for role, want := range byRole {
			require.Equal(t, want, account.Allowed(user(role), row.permission), "%s %s", role, row.permission)
		}
		byScope := map[account.Scope]bool{
			account.ScopeIngest: row.ingest, account.ScopeSend: row.send, account.ScopeRead: row.read,
			account.ScopeAdmin: row.adminKey, "": false,
		}
		for scope, want := range byScope {
			require.Equal(t, want, account.Allowed(key(scope), row.permission), "%s %s", scope, row.permission)
		}
		require.False(t, account.Allowed(account.Principal{}, row.permission), "nobody %s", row.permission)
		require.False(t, account.Allowed(user(), row.permission), "no role %s", row.permission)
	}
	require.Equal(t, slices.Sorted(slices.Values(listed)), slices.Sorted(slices.Values(account.Permissions())),
		"every permission has a row here")
}

func TestRolesAndScopesAddUp(t *testing.T) {
	t.Parallel()
	both := user(account.Creator, account.Agent)
	require.True(t, account.Allowed(both, account.EditContent))
	require.True(t, account.Allowed(both, account.HandleConversations))
	require.False(t, account.Allowed(both, account.PublishContent))
	require.True(t, account.Allowed(key(account.ScopeRead, account.ScopeIngest), account.IngestMessages))
}

// Four eyes: who is no admin does not let their own words answer end users.
func TestMayPublishOwn(t *testing.T) {
	t.Parallel()
	require.True(t, account.MayPublishOwn(user(account.Admin)))
	require.True(t, account.MayPublishOwn(key(account.ScopeAdmin)))
	require.False(t, account.MayPublishOwn(user(account.Creator, account.Approver, account.Agent, account.Member)))
	require.False(t, account.MayPublishOwn(key(account.ScopeRead, account.ScopeSend, account.ScopeIngest)))
	require.False(t, account.MayPublishOwn(account.Principal{}))
}

func TestUnknownPermissionIsNobodys(t *testing.T) {
	t.Parallel()
	everything := user(account.Admin, account.Agent, account.Creator, account.Approver, account.Member)
	require.False(t, account.Allowed(everything, ""))
	require.False(t, account.Allowed(everything, "users:delete"))
	require.False(t, account.Allowed(key(account.ScopeAdmin, account.ScopeRead), "users:delete"))
}

func user(roles ...account.Role) account.Principal {
	return account.Principal{User: &account.User{Roles: roles}}
}

func key(scopes ...account.Scope) account.Principal {
	return account.Principal{Key: &account.APIKey{Scopes: scopes}}
}

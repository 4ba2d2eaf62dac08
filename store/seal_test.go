package store_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/internal/devstack"
	"github.com/parleyhq/parley/store"
)

// canary is what must be nowhere to be read.
const canary = "CANARY-7f3a"

func sealKey(id string) store.SealKey {
	key := store.SealKey{ID: id}
	copy(key.Key[:], id+strings.Repeat("k", 32))
	return key
}

// keyed opens a store on b's kind of database with keys.
func keyed(t *testing.T, dsn string, keys ...store.SealKey) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), dsn, store.Options{MaxConns: 4, SealKeys: keys})
	require.NoError(t, err)
	t.Cleanup(s.Close)
	return s
}

func whatsappSettings() conversation.InboxSettings {
	return conversation.InboxSettings{
		Name: "Shop", Account: "106540352242922", Config: map[string]string{"business_id": "1"},
		Credentials: map[string]string{"app_secret": canary + "-app", "token": canary + "-token"},
	}
}

// TestSecretsAreSealed: nothing of a secret is in the database, and all of it
// comes back.
func TestSecretsAreSealed(t *testing.T) {
	t.Parallel()
	dsn := devstack.Database(t)
	s := keyed(t, dsn, sealKey("one"))
	b := bundle{Store: s, raw: rawPool(t, dsn)}
	created, err := s.CreateInbox(t.Context(), conversation.ChannelWhatsApp, whatsappSettings())
	require.NoError(t, err)
	require.Equal(t, whatsappSettings().Credentials, created.Credentials)

	var dump string
	require.NoError(t, b.raw.QueryRow(t.Context(), `SELECT string_agg(i::text, ' ') FROM inboxes i`).Scan(&dump))
	require.NotContains(t, dump, canary)
	require.NotContains(t, dump, created.Secrets[0])
	require.Contains(t, dump, "sealed:one:")

	found, err := s.GetInbox(t.Context(), created.ID)
	require.NoError(t, err)
	require.Equal(t, created, found)
	require.NotContains(t, fmt.Sprint(s), canary)
}

// TestAKeyIsExchanged: the new one in front seals what is written from then on,
// the former one still opens; without it the inbox is locked, and only it.
func TestAKeyIsExchanged(t *testing.T) {
	t.Parallel()
	dsn := devstack.Database(t)
	former := keyed(t, dsn, sealKey("one"))
	created, err := former.CreateInbox(t.Context(), conversation.ChannelWhatsApp, whatsappSettings())
	require.NoError(t, err)
	other, err := former.CreateInbox(t.Context(), conversation.ChannelWebhook, conversation.InboxSettings{Name: "App"})
	require.NoError(t, err)

	both := keyed(t, dsn, sealKey("two"), sealKey("one"))
	in := whatsappSettings()
	in.Credentials = map[string]string{"token": canary + "-new"}
	changed, err := both.UpdateInbox(t.Context(), created.ID, in)
	require.NoError(t, err)
	require.Equal(t, map[string]string{"app_secret": canary + "-app", "token": canary + "-new"}, changed.Credentials)
	require.Equal(t, created.Secrets, changed.Secrets)

	latter := keyed(t, dsn, sealKey("two"))
	found, err := latter.GetInbox(t.Context(), created.ID)
	require.NoError(t, err)
	require.Equal(t, changed, found, "sealed anew when it was written")
	locked, err := latter.GetInbox(t.Context(), other.ID)
	require.NoError(t, err)
	require.Equal(t, `its secrets are sealed with the key "one", which is not among PARLEY_SECRET_KEYS`, locked.Locked)
	require.Empty(t, locked.Secrets)
	all, err := latter.ListInboxes(t.Context())
	require.NoError(t, err)
	require.Len(t, all, 2, "the others go on")
	_, err = latter.RotateInboxSecret(t.Context(), other.ID)
	require.ErrorIs(t, err, conversation.ErrInboxLocked)
	_, err = latter.UpdateInbox(t.Context(), other.ID, conversation.InboxSettings{Name: "App"})
	require.ErrorIs(t, err, conversation.ErrInboxLocked)

	altered := sealKey("one")
	altered.Key[0]++
	wrong, err := keyed(t, dsn, altered).GetInbox(t.Context(), other.ID)
	require.NoError(t, err)
	require.Equal(t, `its secrets do not open: the key "one" has changed, or the row was altered`, wrong.Locked)
}

// TestLostKey: an inbox whose key is lost lives again with new credentials.
func TestLostKey(t *testing.T) {
	t.Parallel()
	dsn := devstack.Database(t)
	created, err := keyed(t, dsn, sealKey("lost")).CreateInbox(t.Context(), conversation.ChannelWhatsApp, whatsappSettings())
	require.NoError(t, err)
	s := keyed(t, dsn, sealKey("new"))
	changed, err := s.UpdateInbox(t.Context(), created.ID, whatsappSettings())
	require.NoError(t, err)
	require.Empty(t, changed.Locked)
	require.Equal(t, whatsappSettings().Credentials, changed.Credentials)
}

// TestPlainSecretsStillOpen: those from before there were keys, until they are
// written again.
func TestPlainSecretsStillOpen(t *testing.T) {
	t.Parallel()
	dsn := devstack.Database(t)
	before := keyed(t, dsn)
	plain, err := before.CreateInbox(t.Context(), conversation.ChannelWebhook, conversation.InboxSettings{Name: "App"})
	require.NoError(t, err)
	_, err = before.CreateInbox(t.Context(), conversation.ChannelWhatsApp, whatsappSettings())
	require.ErrorIs(t, err, conversation.ErrNoSecretKeys)
	require.NotContains(t, err.Error(), canary)

	s := keyed(t, dsn, sealKey("one"))
	found, err := s.GetInbox(t.Context(), plain.ID)
	require.NoError(t, err)
	require.Equal(t, plain.Secrets, found.Secrets)
	rotated, err := s.RotateInboxSecret(t.Context(), plain.ID)
	require.NoError(t, err)
	require.Equal(t, plain.Secrets[0], rotated.Secrets[1])
	b := bundle{Store: s, raw: rawPool(t, dsn)}
	require.Equal(t, 2, b.number(t, `SELECT count(*) FROM inboxes, unnest(secrets) s WHERE s LIKE 'sealed:one:%'`))
}

// TestSealedSecretsStayWhereTheyAre: a row's secrets do not open in another row.
func TestSealedSecretsStayWhereTheyAre(t *testing.T) {
	t.Parallel()
	dsn := devstack.Database(t)
	s := keyed(t, dsn, sealKey("one"))
	b := bundle{Store: s, raw: rawPool(t, dsn)}
	victim, err := s.CreateInbox(t.Context(), conversation.ChannelWhatsApp, whatsappSettings())
	require.NoError(t, err)
	own := whatsappSettings()
	own.Account = "2"
	attacker, err := s.CreateInbox(t.Context(), conversation.ChannelWhatsApp, own)
	require.NoError(t, err)
	b.exec(t, `UPDATE inboxes SET credentials = (SELECT credentials FROM inboxes WHERE id = $1) WHERE id = $2`, victim.ID, attacker.ID)
	moved, err := s.GetInbox(t.Context(), attacker.ID)
	require.NoError(t, err)
	require.NotEmpty(t, moved.Locked)
	require.Empty(t, moved.Credentials)
}

func TestAnAccountHasOneInbox(t *testing.T) {
	t.Parallel()
	dsn := devstack.Database(t)
	s := keyed(t, dsn, sealKey("one"))
	created, err := s.CreateInbox(t.Context(), conversation.ChannelWhatsApp, whatsappSettings())
	require.NoError(t, err)
	_, err = s.CreateInbox(t.Context(), conversation.ChannelWhatsApp, whatsappSettings())
	require.ErrorIs(t, err, conversation.ErrAccountTaken)
	_, err = s.CreateInbox(t.Context(), conversation.ChannelMessenger, whatsappSettings())
	require.NoError(t, err, "another provider counts by itself")

	found, err := s.InboxesOf(t.Context(), conversation.ChannelWhatsApp, []string{"106540352242922", "7", ""})
	require.NoError(t, err)
	require.Equal(t, []conversation.Inbox{created}, found)

	checked, err := s.RecordInboxCheck(t.Context(), created.ID, conversation.InboxCheck{AccountName: "Shop +49 1", Problem: "authorise it again", NeedsReauth: true})
	require.NoError(t, err)
	require.Equal(t, "Shop +49 1", checked.AccountName)
	require.Equal(t, "authorise it again", checked.CheckProblem)
	require.False(t, checked.CheckedAt.IsZero())
	in := whatsappSettings()
	in.Credentials = map[string]string{"token": "new"}
	changed, err := s.UpdateInbox(t.Context(), created.ID, in)
	require.NoError(t, err)
	require.Empty(t, changed.CheckProblem, "a new token has not failed yet")
	require.True(t, changed.CheckedAt.IsZero(), "nor was it asked about")
	_, err = s.RecordInboxCheck(t.Context(), created.ID, conversation.InboxCheck{AccountName: "Shop"})
	require.NoError(t, err)
	in.Credentials = nil
	renamed, err := s.UpdateInbox(t.Context(), created.ID, in)
	require.NoError(t, err)
	require.False(t, renamed.CheckedAt.IsZero(), "with the old one it stays")
}

package store_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
)

func TestInboxIsFoundAgain(t *testing.T) {
	t.Parallel()
	b := setup(t)
	settings := conversation.InboxSettings{
		Name: "Support", DeliveryURL: "https://app.example.org/hook", RatePerSecond: 2.5, Burst: 10,
	}
	created, err := b.CreateInbox(t.Context(), conversation.ChannelWebhook, settings)
	require.NoError(t, err)
	require.Equal(t, conversation.Inbox{
		ID: created.ID, Name: "Support", Channel: conversation.ChannelWebhook, DeliveryURL: settings.DeliveryURL,
		Secrets: created.Secrets, State: conversation.InboxActive, RatePerSecond: 2.5, Burst: 10,
		CreatedAt: created.CreatedAt,
	}, created)
	require.True(t, conversation.IsUUID(created.ID))
	require.Equal(t, 10, b.number(t, `SELECT tokens::int FROM inboxes`), "the bucket begins full")

	found, err := b.GetInbox(t.Context(), created.ID)
	require.NoError(t, err)
	require.Equal(t, created, found)

	other, err := b.CreateInbox(t.Context(), conversation.ChannelWebhook, conversation.InboxSettings{Name: "billing"})
	require.NoError(t, err)
	require.InDelta(t, 1, other.Burst, 0)
	all, err := b.ListInboxes(t.Context())
	require.NoError(t, err)
	require.Equal(t, []conversation.Inbox{other, created}, all)
}

func TestUpdateInbox(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox, err := b.CreateInbox(t.Context(), conversation.ChannelWebhook,
		conversation.InboxSettings{Name: "Support", DeliveryURL: "https://app.example.org/hook", Burst: 10})
	require.NoError(t, err)
	changed, err := b.UpdateInbox(t.Context(), inbox.ID, conversation.InboxSettings{Name: "Help", RatePerSecond: 1, Burst: 3})
	require.NoError(t, err)
	require.Equal(t, "Help", changed.Name)
	require.Empty(t, changed.DeliveryURL)
	require.InDelta(t, 3, changed.Burst, 0)
	require.Equal(t, inbox.Secrets, changed.Secrets)
	require.Equal(t, 3, b.number(t, `SELECT tokens::int FROM inboxes`), "no more tokens than the bucket holds")
}

func TestInboxSecretsRotate(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	first := inbox.Secrets[0]
	raw, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(first, "whsec_"))
	require.NoError(t, err)
	require.Len(t, raw, 32)

	inbox, err = b.RotateInboxSecret(t.Context(), inbox.ID)
	require.NoError(t, err)
	second := inbox.Secrets[0]
	require.Equal(t, []string{second, first}, inbox.Secrets)
	require.NotEqual(t, first, second)

	inbox, err = b.RotateInboxSecret(t.Context(), inbox.ID)
	require.NoError(t, err)
	third := inbox.Secrets[0]
	require.Equal(t, []string{third, second}, inbox.Secrets, "never more than two")

	for range 2 {
		inbox, err = b.DropOldInboxSecret(t.Context(), inbox.ID)
		require.NoError(t, err)
		require.Equal(t, []string{third}, inbox.Secrets)
	}
}

func TestInboxIsDisabledAndEnabled(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	disabled, err := b.DisableInbox(t.Context(), inbox.ID, "by an admin")
	require.NoError(t, err)
	require.Equal(t, conversation.InboxDisabled, disabled.State)
	require.Equal(t, "by an admin", disabled.StateReason)
	enabled, err := b.EnableInbox(t.Context(), inbox.ID)
	require.NoError(t, err)
	require.Equal(t, inbox, enabled)
}

func TestUnknownInboxIsNotFound(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	calls := map[string]func() (conversation.Inbox, error){
		"get": func() (conversation.Inbox, error) { return b.GetInbox(ctx, nobody) },
		"update": func() (conversation.Inbox, error) {
			return b.UpdateInbox(ctx, nobody, conversation.InboxSettings{Name: "x"})
		},
		"disable": func() (conversation.Inbox, error) { return b.DisableInbox(ctx, nobody, "") },
		"enable":  func() (conversation.Inbox, error) { return b.EnableInbox(ctx, nobody) },
		"rotate":  func() (conversation.Inbox, error) { return b.RotateInboxSecret(ctx, nobody) },
		"drop":    func() (conversation.Inbox, error) { return b.DropOldInboxSecret(ctx, nobody) },
	}
	for name, call := range calls {
		_, err := call()
		require.ErrorIs(t, err, conversation.ErrNotFound, name)
	}
}

package main

import (
	"context"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/messenger"
	"github.com/parleyhq/parley/conversation"
)

// nameStub is a store with contacts of some inboxes, and a channel that knows
// their names.
type nameStub struct {
	*messenger.Inboxes
	inboxes  map[string]conversation.Inbox
	nameless []conversation.Nameless
	named    map[string]string
}

func (n *nameStub) TakeNameless(context.Context, int) ([]conversation.Nameless, error) {
	return n.nameless, nil
}

func (n *nameStub) NameContact(_ context.Context, id, name string) error {
	n.named[id] = name
	return nil
}

func (n *nameStub) GetInbox(_ context.Context, id string) (conversation.Inbox, error) {
	inbox, ok := n.inboxes[id]
	if !ok {
		return inbox, conversation.ErrNotFound
	}
	return inbox, nil
}

func (n *nameStub) Name(_ context.Context, _ conversation.Inbox, who []conversation.Identity) (string, error) {
	if who[0].Value == "refused" {
		return "", &channels.RejectedError{Reason: "no permission"}
	}
	return strings.TrimPrefix(who[0].Value, "closed"), nil
}

// TestNameSome: names are kept, and one that is not told keeps nobody else from
// theirs.
func TestNameSome(t *testing.T) {
	t.Parallel()
	on := conversation.Inbox{Channel: conversation.ChannelMessenger, State: conversation.InboxActive}
	off, locked, other := on, on, on
	off.State, locked.Locked, other.Channel = conversation.InboxDisabled, "no key", conversation.ChannelWidget
	n := &nameStub{
		named:   map[string]string{},
		inboxes: map[string]conversation.Inbox{"on": on, "off": off, "locked": locked, "other": other},
	}
	for _, row := range [][2]string{
		{"refused", "on"}, {"closed", "on"}, {"Gone", "gone"}, {"Off", "off"}, {"Locked", "locked"}, {"Other", "other"}, {"Ann", "on"},
	} {
		n.nameless = append(n.nameless, conversation.Nameless{
			ContactID: row[0], InboxID: row[1], Identities: []conversation.Identity{{Value: row[0]}},
		})
	}
	var logged strings.Builder
	nameSome(t.Context(), n, registry{conversation.ChannelMessenger: n}, slog.New(slog.NewTextHandler(&logged, nil)))
	require.Equal(t, map[string]string{"Ann": "Ann"}, n.named)
	require.Equal(t, 2, strings.Count(logged.String(), "contact not named"))
	require.Contains(t, logged.String(), "no permission")
}

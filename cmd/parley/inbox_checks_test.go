package main

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/whatsapp"
	"github.com/parleyhq/parley/conversation"
)

// checkStub is a store, and a channel whose provider has an opinion of each
// account.
type checkStub struct {
	*whatsapp.Inboxes
	list     []conversation.Inbox
	says     map[string]error
	is       map[string]string
	recorded map[string]conversation.InboxCheck
}

func (c *checkStub) ListInboxes(context.Context) ([]conversation.Inbox, error) { return c.list, nil }

func (c *checkStub) RecordInboxCheck(_ context.Context, id string, check conversation.InboxCheck) (conversation.Inbox, error) {
	c.recorded[id] = check
	return conversation.Inbox{}, nil
}

func (c *checkStub) Check(_ context.Context, inbox conversation.Inbox) (channels.AccountInfo, error) {
	return channels.AccountInfo{Account: c.is[inbox.ID]}, c.says[inbox.ID]
}

// TestCheckAll: accounts are asked about, what providers say of them is kept, and
// that one does not answer is no trouble with its credentials.
func TestCheckAll(t *testing.T) {
	t.Parallel()
	now := time.Now()
	inbox := func(id string, change func(*conversation.Inbox)) conversation.Inbox {
		i := conversation.Inbox{ID: id, Channel: conversation.ChannelWhatsApp, State: conversation.InboxActive}
		change(&i)
		return i
	}
	as := func(*conversation.Inbox) {}
	c := &checkStub{
		recorded: map[string]conversation.InboxCheck{},
		list: []conversation.Inbox{
			inbox("good", as), inbox("expired", as), inbox("away", as),
			inbox("app", func(i *conversation.Inbox) { i.Channel = conversation.ChannelWebhook }),
			inbox("lately", func(i *conversation.Inbox) { i.CheckedAt = now.Add(-59 * time.Minute) }),
			inbox("an hour ago", func(i *conversation.Inbox) { i.CheckedAt = now.Add(-time.Hour) }),
			inbox("in trouble", func(i *conversation.Inbox) { i.CheckedAt, i.CheckProblem = now.Add(-10*time.Minute), "no answer" }),
			inbox("another's", func(i *conversation.Inbox) { i.Account = "1" }),
			inbox("locked", func(i *conversation.Inbox) { i.Locked = "no key" }),
			inbox("off", func(i *conversation.Inbox) { i.State = conversation.InboxDisabled }),
		},
		is: map[string]string{"another's": "2"},
		says: map[string]error{
			"expired": errors.Join(channels.ErrNeedsReauth, &channels.PlainError{Words: "authorise it again"}),
			"away":    &channels.NotSentError{Cause: &channels.PlainError{Words: "Meta did not answer in time"}},
		},
	}
	checkAll(t.Context(), c, registry{conversation.ChannelWhatsApp: c}, now, slog.New(slog.DiscardHandler))
	require.Equal(t, map[string]conversation.InboxCheck{
		"good": {}, "an hour ago": {}, "in trouble": {},
		"expired":   {Problem: "authorise it again", NeedsReauth: true},
		"another's": {Problem: "the credentials are those of another account", NeedsReauth: true},
		"away":      {Problem: "Meta did not answer in time", Unreachable: true},
	}, c.recorded)
}

package api_test

import (
	"context"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/messenger"
	"github.com/parleyhq/parley/channels/telegram"
	"github.com/parleyhq/parley/channels/whatsapp"
	"github.com/parleyhq/parley/conversation"
)

// The channels as they are, but that the providers themselves are never asked
// about an account: without an address of a stand-in nobody answers.
type (
	localWhatsApp  struct{ *whatsapp.Inboxes }
	localMessenger struct{ *messenger.Inboxes }
	localTelegram  struct{ *telegram.Inboxes }
)

func (c localWhatsApp) Check(ctx context.Context, inbox conversation.Inbox) (channels.AccountInfo, error) {
	return checkLocal(ctx, inbox, inbox.Config["graph_url"], c.Inboxes)
}

func (c localMessenger) Check(ctx context.Context, inbox conversation.Inbox) (channels.AccountInfo, error) {
	return checkLocal(ctx, inbox, inbox.Config["graph_url"], c.Inboxes)
}

func (c localTelegram) Check(ctx context.Context, inbox conversation.Inbox) (channels.AccountInfo, error) {
	return checkLocal(ctx, inbox, inbox.Config["api_url"], c.Inboxes)
}

func checkLocal(ctx context.Context, inbox conversation.Inbox, address string, c channels.Checker) (channels.AccountInfo, error) {
	if address == "" {
		return channels.AccountInfo{}, &channels.NotSentError{Cause: &channels.PlainError{Words: "nobody answers"}}
	}
	return c.Check(ctx, inbox)
}

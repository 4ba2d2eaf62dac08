package channels

import (
	"context"
	"net/http"
	"slices"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

// Decoder is the part of Channel that reads webhooks.
type Decoder interface {
	Decode(inbox conversation.Inbox, header http.Header, body []byte) ([]provider.Event, error)
}

// Accounts finds inboxes by their accounts.
type Accounts interface {
	// InboxesOf returns those of a channel that have one of these accounts.
	InboxesOf(ctx context.Context, channel conversation.Channel, accounts []string) ([]conversation.Inbox, error)
}

// InboxesOf finds the inbox of each account that a webhook is about, by account.
// All numbers of a Meta app may come in one batch, to the address of one of them.
// Another inbox takes part only if its own credentials verify the webhook too:
// whoever knows the secret of one inbox must not write into others.
func InboxesOf(
	ctx context.Context, all Accounts, d Decoder, inbox conversation.Inbox, header http.Header, body []byte,
	events []provider.Event,
) (map[string]string, error) {
	found := map[string]string{inbox.Account: inbox.ID}
	var others []string
	for _, e := range events {
		if _, known := found[e.Account]; !known && e.Account != "" && !slices.Contains(others, e.Account) {
			others = append(others, e.Account)
		}
	}
	if len(others) == 0 {
		return found, nil
	}
	inboxes, err := all.InboxesOf(ctx, inbox.Channel, others)
	if err != nil {
		return nil, err
	}
	for _, other := range inboxes {
		if _, err := d.Decode(other, header, body); err == nil {
			found[other.Account] = other.ID
		}
	}
	return found, nil
}

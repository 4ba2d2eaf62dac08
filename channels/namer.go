package channels

import (
	"context"

	"github.com/parleyhq/parley/conversation"
)

// Namer is a channel whose provider tells what somebody is called only who asks.
type Namer interface {
	// Name returns "" for somebody who does not say. It fails as Send does.
	Name(ctx context.Context, inbox conversation.Inbox, who []conversation.Identity) (string, error)
}

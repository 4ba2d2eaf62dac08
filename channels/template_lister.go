package channels

import (
	"context"

	"github.com/parleyhq/parley/conversation"
)

// TemplateLister is a channel whose provider approves message templates.
type TemplateLister interface {
	// Templates are all of the account's, approved or not. It fails as Send does.
	Templates(ctx context.Context, inbox conversation.Inbox) ([]conversation.ListedTemplate, error)
}

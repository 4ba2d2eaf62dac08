package messenger

import (
	"fmt"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/graph"
)

// Account is one Facebook page and what it takes to speak for it.
type Account struct {
	// PageID names the page in the API and in webhooks.
	PageID string
	// AppID names the Meta app: by it our own messages are told from those that
	// people write in the page's inbox.
	AppID string
	// AppSecret of the app signs webhooks and proves calls. All pages of an app
	// share it.
	AppSecret graph.Secret
	// VerifyToken is what Meta has to know when it verifies the address.
	VerifyToken graph.Secret
	// Token is the page's access token.
	Token graph.Secret
}

// Validate fails with channels.ErrAccountIncomplete and the name of what is
// missing: an inbox without it must not start.
func (a Account) Validate() error {
	for _, field := range []struct{ name, value string }{
		{"page id", a.PageID},
		{"app id", a.AppID},
		{"app secret", string(a.AppSecret)},
		{"verify token", string(a.VerifyToken)},
		{"page access token", string(a.Token)},
	} {
		if field.value == "" {
			return fmt.Errorf("%w: no %s", channels.ErrAccountIncomplete, field.name)
		}
	}
	return nil
}

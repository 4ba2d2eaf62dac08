package whatsapp

import (
	"fmt"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/graph"
)

// Account is one WhatsApp number and what it takes to use it.
type Account struct {
	// PhoneNumberID names the number in the API and in webhooks; it is not the
	// number itself.
	PhoneNumberID string
	// BusinessID is the WhatsApp Business Account the number belongs to. Its
	// templates and webhook subscriptions are kept there.
	BusinessID string
	// AppSecret of the Meta app signs webhooks. All numbers of an app share it.
	AppSecret graph.Secret
	// VerifyToken is what Meta has to know when it verifies the address.
	VerifyToken graph.Secret
	// Token is a system user's access token.
	Token graph.Secret
}

// Validate fails with channels.ErrAccountIncomplete and the name of what is
// missing: an inbox without it must not start.
func (a Account) Validate() error {
	for _, field := range []struct{ name, value string }{
		{"phone number id", a.PhoneNumberID},
		{"business account id", a.BusinessID},
		{"app secret", string(a.AppSecret)},
		{"verify token", string(a.VerifyToken)},
		{"access token", string(a.Token)},
	} {
		if field.value == "" {
			return fmt.Errorf("%w: no %s", channels.ErrAccountIncomplete, field.name)
		}
	}
	return nil
}

package whatsapp

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/parleyhq/parley/channels/graph"
)

// Info is what WhatsApp says of an account.
type Info struct {
	// Phone is the number as people write it, Name the name that people see.
	Phone string
	Name  string
	// Quality is green, yellow, red or unknown.
	Quality string
	// Limit is the tier of how many people may be written to in a day, as
	// "tier_1k", "" if it is not told.
	Limit string
}

// Check asks WhatsApp for the account's number, which shows that the token and
// the phone number id fit. It fails as Send does.
func (c *Channel) Check(ctx context.Context, account Account) (Info, error) {
	if err := account.Validate(); err != nil {
		return Info{}, err
	}
	answer, err := c.api.Do(ctx, graph.Call{
		Method: http.MethodGet, Path: []string{account.PhoneNumberID}, Token: account.Token,
		Query: url.Values{"fields": {"id,display_phone_number,verified_name,quality_rating,messaging_limit_tier"}},
	})
	if err != nil {
		return Info{}, c.table.Repeatable(err)
	}
	if !answer.Has("display_phone_number") {
		return Info{}, reject("the phone number id is not that of a WhatsApp number")
	}
	return Info{
		Phone: answer.Text("display_phone_number"), Name: answer.Text("verified_name"),
		Quality: strings.ToLower(answer.Text("quality_rating")), Limit: strings.ToLower(answer.Text("messaging_limit_tier")),
	}, nil
}

// Register has the account's webhooks sent to an address of this inbox alone,
// which Meta verifies at once: the inbox must already answer the handshake. It
// fails as Send does.
func (c *Channel) Register(ctx context.Context, account Account, callbackURL string) error {
	if err := account.Validate(); err != nil {
		return err
	}
	if !strings.HasPrefix(callbackURL, "https://") {
		return reject("Meta sends webhooks to https addresses only")
	}
	_, err := c.api.Do(ctx, graph.Call{
		Method: http.MethodPost, Path: []string{account.BusinessID, "subscribed_apps"}, Token: account.Token,
		JSON: map[string]string{"override_callback_uri": callbackURL, "verify_token": string(account.VerifyToken)},
	})
	return c.table.Repeatable(err)
}

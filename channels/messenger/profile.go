package messenger

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/graph"
	"github.com/parleyhq/parley/provider"
)

// Profile asks Messenger what a person is called: webhooks do not say. Somebody
// whose profile is closed to the page has no Name here, which is no error. It
// fails as Send does.
func (c *Channel) Profile(ctx context.Context, account Account, id provider.Identity) (provider.Person, error) {
	person := provider.Person{Identities: []provider.Identity{id}}
	if err := account.Validate(); err != nil {
		return person, err
	}
	if id.Kind != provider.MessengerUser {
		return person, reject("the person has no Messenger id")
	}
	profile, err := c.api.Do(ctx, graph.Call{
		Method: "GET", Path: []string{id.Value}, Query: url.Values{"fields": {"first_name,last_name"}},
		Token: account.Token, AppSecret: account.AppSecret,
	})
	if err != nil {
		return person, c.withoutName(err)
	}
	person.Name = strings.TrimSpace(profile.Text("first_name") + " " + profile.Text("last_name"))
	return person, nil
}

// withoutName passes over what concerns only this profile. That a permission
// lacks is among it: the page can be written for without names.
func (c *Channel) withoutName(err error) error {
	var answered *graph.Error
	outcome := c.table.Repeatable(err)
	var rejected *channels.RejectedError
	const badToken = 190
	switch {
	case errors.As(outcome, &rejected):
		return nil
	case errors.As(err, &answered) && answered.Code != badToken && errors.Is(outcome, channels.ErrNeedsReauth):
		return nil
	default:
		return outcome
	}
}

package messenger

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/parleyhq/parley/channels/graph"
)

// Info is what Meta says of an account.
type Info struct {
	// Name is that of the page.
	Name string
	// Fields are what the page's webhooks report to the app, none if it is not
	// subscribed.
	Fields []string
}

// Check asks Meta whose token it is, which shows that token, page and app fit.
// It fails as Send does.
func (c *Channel) Check(ctx context.Context, account Account) (Info, error) {
	if err := account.Validate(); err != nil {
		return Info{}, err
	}
	page, err := c.get(ctx, account, url.Values{"fields": {"id,name"}}, "me")
	if err != nil {
		return Info{}, err
	}
	if page.Text("id") != account.PageID {
		return Info{}, reject("the access token is not that of this page: a page access token is asked for, and the page's id")
	}
	apps, err := c.get(ctx, account, nil, account.PageID, "subscribed_apps")
	if err != nil {
		return Info{}, err
	}
	info := Info{Name: page.Text("name")}
	for _, app := range apps.Objects("data") {
		if app.Text("id") == account.AppID {
			info.Fields = app.Texts("subscribed_fields")
		}
	}
	return info, nil
}

// Register has the page's webhooks sent to an address, which Meta verifies at
// once: the inbox must already answer the handshake. The address is the app's:
// all pages of the app report there, and each event is taken to the inbox of its
// page. It fails as Send does.
func (c *Channel) Register(ctx context.Context, account Account, callbackURL string) error {
	if err := account.Validate(); err != nil {
		return err
	}
	if !strings.HasPrefix(callbackURL, "https://") {
		return reject("Meta sends webhooks to https addresses only")
	}
	fields := strings.Join(webhookFields(), ",")
	_, err := c.api.Do(ctx, graph.Call{
		Method: http.MethodPost, Path: []string{account.AppID, "subscriptions"},
		// The app speaks for itself with its id and its secret.
		Token: graph.Secret(account.AppID + "|" + string(account.AppSecret)),
		JSON: map[string]any{
			"object": "page", "callback_url": callbackURL, "verify_token": string(account.VerifyToken),
			"fields": fields, "include_values": true,
		},
	})
	if err != nil {
		return c.table.Repeatable(err)
	}
	_, err = c.api.Do(ctx, graph.Call{
		Method: http.MethodPost, Path: []string{account.PageID, "subscribed_apps"},
		Token: account.Token, AppSecret: account.AppSecret, JSON: map[string]any{"subscribed_fields": fields},
	})
	return c.table.Repeatable(err)
}

// webhookFields are what is decoded here.
func webhookFields() []string {
	return []string{
		"messages", "messaging_postbacks", "message_deliveries", "message_reads", "message_echoes", "message_edits",
		"message_reactions", "messaging_referrals", "messaging_optins", "messaging_handovers",
		"messaging_policy_enforcement", "standby",
	}
}

func (c *Channel) get(ctx context.Context, account Account, query url.Values, path ...string) (graph.Object, error) {
	answer, err := c.api.Do(ctx, graph.Call{
		Method: http.MethodGet, Path: path, Query: query, Token: account.Token, AppSecret: account.AppSecret,
	})
	return answer, c.table.Repeatable(err)
}

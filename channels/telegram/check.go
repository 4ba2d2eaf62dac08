package telegram

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/payload"
)

// Info is what Telegram says of a bot.
type Info struct {
	// BotID is its id, Username what people find it by, Name what they see.
	BotID    string
	Username string
	Name     string
}

// Check asks Telegram whose token it is, which shows that it holds. It fails as
// Send does.
func (c *Channel) Check(ctx context.Context, account Account) (Info, error) {
	if err := account.Validate(); err != nil {
		return Info{}, err
	}
	got, err := c.do(ctx, account, "getMe", struct{}{})
	if err != nil {
		return Info{}, repeatable(err)
	}
	me := got.result()
	if me.Text("id") != account.BotID() || !me.Bool("is_bot") {
		return Info{}, reject("the token is not that of a bot")
	}
	return Info{BotID: me.Text("id"), Username: me.Text("username"), Name: me.Text("first_name")}, nil
}

// Register has the bot's updates sent to an address, with the account's secret,
// and makes sure that this is what Telegram does from then on. What is waiting is
// delivered. It fails as Send does.
func (c *Channel) Register(ctx context.Context, account Account, callbackURL string) error {
	if err := account.Validate(); err != nil {
		return err
	}
	if err := callable(callbackURL); err != nil {
		return err
	}
	_, err := c.do(ctx, account, "setWebhook", map[string]any{
		"url": callbackURL, "secret_token": string(account.Secret), "allowed_updates": allowedUpdates(),
	})
	if err != nil {
		return repeatable(err)
	}
	health, err := c.Health(ctx, account)
	if err != nil {
		return err
	}
	if health.URL != callbackURL {
		return &channels.NotSentError{Cause: &channels.PlainError{Words: "Telegram did not keep the webhook's address: another program may use this bot"}}
	}
	return nil
}

// allowedUpdates are the kinds that Decode has a meaning for. Reactions come only
// if they are asked for by name.
func allowedUpdates() []string {
	return []string{"message", "edited_message", "callback_query", "my_chat_member", "message_reaction"}
}

// callable refuses an address that Telegram sends nothing to (Bot API, setWebhook).
func callable(address string) error {
	to, err := url.Parse(address)
	if err != nil || to.Scheme != "https" || to.Host == "" {
		return reject("Telegram sends webhooks to https addresses only")
	}
	if port := to.Port(); port != "" && !slices.Contains([]string{"443", "80", "88", "8443"}, port) {
		return reject("Telegram sends webhooks to the ports 443, 80, 88 and 8443 only")
	}
	return nil
}

// Health is how the webhook is doing, as Telegram sees it.
type Health struct {
	// URL is where updates go, "" for nowhere.
	URL string
	// Pending is how many wait to be delivered.
	Pending int64
	// LastErrorAt and LastError are the latest failure to deliver, zero for none.
	LastErrorAt time.Time
	LastError   string
}

// Health asks Telegram about the webhook. It fails as Send does.
func (c *Channel) Health(ctx context.Context, account Account) (Health, error) {
	if err := account.Validate(); err != nil {
		return Health{}, err
	}
	got, err := c.do(ctx, account, "getWebhookInfo", struct{}{})
	if err != nil {
		return Health{}, repeatable(err)
	}
	info := got.result()
	return Health{
		URL: info.Text("url"), Pending: info.Int("pending_update_count"), LastErrorAt: info.Seconds("last_error_date"),
		LastError: payload.Shorten(strings.ReplaceAll(info.Text("last_error_message"), string(account.Token), account.Token.String())),
	}, nil
}

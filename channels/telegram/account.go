package telegram

import (
	"fmt"
	"strings"

	"github.com/parleyhq/parley/channels"
)

// Account is one bot and what it takes to use it.
type Account struct {
	// Token is what BotFather gave: "<bot id>:<key>".
	Token channels.Secret
	// Secret is what Telegram puts into the header of each webhook: 1 to 256
	// letters, digits, "_" and "-".
	Secret channels.Secret
}

// longestSecret is what setWebhook takes.
const longestSecret = 256

// BotID is the bot's id in Telegram, "" if the token is none.
func (a Account) BotID() string {
	id, key, _ := strings.Cut(string(a.Token), ":")
	if id == "" || key == "" || strings.Trim(id, "0123456789") != "" || !plain(key) {
		return ""
	}
	return id
}

// Validate fails with channels.ErrAccountIncomplete and the name of what is
// missing or malformed: an inbox without it must not start.
func (a Account) Validate() error {
	switch {
	case a.Token == "":
		return fmt.Errorf("%w: no bot token", channels.ErrAccountIncomplete)
	case a.BotID() == "":
		return fmt.Errorf("%w: the bot token is not of the form <bot id>:<key>", channels.ErrAccountIncomplete)
	case a.Secret == "":
		return fmt.Errorf("%w: no webhook secret", channels.ErrAccountIncomplete)
	case len(a.Secret) > longestSecret || !plain(string(a.Secret)):
		return fmt.Errorf("%w: the webhook secret is not 1 to 256 letters, digits, _ and -", channels.ErrAccountIncomplete)
	}
	return nil
}

// plain says whether a text is made of what Telegram allows in keys: nothing that
// means something in an address or a header.
func plain(s string) bool {
	return strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") == ""
}

package telegram

import "github.com/parleyhq/parley/channels"

// Form is what has to be known of an inbox; see [Inboxes]. The account is the
// bot's id, which stands in its token.
func (*Inboxes) Form() channels.Form {
	return channels.Form{
		AccountOf: func(credentials map[string]string) string {
			return Account{Token: channels.Secret(credentials["token"])}.BotID()
		},
		Config: []channels.Field{{Name: "api_url", Guarded: true, Check: channels.Address}},
		Credentials: []channels.Field{
			{Name: "token", Required: true, Check: func(value string) string {
				if (Account{Token: channels.Secret(value)}).BotID() == "" {
					return "must be of the form <bot id>:<key>, as BotFather gives it"
				}
				return ""
			}},
			{Name: "secret", Made: true, Check: func(value string) string {
				if len(value) > longestSecret || !plain(value) {
					return "must be 1 to 256 letters, digits, _ and -"
				}
				return ""
			}},
		},
	}
}

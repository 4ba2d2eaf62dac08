package messenger

import "github.com/parleyhq/parley/channels"

// Form is what has to be known of an inbox; see [Inboxes].
func (i *Inboxes) Form() channels.Form {
	return channels.Form{
		Account: channels.Field{Name: "page id", Check: channels.Digits},
		Config: []channels.Field{
			{Name: "app_id", Required: true, Check: channels.Digits},
			{Name: "graph_url", Guarded: true, Check: channels.Address},
			{Name: "media_hosts", Guarded: true},
		},
		Credentials: []channels.Field{
			{Name: "app_secret", Required: true, Check: channels.Word},
			{Name: "verify_token", Made: true, Check: channels.Word},
			{Name: "token", Required: true, Check: channels.Word},
		},
	}
}

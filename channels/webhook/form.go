package webhook

import "github.com/parleyhq/parley/channels"

// Form says what has to be known of an inbox: nothing. Its secret is made.
func (c *Channel) Form() channels.Form {
	return channels.Form{Config: []channels.Field{{Name: channels.ConfigFiles, Check: func(value string) string {
		if value != channels.FilesFetch && value != channels.FilesLink {
			return "is none of " + channels.FilesFetch + " and " + channels.FilesLink
		}
		return ""
	}}}}
}

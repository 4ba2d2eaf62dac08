package widget

import (
	"regexp"
	"strings"

	"github.com/parleyhq/parley/channels"
)

// Form is what may be set of a widget. Its identity_secret signs who a logged-in
// visitor is.
func (*Channel) Form() channels.Form {
	return channels.Form{
		Config: []channels.Field{
			{Name: ConfigOrigins, Check: origins},
			{Name: ConfigColour, Check: colour},
			{Name: ConfigTitle},
			{Name: ConfigGreeting},
			{Name: ConfigOfflineText},
			{Name: ConfigPosition, Check: func(value string) string {
				if value != "left" && value != "right" {
					return "must be left or right"
				}
				return ""
			}},
			{Name: ConfigLanguage},
		},
		Credentials: []channels.Field{{Name: "identity_secret", Made: true, Check: channels.Word}},
	}
}

func origins(value string) string {
	for origin := range strings.FieldsSeq(value) {
		if origin != "*" && channels.Address(origin) != "" {
			return "must be origins such as https://shop.example, separated by spaces, or *"
		}
	}
	return ""
}

// colour is what may stand in a style sheet without meaning anything else there.
func colour(value string) string {
	if !regexp.MustCompile(`^#[0-9A-Fa-f]{3}([0-9A-Fa-f]{3})?$`).MatchString(value) {
		return "must be a colour such as #0b7285"
	}
	return ""
}

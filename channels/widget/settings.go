package widget

import (
	"strings"

	"github.com/parleyhq/parley/conversation"
)

// The names of the settings in an inbox's config; all may be absent.
const (
	ConfigOrigins     = "origins"
	ConfigColour      = "colour"
	ConfigTitle       = "title"
	ConfigGreeting    = "greeting"
	ConfigOfflineText = "offline_text"
	ConfigPosition    = "position"
	ConfigLanguage    = "language"
)

// Welcome reports whether a page of an origin may use the inbox's widget: it is
// in the list, the list has "*", or it is Parley's own.
func Welcome(inbox conversation.Inbox, origin, own string) bool {
	if origin == "" {
		return false
	}
	if origin == own {
		return true
	}
	for allowed := range strings.FieldsSeq(inbox.Config[ConfigOrigins]) {
		if allowed == "*" || strings.EqualFold(strings.TrimSuffix(allowed, "/"), origin) {
			return true
		}
	}
	return false
}

package telegram

import (
	"strconv"
	"strings"

	"github.com/parleyhq/parley/channels/payload"
	"github.com/parleyhq/parley/provider"
)

// chatOf is the id of the private chat that an item is in, 0 if it is in a group
// or channel, or in none. A private chat has the id of the person in it.
func chatOf(item payload.Object) int64 {
	chat := item.Object("chat")
	if chat.Text("type") != "private" {
		return 0
	}
	return max(chat.Int("id"), 0)
}

// externalID is a message's id within the account: Telegram counts per chat.
func externalID(chat, message int64) string {
	return strconv.FormatInt(chat, 10) + ":" + strconv.FormatInt(message, 10)
}

// splitID is the chat and message of an external id, false for what is none: the
// id of a pressed button, say.
func splitID(id string) (chat, message int64, ok bool) {
	left, right, _ := strings.Cut(id, ":")
	chat, err := strconv.ParseInt(left, 10, 64)
	if err != nil {
		return 0, 0, false
	}
	message, err = strconv.ParseInt(right, 10, 64)
	return chat, message, err == nil && message > 0
}

// identity is a person by their id. A username can change hands, and is none.
func identity(id int64) provider.Identity {
	return provider.Identity{Kind: provider.TelegramUser, Value: strconv.FormatInt(id, 10)}
}

// person is a user, or the private chat with one, as Telegram shows them.
func person(id int64, shown payload.Object) provider.Person {
	return provider.Person{
		Identities: []provider.Identity{identity(id)},
		Name:       strings.TrimSpace(shown.Text("first_name") + " " + shown.Text("last_name")),
		Username:   shown.Text("username"),
		Language:   shown.Text("language_code"),
	}
}

package telegram

import (
	"github.com/parleyhq/parley/channels/payload"
	"github.com/parleyhq/parley/provider"
)

// callbackPrefix begins the external id of a pressed button, which has an id of
// its own and no message.
const callbackPrefix = "callback:"

// callback decodes the press of a button below a message. It has no date, and
// that of the message is when the button was shown.
func (d *decoder) callback(q payload.Object) {
	message, user := q.Object("message"), q.Object("from")
	id, from := q.Text("id"), user.Int("id")
	switch {
	case id == "" || len(id) > 64 || from <= 0:
		d.skip("callback_query without an id or a person", nil)
		return
	case message != nil && chatOf(message) != from:
		d.skip("callback_query in a "+message.Object("chat").Text("type"), nil)
		return
	}
	pressed := provider.Message{
		ExternalID: callbackPrefix + id, From: person(from, user), Kind: provider.KindButton,
		Text: titleOf(message, q.Text("data")), Payload: q.Text("data"),
	}
	if number := message.Int("message_id"); number > 0 {
		pressed.ReplyTo = externalID(from, number)
	}
	d.add(provider.Event{Message: &pressed})
}

// titleOf is what stands on the button with some data, "" if the message does not
// say: it may be too old for Telegram to show.
func titleOf(message payload.Object, data string) string {
	if data == "" {
		return ""
	}
	for _, row := range message.Object("reply_markup").Lists("inline_keyboard") {
		for _, button := range row {
			if button.Text("callback_data") == data {
				return button.Text("text")
			}
		}
	}
	return ""
}

// membership decodes that a person blocked the bot, or let it in again.
func (d *decoder) membership(change payload.Object) {
	chat, status := chatOf(change), change.Object("new_chat_member").Text("status")
	if chat == 0 || (status != "kicked" && status != "member") {
		d.skip("my_chat_member:"+status, change)
		return
	}
	d.add(provider.Event{Consent: &provider.Consent{
		Key: d.key("membership:" + identity(chat).Value), From: person(chat, change.Object("from")),
		Blocked: status == "kicked", At: change.Seconds("date"),
	}})
}

// reaction decodes what somebody's reaction to a message is now. Telegram lets
// some people have several: the one that is new counts, and an emoji of their own
// cannot be shown.
func (d *decoder) reaction(r payload.Object) {
	chat, id, user := chatOf(r), r.Int("message_id"), r.Object("user")
	if chat == 0 || id <= 0 || !r.Has("new_reaction") {
		d.skip("message_reaction in a "+r.Object("chat").Text("type"), r)
		return
	}
	was := map[string]bool{}
	for _, old := range r.Objects("old_reaction") {
		was[old.Text("emoji")] = true
	}
	now := r.Objects("new_reaction")
	emoji := ""
	for _, reaction := range now {
		if e := reaction.Text("emoji"); e != "" && (emoji == "" || !was[e]) {
			emoji = e
		}
	}
	if emoji == "" && len(now) > 0 {
		d.skip("message_reaction:"+now[0].Text("type"), r)
		return
	}
	target := externalID(chat, id)
	d.add(provider.Event{Reaction: &provider.Reaction{
		Key: d.key(target), Target: target, From: person(chat, user), Emoji: emoji, At: r.Seconds("date"),
	}})
}

package telegram

import (
	"strings"

	"github.com/parleyhq/parley/channels/payload"
	"github.com/parleyhq/parley/provider"
)

// message decodes what a person wrote to the bot.
func (d *decoder) message(m payload.Object) {
	if d.migration(m) {
		return
	}
	from, ok := d.author(m)
	if !ok {
		return
	}
	id := m.Int("message_id")
	if id <= 0 {
		d.skip("message without an id", m)
		return
	}
	if service := serviceOf(m); service != "" {
		d.skip("message:"+service, m)
		return
	}
	chat := chatOf(m)
	w := contentOf(m)
	w.ExternalID, w.From, w.SentAt = externalID(chat, id), from, m.Seconds("date")
	w.ReplyTo = replyOf(m, chat)
	w.Forwarded = m.Has("forward_origin") || m.Has("forward_date")
	w.Album = m.Text("media_group_id")
	d.add(provider.Event{Message: &w})
}

// author is who wrote a message, false if it was not a person in a private chat,
// which is noted.
func (d *decoder) author(m payload.Object) (provider.Person, bool) {
	chat, from := chatOf(m), m.Object("from")
	switch {
	case chat == 0:
		d.skip("message in a "+m.Object("chat").Text("type"), m)
		return provider.Person{}, false
	case from.Bool("is_bot"):
		d.skip("message of a bot", m)
		return provider.Person{}, false
	case from == nil:
		from = m.Object("chat")
	}
	return person(chat, from), true
}

// replyOf is the external id of the message that this one answers. An answer to a
// message of another chat (external_reply) has none here, and in a chat with
// topics each message seems to answer the one that opened its topic.
func replyOf(m payload.Object, chat int64) string {
	answered := m.Object("reply_to_message")
	id := answered.Int("message_id")
	if id <= 0 || answered.Has("forum_topic_created") {
		return ""
	}
	return externalID(chat, id)
}

// edit decodes a new wording. Telegram reports edits also for what nobody sees, a
// preview that was loaded; without the date of an edit there was none, and
// whether the wording is another only the history can say.
func (d *decoder) edit(m payload.Object) {
	from, ok := d.author(m)
	if !ok {
		return
	}
	id := m.Int("message_id")
	if id <= 0 || !m.Has("edit_date") {
		d.skip("edit without an id or a date", m)
		return
	}
	content := contentOf(m)
	if content.Text == "" && content.Attachments == nil {
		// Rather the old wording than none; a live location moves this way.
		d.skip("edit:"+string(content.Kind), m)
		return
	}
	target := externalID(chatOf(m), id)
	d.add(provider.Event{Edit: &provider.Edit{
		Key: d.key(target), Target: target, From: from, Text: content.Text, Attachments: content.Attachments, At: m.Seconds("edit_date"),
	}})
}

// migration decodes that a group goes by another id now. The old group and the
// new one both report it.
func (d *decoder) migration(m payload.Object) bool {
	here := m.Object("chat").Int("id")
	from, to := m.Int("migrate_from_chat_id"), m.Int("migrate_to_chat_id")
	switch {
	case to != 0:
		from = here
	case from != 0:
		to = here
	default:
		return false
	}
	if from == 0 || to == 0 {
		d.skip("migration of no chat", m)
		return true
	}
	before, after := identity(from), identity(to)
	d.add(provider.Event{Change: &provider.IdentityChange{
		Key: "migration:" + before.Value + ":" + after.Value, From: []provider.Identity{before}, To: []provider.Identity{after}, At: m.Seconds("date"),
	}})
	return true
}

// startOf is what follows "/start", the command by which everybody opens a chat
// with a bot: a link to the bot may carry it. False for any other text.
func startOf(text string) (string, bool) {
	command, argument, _ := strings.Cut(text, " ")
	command, _, _ = strings.Cut(command, "@")
	return strings.TrimSpace(argument), command == "/start"
}

package telegram

import (
	"fmt"
	"slices"
	"strings"

	"github.com/parleyhq/parley/channels/payload"
	"github.com/parleyhq/parley/provider"
)

// contentOf reads what a message is made of. What has no shape here makes it
// unsupported, and its caption is kept.
func contentOf(m payload.Object) provider.Message {
	if text := m.Text("text"); text != "" {
		return written(text)
	}
	if file, ok := fileOf(m); ok {
		w := provider.Message{Kind: file.Kind, Text: m.Text("caption"), Attachments: []provider.Attachment{file}}
		if file.Kind == provider.KindSticker {
			w.Text = m.Object("sticker").Text("emoji")
		}
		return w
	}
	if w, ok := placeOrCard(m); ok {
		return w
	}
	if words := wordsOf(m); words != "" {
		return provider.Message{Kind: provider.KindText, Text: words}
	}
	if answer := m.Object("web_app_data"); answer.Has("data") {
		return provider.Message{Kind: provider.KindForm, Text: answer.Text("button_text"), Payload: answer.Text("data")}
	}
	return provider.Message{Kind: provider.KindUnsupported, Text: m.Text("caption"), Unsupported: whyUnsupported(m)}
}

// written is a text, or the command that opens the chat.
func written(text string) provider.Message {
	link, ok := startOf(text)
	if !ok {
		return provider.Message{Kind: provider.KindText, Text: text}
	}
	start := provider.Message{Kind: provider.KindStart, Payload: link}
	if link != "" {
		start.Referral = &provider.Referral{Source: "link", Ref: link}
	}
	return start
}

// placeOrCard reads a place, or somebody's contact details. A venue comes with
// its location a second time, beside it.
func placeOrCard(m payload.Object) (provider.Message, bool) {
	venue, at, card := m.Object("venue"), m.Object("location"), m.Object("contact")
	if place := venue.Object("location"); place != nil {
		at = place
	}
	if at.Has("latitude") && at.Has("longitude") {
		return provider.Message{Kind: provider.KindLocation, Location: &provider.Location{
			Latitude: at.Float("latitude"), Longitude: at.Float("longitude"), Name: venue.Text("title"), Address: venue.Text("address"),
		}}, true
	}
	c := provider.Card{Name: strings.TrimSpace(card.Text("first_name") + " " + card.Text("last_name"))}
	if number := card.Text("phone_number"); number != "" {
		c.Phones = []string{number}
	}
	if c.Name == "" && c.Phones == nil {
		return provider.Message{}, false
	}
	return provider.Message{Kind: provider.KindContacts, Cards: []provider.Card{c}}, true
}

// wordsOf puts what is a text in all but name into one: a poll's question and
// answers, a list of things to do, the paragraphs of a page, a thrown die.
func wordsOf(m payload.Object) string {
	poll, list, page, die := m.Object("poll"), m.Object("checklist"), m.Object("rich_message"), m.Object("dice")
	var lines []string
	add := func(before, line string) {
		if line != "" {
			lines = append(lines, before+line)
		}
	}
	add("", poll.Text("question"))
	for _, answer := range poll.Objects("options") {
		add("– ", answer.Text("text"))
	}
	add("", list.Text("title"))
	for _, task := range list.Objects("tasks") {
		add("– ", task.Text("text"))
	}
	for _, block := range page.Objects("blocks") {
		add("", block.Text("text"))
	}
	if die.Has("value") {
		add("", strings.TrimSpace(fmt.Sprint(die.Text("emoji"), " ", die.Int("value"))))
	}
	return strings.Join(lines, "\n")
}

// whyUnsupported names what a message holds.
func whyUnsupported(m payload.Object) string {
	for _, known := range []struct{ field, words string }{
		{"story", "a story"},
		{"game", "a game"},
		{"paid_media", "photos or videos to be paid for"},
		{"invoice", "an invoice"},
		{"giveaway", "a giveaway"},
		{"giveaway_winners", "the winners of a giveaway"},
		{"users_shared", "people whom the sender chose from their contacts"},
		{"chat_shared", "a chat that the sender chose from theirs"},
		{"passport_data", "documents from Telegram Passport"},
	} {
		if m.Has(known.field) {
			return known.words
		}
	}
	unknown := ""
	for field := range m {
		if m.Has(field) && !slices.Contains(envelope(), field) && (unknown == "" || field < unknown) {
			unknown = field
		}
	}
	if unknown == "" {
		return "a message without content"
	}
	return payload.Shorten(payload.Clean("a message of the type “" + unknown + "”"))
}

// envelope are the fields that any message may have beside its content (Bot API
// 10.1, "Message").
func envelope() []string {
	return []string{
		"message_id", "message_thread_id", "direct_messages_topic", "from", "sender_chat", "sender_boost_count",
		"sender_business_bot", "sender_tag", "date", "guest_query_id", "guest_bot_caller_user", "guest_bot_caller_chat",
		"business_connection_id", "chat", "forward_origin", "forward_date", "forward_from", "forward_from_chat",
		"forward_from_message_id", "forward_sender_name", "forward_signature", "is_topic_message", "is_automatic_forward",
		"reply_to_message", "external_reply", "quote", "reply_to_story", "reply_to_checklist_task_id", "reply_to_poll_option_id",
		"via_bot", "edit_date", "has_protected_content", "is_from_offline", "is_paid_post", "media_group_id", "author_signature",
		"paid_star_count", "entities", "link_preview_options", "suggested_post_info", "effect_id", "caption",
		"caption_entities", "show_caption_above_media", "has_media_spoiler", "reply_markup", "text",
	}
}

// serviceOf is the field by which a message tells of something that happened in
// the chat, "" for one that somebody wrote (Bot API 10.1, "Message").
func serviceOf(m payload.Object) string {
	for _, field := range []string{
		"new_chat_members", "left_chat_member", "chat_owner_left", "chat_owner_changed", "new_chat_title", "new_chat_photo",
		"delete_chat_photo", "group_chat_created", "supergroup_chat_created", "channel_chat_created",
		"message_auto_delete_timer_changed", "pinned_message", "successful_payment", "refunded_payment", "gift", "unique_gift",
		"gift_upgrade_sent", "connected_website", "write_access_allowed", "proximity_alert_triggered", "boost_added",
		"chat_background_set", "checklist_tasks_done", "checklist_tasks_added", "direct_message_price_changed",
		"forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened",
		"general_forum_topic_hidden", "general_forum_topic_unhidden", "giveaway_created", "giveaway_completed",
		"managed_bot_created", "paid_message_price_changed", "poll_option_added", "poll_option_deleted",
		"suggested_post_approved", "suggested_post_approval_failed", "suggested_post_declined", "suggested_post_paid",
		"suggested_post_refunded", "video_chat_scheduled", "video_chat_started", "video_chat_ended",
		"video_chat_participants_invited",
	} {
		if m.Has(field) {
			return field
		}
	}
	return ""
}

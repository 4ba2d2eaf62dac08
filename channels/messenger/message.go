package messenger

import (
	"fmt"
	"strings"

	"github.com/parleyhq/parley/channels/graph"
	"github.com/parleyhq/parley/provider"
)

// message decodes what somebody wrote: the person, or the page by another way.
func (i *item) message(m graph.Object) {
	id := m.Text("mid")
	who := i.who()
	switch {
	case !graph.Usable(id):
		i.skip("message without an id")
	case m.Bool("is_deleted"):
		i.add(provider.Event{Deletion: &provider.Deletion{Key: id + ":deleted", Target: id, At: i.at}})
	case len(who.Identities) == 0:
		i.skip("message without a person")
	case i.byPage:
		i.echo(m, who)
	case i.standby:
		// It is for the app that is in control to answer. The webhook is kept.
		i.skip("message")
	default:
		written := i.written(m)
		written.From = who
		i.add(provider.Event{Message: &written})
	}
}

// echo decodes what was written in the page's name: by us, or by people in the
// page's inbox, or by another app.
func (i *item) echo(m graph.Object, to provider.Person) {
	app, metadata := m.Text("app_id"), m.Text("metadata")
	ours := app == i.appID
	// Other apps put their own ids there.
	if !ours && app != "" {
		metadata = ""
	}
	if ours && isPart(metadata) {
		// The message is told by its last part.
		i.skip("echo of a part")
		return
	}
	if i.standby && !ours {
		i.skip("echo")
		return
	}
	i.add(provider.Event{Echo: &provider.Echo{Message: i.written(m), MessageID: metadata, ByUs: ours, To: to}})
}

// written is all of a message but who wrote it.
func (i *item) written(m graph.Object) provider.Message {
	w := contentOf(m)
	w.ExternalID = m.Text("mid")
	w.SentAt = i.at
	// The id may be of a message that is unknown here; stories have none.
	if target := m.Object("reply_to").Text("mid"); graph.Usable(target) {
		w.ReplyTo = target
	}
	if w.Referral == nil {
		w.Referral = referralOf(m.Object("referral"))
	}
	if w.Referral == nil {
		w.Referral = referralOf(i.fields.Object("referral"))
	}
	return w
}

// edit decodes a new wording. The message keeps its id, and each edit of it
// counts.
func (i *item) edit(e graph.Object) {
	target, text := e.Text("mid"), e.Text("text")
	if !graph.Usable(target) || text == "" {
		// Rather the old wording than none.
		i.skip("message_edit")
		return
	}
	edit := &provider.Edit{Key: i.key("edit", target, text), Target: target, Text: text, At: i.at}
	if number := e.Int("num_edit"); number > 0 {
		edit.Key = fmt.Sprintf("%s:edit:%d", target, number)
	}
	if !i.byPage {
		edit.From = i.who()
	}
	i.add(provider.Event{Edit: edit})
}

// reaction decodes an emoji on a message, or that it was taken away.
func (i *item) reaction(r graph.Object) {
	target, action, emoji := r.Text("mid"), r.Text("action"), emojiOf(r)
	known := action == "unreact" || action == "react" && emoji != ""
	if !graph.Usable(target) || !known || !i.byPage && !graph.Usable(i.person) {
		i.skip("reaction")
		return
	}
	if action == "unreact" {
		emoji = ""
	}
	reaction := &provider.Reaction{
		Key: i.key("reaction", target, action, emoji), Target: target, Emoji: emoji, At: i.at,
	}
	if !i.byPage {
		reaction.From = i.who()
	}
	i.add(provider.Event{Reaction: reaction})
}

// emojiOf returns the emoji of a reaction, which may come by its name alone.
func emojiOf(r graph.Object) string {
	if emoji := r.Text("emoji"); emoji != "" {
		return emoji
	}
	return map[string]string{
		"like": "👍", "dislike": "👎", "love": "❤", "smile": "😆", "wow": "😮", "sad": "😢", "angry": "😠",
	}[strings.ToLower(r.Text("reaction"))]
}

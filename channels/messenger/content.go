package messenger

import (
	"strings"

	"github.com/parleyhq/parley/channels/graph"
	"github.com/parleyhq/parley/provider"
)

// contentOf reads what a message is made of: a text, attachments, or both. What
// cannot be shown makes it unsupported only if there is nothing else.
func contentOf(m graph.Object) provider.Message {
	w := provider.Message{Kind: provider.KindText, Text: m.Text("text"), Payload: m.Object("quick_reply").Text("payload")}
	for _, a := range m.Objects("attachments") {
		attach(&w, a, m.Has("sticker_id"))
	}
	if m.Bool("is_unsupported") && w.Unsupported == "" {
		w.Unsupported = "a message that Messenger does not pass on"
	}
	switch {
	case m.Has("quick_reply"):
		w.Kind = provider.KindButton
	case len(w.Attachments) > 0:
		w.Kind = w.Attachments[0].Kind
	case w.Location != nil:
		w.Kind = provider.KindLocation
	case w.Text == "":
		w.Kind = provider.KindUnsupported
		if w.Unsupported == "" {
			w.Unsupported = "an empty message"
		}
	}
	return w
}

// attach adds one attachment to a message.
func attach(w *provider.Message, a graph.Object, sticker bool) {
	kind, payload := a.Text("type"), a.Object("payload")
	url := payload.Text("url")
	switch kind {
	case "image", "video", "audio", "file", "sticker", "reel", "ig_reel":
		if url == "" {
			break
		}
		file := provider.Attachment{URL: url, Name: payload.Text("title"), Kind: kindOf(kind)}
		if kind == "image" && (sticker || payload.Has("sticker_id")) {
			file.Kind = provider.KindSticker
		}
		w.Attachments = append(w.Attachments, file)
		return
	case "location":
		at := payload.Object("coordinates")
		if !at.Has("lat") || !at.Has("long") || w.Location != nil {
			break
		}
		w.Location = &provider.Location{
			Latitude: at.Float("lat"), Longitude: at.Float("long"), Name: a.Text("title"), URL: a.Text("url"),
		}
		return
	case "fallback":
		// A link with its preview. Either may stand beside the payload or in it.
		title, link := a.Text("title"), a.Text("url")
		if link == "" {
			title, link = first(payload.Text("title"), title), url
		}
		if title == "" && link == "" {
			break
		}
		// Who sent the link has said what there is to say.
		if link == "" || !strings.Contains(w.Text, link) {
			describe(w, title, link)
		}
		return
	case "template":
		if template(w, payload) {
			return
		}
	}
	w.Unsupported = graph.Shorten("an attachment of the type “" + kind + "”")
}

// kindOf is what an attachment's type is here.
func kindOf(kind string) provider.Kind {
	switch kind {
	case "image":
		return provider.KindImage
	case "audio":
		return provider.KindAudio
	case "file":
		return provider.KindDocument
	case "sticker":
		return provider.KindSticker
	default:
		return provider.KindVideo
	}
}

// template reads a card with products or buttons, false if it says nothing.
func template(w *provider.Message, payload graph.Object) bool {
	said := false
	say := func(words ...string) {
		for _, s := range words {
			said = said || s != ""
		}
		describe(w, words...)
	}
	say(payload.Text("text"))
	for _, product := range payload.Object("product").Objects("elements") {
		say(product.Text("title"), product.Text("subtitle"))
		id := first(product.Text("retailer_id"), product.Text("id"))
		if w.Referral == nil && id != "" {
			w.Referral = &provider.Referral{
				Source: "product", ID: id, Headline: product.Text("title"), Body: product.Text("subtitle"),
			}
			said = true
		}
	}
	for _, element := range payload.Objects("elements") {
		say(element.Text("title"), element.Text("subtitle"))
	}
	for _, button := range payload.Objects("buttons") {
		say(button.Text("title"), button.Text("url"))
	}
	return said
}

// describe writes what is no file as a line below the text, without what the text
// says already.
func describe(w *provider.Message, words ...string) {
	var line []string
	for _, s := range words {
		if s != "" && !strings.Contains(w.Text, s) {
			line = append(line, s)
		}
	}
	if len(line) == 0 {
		return
	}
	if w.Text != "" {
		w.Text += "\n"
	}
	w.Text += strings.Join(line, " ")
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

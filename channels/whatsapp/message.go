package whatsapp

import (
	"github.com/parleyhq/parley/channels/graph"
	"github.com/parleyhq/parley/provider"
)

// message decodes an item of "messages": what a person wrote or did.
func (c *changeDecoder) message(m graph.Object) {
	kind := m.Text("type")
	if m.Has("group_id") {
		c.skip("group:"+kind, m)
		return
	}
	if kind == "system" {
		c.system(m)
		return
	}
	from := c.person(m.Text("from"), m.Text("from_user_id"), m.Text("from_parent_user_id"))
	if len(from.Identities) == 0 {
		c.skip("message without a sender:"+kind, m)
		return
	}
	if c.alteration(m, from) {
		return
	}
	if id := m.Text("id"); !graph.Usable(id) {
		c.skip("message without an id:"+kind, m)
		return
	}
	written := c.written(m)
	written.From = from
	c.add(provider.Event{Message: &written})
}

// echo decodes an item of "message_echoes": what the brand wrote by hand in the
// WhatsApp Business app.
func (c *changeDecoder) echo(m graph.Object) {
	kind := m.Text("type")
	if m.Has("group_id") {
		c.skip("group:"+kind, m)
		return
	}
	if c.alteration(m, provider.Person{}) {
		return
	}
	to := c.person(m.Text("to"), m.Text("to_user_id"), m.Text("to_parent_user_id"))
	if len(to.Identities) == 0 || !graph.Usable(m.Text("id")) {
		c.skip("echo without an id or a recipient:"+kind, m)
		return
	}
	c.add(provider.Event{Echo: &provider.Echo{
		Message: c.written(m), MessageID: m.Text("biz_opaque_callback_data"), To: to,
	}})
}

// alteration decodes what changes another message: a reaction, an edit, a
// deletion. It reports false for a message of its own.
func (c *changeDecoder) alteration(m graph.Object, from provider.Person) bool {
	kind, key, at := m.Text("type"), m.Text("id"), m.Seconds("timestamp")
	var target string
	switch kind {
	case "reaction":
		target = m.Object("reaction").Text("message_id")
	case "edit", "revoke":
		target = m.Object(kind).Text("original_message_id")
	default:
		return false
	}
	if !graph.Usable(key) || !graph.Usable(target) {
		c.skip(kind+" of no message", m)
		return true
	}
	switch kind {
	case "reaction":
		// Taken away: an empty emoji, or none at all.
		c.add(provider.Event{Reaction: &provider.Reaction{
			Key: key, Target: target, From: from, Emoji: m.Object("reaction").Text("emoji"), At: at,
		}})
	case "revoke":
		c.add(provider.Event{Deletion: &provider.Deletion{Key: key, Target: target, At: at}})
	case "edit":
		wording := m.Object("edit").Object("message")
		content := contentOf(wording)
		if content.Kind == provider.KindUnsupported {
			// Rather the old wording than none.
			c.skip("edit:"+wording.Text("type"), m)
			return true
		}
		c.add(provider.Event{Edit: &provider.Edit{
			Key: key, Target: target, From: from, Text: content.Text, KeepText: silent(wording), Attachments: content.Attachments, At: at,
		}})
	}
	return true
}

// silent reports whether an edited file comes without a word on its caption. One
// that was taken away is empty.
func silent(wording graph.Object) bool {
	kind := wording.Text("type")
	return kind != "text" && !wording.Object(kind).Has("caption")
}

// written is all of a message but who wrote it.
func (c *changeDecoder) written(m graph.Object) provider.Message {
	w := contentOf(m)
	w.ExternalID = m.Text("id")
	w.SentAt = m.Seconds("timestamp")

	context := m.Object("context")
	// The id is missing when a message was forwarded, and may be of a message
	// that is unknown here.
	w.ReplyTo = context.Text("id")
	w.Forwarded = context.Bool("forwarded") || context.Bool("frequently_forwarded")
	w.Referral = referralOf(m)

	if w.Kind == provider.KindUnsupported {
		w.Unsupported = c.whyUnsupported(m)
	}
	return w
}

// whyUnsupported looks for the reason at the message, then beside it.
func (c *changeDecoder) whyUnsupported(m graph.Object) string {
	for _, e := range append(m.Objects("errors"), c.value.Objects("errors")...) {
		if words := says(e); words != "" {
			return words
		}
	}
	kind := m.Text("type")
	if named := m.Object("unsupported").Text("type"); named != "" {
		kind = named
	}
	return graph.Shorten("a message of the type “" + kind + "”")
}

// referralOf is how the person came to write: by an advertisement, or from a
// product of the catalogue.
func referralOf(m graph.Object) *provider.Referral {
	if r := m.Object("referral"); len(r) > 0 {
		return &provider.Referral{
			Source: r.Text("source_type"), ID: r.Text("source_id"), URL: r.Text("source_url"),
			Headline: r.Text("headline"), Body: r.Text("body"), ClickID: r.Text("ctwa_clid"),
		}
	}
	if p := m.Object("context").Object("referred_product"); len(p) > 0 {
		return &provider.Referral{Source: "product", ID: p.Text("product_retailer_id"), Ref: p.Text("catalog_id")}
	}
	return nil
}

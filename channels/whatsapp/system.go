package whatsapp

import (
	"github.com/parleyhq/parley/channels/graph"
	"github.com/parleyhq/parley/provider"
)

// system decodes what WhatsApp itself says of a person: a new number, which
// brings a new user id, or a new user id alone. (Webhooks reference, "system
// messages"; the previous ids since 2026-08-11.) There are no contacts beside it.
func (c *changeDecoder) system(m graph.Object) {
	s := m.Object("system")
	switch s.Text("type") {
	case "user_changed_number", "customer_changed_number", "user_changed_user_id":
	default:
		c.skip("system:"+s.Text("type"), m)
		return
	}
	change := &provider.IdentityChange{
		Key: m.Text("id"),
		From: identities(
			first(s.Text("previous_user_id"), m.Text("from_user_id")),
			first(s.Text("previous_parent_user_id"), m.Text("from_parent_user_id")),
			m.Text("from"),
		),
		To: identities(s.Text("user_id"), s.Text("parent_user_id"), first(s.Text("wa_id"), s.Text("new_wa_id"))),
		At: m.Seconds("timestamp"),
	}
	if !graph.Usable(change.Key) || len(change.From) == 0 || len(change.To) == 0 {
		c.skip("system:"+s.Text("type"), m)
		return
	}
	c.add(provider.Event{Change: change})
}

// preference decodes what a person wants of marketing.
func (c *changeDecoder) preference(p graph.Object) {
	from := c.person(p.Text("wa_id"), p.Text("user_id"), p.Text("parent_user_id"))
	value := p.Text("value")
	known := value == "stop" || value == "resume" || value == "signup"
	if p.Text("category") != "marketing_messages" || !known || len(from.Identities) == 0 {
		c.skip("preference:"+p.Text("category")+":"+value, p)
		return
	}
	c.add(provider.Event{Consent: &provider.Consent{
		// There is no id; nobody says two things in the same second.
		Key:  from.Identities[0].Value + ":" + p.Text("timestamp") + ":" + value,
		From: from, NoMarketing: value == "stop", At: p.Seconds("timestamp"),
	}})
}

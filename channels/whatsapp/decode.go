package whatsapp

import (
	"net/http"
	"time"

	"github.com/parleyhq/parley/channels/graph"
	"github.com/parleyhq/parley/provider"
)

// Decode verifies a webhook over its raw bytes and returns what it reports, in
// the order in which it happened. A webhook may be about several numbers of the
// app: each event's Account is its phone number id, or the business account's id
// for what concerns no single number (templates). Only inboxes with the same app
// secret as the given one may take them.
//
// It fails with channels.ErrSignature (401) or channels.ErrAccountIncomplete.
// Signed bytes never make it fail: a message of an unknown type is one of
// provider.KindUnsupported, and anything else that has no meaning here is
// provider.Unhandled. A message that is delivered twice is returned twice; its
// ExternalID or Key tells.
func (c *Channel) Decode(account Account, header http.Header, body []byte) ([]provider.Event, error) {
	if err := account.Validate(); err != nil {
		return nil, err
	}
	if err := graph.Verify(account.AppSecret, header, body); err != nil {
		return nil, err
	}
	d := decoder{table: c.table}
	d.webhook(body)
	provider.Sort(d.events)
	return d.events, nil
}

// decoder collects the events of one webhook.
type decoder struct {
	table  graph.Table
	events []provider.Event
}

func (d *decoder) webhook(body []byte) {
	root, ok := graph.ParseObject(body)
	if !ok {
		d.unhandled("", "not an object", time.Time{})
		return
	}
	if object := root.Text("object"); object != "whatsapp_business_account" {
		d.unhandled("", "object:"+object, time.Time{})
		return
	}
	for _, entry := range root.Objects("entry") {
		for _, change := range entry.Objects("changes") {
			d.change(entry, change)
		}
		if len(entry.Objects("changes")) == 0 {
			d.unhandled(entry.Text("id"), "entry without changes", entry.Seconds("time"))
		}
	}
}

// change decodes one change. Which account it is about stands in itself.
func (d *decoder) change(entry, change graph.Object) {
	value := change.Object("value")
	c := &changeDecoder{decoder: d, value: value, at: entry.Seconds("time")}
	if c.account = value.Object("metadata").Text("phone_number_id"); c.account == "" {
		c.account = entry.Text("id")
	}
	c.contacts = contactsOf(value.Objects("contacts"))

	switch field := change.Text("field"); field {
	case "messages", "":
		c.each("messages", c.message)
		c.each("statuses", c.status)
		c.each("errors", c.failure)
		if !value.Has("messages") && !value.Has("statuses") && !value.Has("errors") {
			c.skip("messages", graph.Object{})
		}
	case "smb_message_echoes":
		c.each("message_echoes", c.echo)
	case "user_preferences":
		c.each("user_preferences", c.preference)
	case "message_template_status_update", "template_category_update", "message_template_quality_update":
		c.template()
	default:
		detail := value.Text("event")
		if groups := value.Objects("groups"); len(groups) > 0 {
			detail = groups[0].Text("type")
		}
		c.add(provider.Event{Unhandled: &provider.Unhandled{Kind: graph.Shorten(field), Detail: graph.Shorten(detail), At: c.at}})
	}
}

func (d *decoder) unhandled(account, kind string, at time.Time) {
	d.events = append(d.events, provider.Event{
		Account: account, Unhandled: &provider.Unhandled{Kind: graph.Shorten(kind), At: at},
	})
}

// changeDecoder decodes the items of one change.
type changeDecoder struct {
	*decoder
	account  string
	value    graph.Object
	contacts []contact
	// at is the time of the webhook, zero for most.
	at time.Time
}

// each decodes every item of a list; one that is no object costs only itself.
func (c *changeDecoder) each(list string, decode func(graph.Object)) {
	items := c.value.Objects(list)
	for _, item := range items {
		if item == nil {
			c.skip(list, item)
			continue
		}
		decode(item)
	}
	if len(items) == 0 && c.value.Has(list) {
		c.skip(list, nil)
	}
}

func (c *changeDecoder) add(e provider.Event) {
	e.Account = c.account
	c.events = append(c.events, e)
}

// skip notes an item that has no meaning here.
func (c *changeDecoder) skip(kind string, item graph.Object) {
	c.unhandled(c.account, kind, item.Seconds("timestamp"))
}

// failure is an error that WhatsApp reports about no message in particular.
func (c *changeDecoder) failure(e graph.Object) {
	c.add(provider.Event{Unhandled: &provider.Unhandled{Kind: "error:" + graph.Shorten(e.Text("code")), Detail: says(e), At: c.at}})
}

// says are the most telling words of an item of "errors".
func says(e graph.Object) string {
	for _, words := range []string{e.Object("error_data").Text("details"), e.Text("message"), e.Text("title")} {
		if words != "" {
			return graph.Shorten(words)
		}
	}
	return ""
}

package messenger

import (
	"net/http"
	"time"

	"github.com/parleyhq/parley/channels/graph"
	"github.com/parleyhq/parley/provider"
)

// Decode verifies a webhook over its raw bytes and returns what it reports, in
// the order in which it happened. A webhook may be about several pages of the
// app: each event's Account is its page id. Only inboxes with the same app secret
// as the given one may take them.
//
// It fails with channels.ErrSignature (401) or channels.ErrAccountIncomplete.
// Signed bytes never make it fail: a message of an unknown form is one of
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
	d := decoder{appID: account.AppID}
	d.webhook(body)
	provider.Sort(d.events)
	return d.events, nil
}

// decoder collects the events of one webhook.
type decoder struct {
	appID  string
	events []provider.Event
}

func (d *decoder) webhook(body []byte) {
	root, ok := graph.ParseObject(body)
	if !ok {
		d.unhandled("", "not an object", time.Time{})
		return
	}
	// Instagram speaks the same language, and is another channel.
	if object := root.Text("object"); object != "page" {
		d.unhandled("", "object:"+object, time.Time{})
		return
	}
	for _, entry := range root.Objects("entry") {
		d.entry(entry)
	}
}

// entry decodes what happened on one page. An app that is in control of a thread
// gets "messaging", any other gets "standby"; fields that a page may be
// subscribed to one by one come as "changes".
func (d *decoder) entry(entry graph.Object) {
	page, at := entry.Text("id"), entry.Milliseconds("time")
	found := false
	for _, list := range []string{"messaging", "standby"} {
		for _, item := range entry.Objects(list) {
			found = true
			d.item(page, at, item, list == "standby")
		}
	}
	for _, change := range entry.Objects("changes") {
		found = true
		value := change.Object("value")
		if value.Has("sender") && value.Has("recipient") {
			d.item(page, at, value, change.Text("field") == "standby")
			continue
		}
		d.unhandled(page, "changes:"+change.Text("field"), at)
	}
	if !found {
		d.unhandled(page, "entry without events", at)
	}
}

func (d *decoder) unhandled(account, kind string, at time.Time) {
	d.events = append(d.events, provider.Event{
		Account: account, Unhandled: &provider.Unhandled{Kind: graph.Shorten(kind), At: at},
	})
}

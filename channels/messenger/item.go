package messenger

import (
	"slices"
	"time"

	"github.com/parleyhq/parley/channels/graph"
	"github.com/parleyhq/parley/channels/payload"
	"github.com/parleyhq/parley/provider"
)

// item is one thing that happened between a page and a person.
type item struct {
	*decoder
	fields graph.Object
	page   string
	// person is the page-scoped id of the end user, "" if the item names none.
	person string
	// byPage says that the page did it.
	byPage bool
	// standby says that another app is in control of the thread.
	standby bool
	at      time.Time
}

// item decodes one item; one that is no object costs only itself.
func (d *decoder) item(page string, at time.Time, o graph.Object, standby bool) {
	i := &item{decoder: d, fields: o, page: page, standby: standby, at: at}
	if own := o.Milliseconds("timestamp"); !own.IsZero() {
		i.at = own
	}
	i.parties()
	switch {
	case o.Has("message"):
		i.message(o.Object("message"))
	case o.Has("message_edit"):
		i.edit(o.Object("message_edit"))
	case o.Has("reaction"):
		i.reaction(o.Object("reaction"))
	case o.Has("postback"):
		i.postback(o.Object("postback"))
	case o.Has("delivery"):
		i.delivery(o.Object("delivery"))
	case o.Has("read"):
		i.read(o.Object("read"))
	case o.Has("referral"):
		i.arrival("referral", o.Object("referral"))
	case o.Has("optin"):
		i.optin(o.Object("optin"))
	default:
		i.other()
	}
}

// parties finds out who of the two is the page. An id may be a string or a
// number, and in samples of Meta's own an echo's sender is the person.
func (i *item) parties() {
	sender, recipient := i.fields.Object("sender").Text("id"), i.fields.Object("recipient").Text("id")
	echo := i.fields.Object("message").Bool("is_echo")
	i.byPage = sender == i.page || echo
	i.person = sender
	if sender == i.page || echo && recipient != i.page {
		i.person = recipient
	}
	if i.page == "" {
		i.page = recipient
		if i.byPage {
			i.page = sender
		}
	}
}

// who is the end user, without identities if the item names none that can be
// one.
func (i *item) who() provider.Person {
	if !graph.Usable(i.person) {
		return provider.Person{}
	}
	return provider.Person{Identities: []provider.Identity{{Kind: provider.MessengerUser, Value: i.person}}}
}

// other notes events that mean nothing here: who is in control of a thread,
// linked accounts, enforcement of policies, and all that is yet to come.
func (i *item) other() {
	const longest = 64
	kind := "messaging"
	var keys []string
	for key := range i.fields {
		if !slices.Contains([]string{"sender", "recipient", "timestamp"}, key) && len(key) <= longest {
			keys = append(keys, payload.Clean(key))
		}
	}
	slices.Sort(keys)
	if len(keys) > 0 {
		kind = keys[0]
	}
	// What Meta has against the page is for people to read.
	detail := ""
	if kind == "policy_enforcement" || kind == "policy-enforcement" {
		detail = i.fields.Object(kind).Text("action") + ": " + i.fields.Object(kind).Text("reason")
	}
	i.skipAs(kind, detail)
}

func (i *item) add(e provider.Event) {
	e.Account = i.page
	i.events = append(i.events, e)
}

// skip notes an item that has no meaning here.
func (i *item) skip(kind string) { i.skipAs(kind, "") }

func (i *item) skipAs(kind, detail string) {
	if i.standby {
		kind = "standby:" + kind
	}
	i.add(provider.Event{Unhandled: &provider.Unhandled{Kind: graph.Shorten(kind), Detail: graph.Shorten(detail), At: i.at}})
}

package messenger

import (
	"github.com/parleyhq/parley/channels/graph"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

// delivery decodes which messages have arrived: some by their ids, which may be
// missing, and all up to a watermark.
func (i *item) delivery(d graph.Object) {
	added := false
	for _, id := range d.Texts("mids") {
		if graph.Usable(id) {
			i.receipt(provider.Receipt{ExternalID: id, State: conversation.MessageDelivered})
			added = true
		}
	}
	if i.watermark(d, conversation.MessageDelivered) || added {
		return
	}
	i.skip("delivery")
}

// read decodes up to when the person has read.
func (i *item) read(r graph.Object) {
	if !i.watermark(r, conversation.MessageRead) {
		i.skip("read")
	}
}

// watermark adds a receipt for everything up to then, false if there is none.
func (i *item) watermark(o graph.Object, state conversation.MessageState) bool {
	upTo := o.Milliseconds("watermark")
	if upTo.IsZero() || !graph.Usable(i.person) {
		return false
	}
	i.receipt(provider.Receipt{State: state, UpTo: upTo})
	return true
}

func (i *item) receipt(r provider.Receipt) {
	r.To, r.At = i.who().Identities, i.at
	i.add(provider.Event{Receipt: &r})
}

package messenger

import (
	"time"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/graph"
)

// errorTable is what Messenger's error codes mean (Send API, "Error codes",
// 2026-03-18), before those of all the Graph API.
func errorTable() graph.Table {
	const closed = "the time in which Messenger lets this inbox write to the person is over: they have to write first"
	const unavailable = "Messenger cannot deliver to this person: they blocked the page, closed their account, or do not take messages"
	const file = "Messenger could not take the file of this message"
	own := graph.Table{
		// The window. Code 10 is for permissions otherwise.
		{From: 10, Subcode: 2018278, WindowClosed: true, Words: closed},
		{From: 10, Subcode: 2534022, WindowClosed: true, Words: closed},
		{From: 10, Subcode: 2018065, WindowClosed: true, Words: closed},

		// The person.
		{From: 551, Words: unavailable},
		{From: 200, Subcode: 1545041, Words: unavailable},
		{From: 200, Subcode: 2018108, Words: unavailable},
		{From: 10, Subcode: 2018108, Words: unavailable},
		{From: 100, Subcode: 2018001, Words: "Messenger knows nobody under this id: it is good for one page only"},

		// The message.
		{From: 100, Subcode: 1893061, Words: "Messenger no longer takes messages with this tag"},
		{From: 100, Subcode: 2018008, Words: file},
		{From: 100, Subcode: 2018047, Words: file},
		{From: 100, Subcode: 2018294, Words: file},
		{From: 3600, To: 3699, Words: file},
		{From: 100},

		// The account.
		{From: 10, Subcode: 1893063, Class: graph.Fault, Words: "Meta has restricted this page: it cannot send messages for now"},
		{From: 200, Subcode: 2018028, Class: graph.Fault, Words: "the Meta app is not live yet: it can write to its own developers only"},

		// Limits and the service.
		{From: 80006, Class: graph.Again, Scope: channels.ScopeInbox, Wait: 5 * time.Minute, Words: "Messenger takes no more messages from this page for now"},
		{From: 1200, Class: graph.Again, Words: "Messenger could not send it for the moment"},
	}
	return append(own, graph.Common()...)
}

// taggedTable is what the codes mean for a message under the HUMAN_AGENT tag:
// that permission may lack while all others are there, so the inbox goes on.
func taggedTable() graph.Table {
	const refused = "Messenger does not let this inbox write after 24 hours: Meta has to grant its app the Human Agent feature"
	return append(graph.Table{
		{From: 10, Class: graph.Fault, Words: refused},
		{From: 200, To: 299, Class: graph.Fault, Words: refused},
	}, errorTable()...)
}

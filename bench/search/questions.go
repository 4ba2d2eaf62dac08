package main

import (
	"github.com/google/uuid"

	"github.com/parleyhq/parley/conversation"
)

// question is one that is asked of the store.
type question struct {
	question string
	// text is what the other way looks for, "" if the other way is a scan.
	text string
	f    conversation.Filter
}

func questions() []question {
	const plain = "kasekuchle"
	all := conversation.ScopeMessages
	return []question{
		{"list", "", conversation.Filter{}},
		{"list, waiting longest", "", conversation.Filter{Sort: conversation.SortWaiting}},
		{"list, window closing", "", conversation.Filter{Sort: conversation.SortWindowClosing}},
		{"list of one agent", "", conversation.Filter{Place: conversation.PlaceMine, UserID: uuid.UUID(id("agent", 0)).String()}},
		{"list, inactive", "", conversation.Filter{Place: conversation.PlaceInactive}},
		{"filter by status", "", conversation.Filter{Status: conversation.Pending}},
		{"filter by label", "", conversation.Filter{Label: "refund"}},
		{"search latest, rare", rare, conversation.Filter{Query: rare}},
		{"search latest, without its accents", rare, conversation.Filter{Query: plain}},
		{"search latest, common", common, conversation.Filter{Query: common}},
		{"search messages, rare", rare, conversation.Filter{Query: rare, Scope: all}},
		{"search messages, without its accents", rare, conversation.Filter{Query: plain, Scope: all}},
		{"search messages, a word of its own", rare, conversation.Filter{Query: rare, Whole: true, Scope: all}},
		{"search messages, nowhere", "xyzzyx", conversation.Filter{Query: "xyzzyx", Scope: all}},
		{"search messages, now and then", sometimes, conversation.Filter{Query: sometimes, Scope: all}},
		{"search messages, common", common, conversation.Filter{Query: common, Scope: all}},
		{"search messages, two letters", "is", conversation.Filter{Query: "is", Scope: all}},
	}
}

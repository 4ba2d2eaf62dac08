package main

import (
	"github.com/google/uuid"

	"github.com/parleyhq/parley/conversation"
)

// question is one that is asked of the store.
type question struct {
	question string
	f        conversation.Filter
	// other is the same search the other way.
	other wording
}

func lists() []question {
	return []question{
		{question: "list"},
		{question: "list, waiting longest", f: conversation.Filter{Sort: conversation.SortWaiting}},
		{question: "list, window closing", f: conversation.Filter{Sort: conversation.SortWindowClosing}},
		{question: "list of one agent", f: conversation.Filter{Place: conversation.PlaceMine, UserID: uuid.UUID(id("agent", 0)).String()}},
		{question: "list, inactive", f: conversation.Filter{Place: conversation.PlaceInactive}},
		{question: "filter by status", f: conversation.Filter{Status: conversation.Pending}},
		{question: "filter by label", f: conversation.Filter{Label: "refund"}},
	}
}

func searches() []question {
	const plain = "kasekuchle"
	latest := func(what, query, other string) question {
		return question{"search latest, " + what, conversation.Filter{Query: query}, wording{other, true}}
	}
	messages := func(what, query, other string) question {
		return question{"search messages, " + what, conversation.Filter{Query: query, Scope: conversation.ScopeMessages}, wording{other, false}}
	}
	whole := messages("a word of its own", rare, rare)
	whole.f.Whole = true
	return []question{
		latest("rare", rare, rare),
		latest("without its accents", plain, rare),
		latest("common", common, common),
		messages("rare", rare, rare),
		messages("without its accents", plain, rare),
		whole,
		messages("nowhere", "xyzzyx", "xyzzyx"),
		messages("now and then", sometimes, sometimes),
		messages("common", common, common),
		messages("two letters", "is", "is"),
	}
}

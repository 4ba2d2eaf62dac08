package provider

import (
	"slices"
	"time"
)

// Time is when the provider says that the event happened, zero if it does not.
func (e Event) Time() time.Time {
	switch {
	case e.Message != nil:
		return e.Message.SentAt
	case e.Receipt != nil:
		return e.Receipt.At
	case e.Reaction != nil:
		return e.Reaction.At
	case e.Edit != nil:
		return e.Edit.At
	case e.Deletion != nil:
		return e.Deletion.At
	case e.Change != nil:
		return e.Change.At
	case e.Echo != nil:
		return e.Echo.SentAt
	case e.Consent != nil:
		return e.Consent.At
	case e.Template != nil:
		return e.Template.At
	case e.Unhandled != nil:
		return e.Unhandled.At
	default:
		return time.Time{}
	}
}

// Sort puts a batch into the order in which things happened. Events of the same
// instant keep theirs, and one without a time stays behind the one before it.
func Sort(events []Event) {
	type timed struct {
		at    time.Time
		event Event
	}
	var last time.Time
	order := make([]timed, len(events))
	for i, e := range events {
		if at := e.Time(); !at.IsZero() {
			last = at
		}
		order[i] = timed{last, e}
	}
	slices.SortStableFunc(order, func(a, b timed) int { return a.at.Compare(b.at) })
	for i, t := range order {
		events[i] = t.event
	}
}

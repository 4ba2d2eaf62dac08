package faq

import "slices"

// Type says in which part of a conversation an FAQ speaks.
type Type string

const (
	// Greeting answers a message that only says hello.
	Greeting Type = "greeting"
	// General answers a question about the business.
	General Type = "general"
	// Closing answers a message that only says thanks or goodbye.
	Closing Type = "closing"
	// Filler is sent when nothing else matched; it is never matched itself.
	Filler Type = "filler"
)

// Types returns every type in the order in which the dashboard lists them.
func Types() []Type { return []Type{Greeting, General, Closing, Filler} }

// Valid reports whether t is one of [Types].
func (t Type) Valid() bool { return slices.Contains(Types(), t) }

// Matched reports whether messages are compared with questions of this type.
func (t Type) Matched() bool { return t == Greeting || t == General || t == Closing }

// Status is where an FAQ stands between being written and being retired.
type Status string

const (
	// Draft is being written and never sent.
	Draft Status = "draft"
	// Active answers end users.
	Active Status = "active"
	// Archived is out of use and can be restored.
	Archived Status = "archived"
)

// Statuses returns every status in the order of an FAQ's life.
func Statuses() []Status { return []Status{Draft, Active, Archived} }

// Valid reports whether s is one of [Statuses].
func (s Status) Valid() bool { return slices.Contains(Statuses(), s) }

package faq

import (
	"slices"
	"time"
)

// Filter selects FAQs. Zero fields do not filter; archived FAQs are listed
// unless Status says otherwise.
type Filter struct {
	Status Status
	Type   Type
	Label  string
	// Query is found in the questions and the answer, accents and letter case
	// aside, as a substring.
	Query string
	Sort  Sort
	// Reverse turns the order round.
	Reverse bool
	// After is where the previous page ended, nil for the first page.
	After *ListKey
	// Limit is the number of FAQs on a page, at least 1.
	Limit int
}

// Sort is an order of FAQs.
type Sort string

const (
	// ByUpdated is the latest change first, also where no order is named.
	ByUpdated Sort = "updated"
	// ByCreated is the newest first.
	ByCreated Sort = "created"
	// ByQuestion is by the first question, accents and letter case aside.
	ByQuestion Sort = "question"
	// ByMatches is the one that answered most in the last 30 days first. Counts
	// grow while people turn pages, so an FAQ may be seen twice.
	ByMatches Sort = "matches"
)

// Sorts returns every order, the default one first.
func Sorts() []Sort { return []Sort{ByUpdated, ByCreated, ByQuestion, ByMatches} }

// Valid reports whether s is one of [Sorts].
func (s Sort) Valid() bool { return slices.Contains(Sorts(), s) }

// ListKey is where a page of FAQs ended: the id and what the order goes by, the
// others are zero.
type ListKey struct {
	UpdatedAt time.Time `json:"updated_at,omitzero"`
	CreatedAt time.Time `json:"created_at,omitzero"`
	Question  string    `json:"question,omitempty"`
	Matches   int       `json:"matches,omitempty"`
	ID        string    `json:"id"`
}

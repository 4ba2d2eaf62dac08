package faq

import "time"

// Filter selects FAQs. Zero fields do not filter; archived FAQs are listed
// unless Status says otherwise.
type Filter struct {
	Status Status
	Type   Type
	Label  string
	// Query is found in the questions and the answer, accents and letter case
	// aside, as a substring.
	Query string
	// After is where the previous page ended, nil for the first page.
	After *ListKey
	// Limit is the number of FAQs on a page, at least 1.
	Limit int
}

// ListKey is where a page of FAQs ended. Pages are newest change first.
type ListKey struct {
	UpdatedAt time.Time
	ID        string
}

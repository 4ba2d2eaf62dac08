package matcher

import "github.com/parleyhq/parley/faq"

// Candidate and Decision are domain types: the store, which knows nothing of
// matching, returns the one and keeps the other.
type (
	Candidate = faq.Candidate
	Decision  = faq.Decision
)

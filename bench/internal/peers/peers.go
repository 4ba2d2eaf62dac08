// Package peers are systems that answer from the same FAQs as Parley, to be
// measured beside it.
package peers

import (
	"time"

	"github.com/parleyhq/parley/bench/internal/accuracy"
)

// Answer is what a system says to a message, and how long it took.
type Answer struct {
	accuracy.Verdict
	Took time.Duration
}

// The names of the systems.
const (
	NodeNLP  = "node-nlp"
	Cosine   = "max cosine"
	Trigrams = "pg_trgm"
)

// Package responder is the domain of what may answer an end user by itself:
// FAQs, quick replies and fillers, the chain in which they are asked, and what
// they decided. It is pure: matching an FAQ belongs to matcher, which runs the
// chain.
package responder

import (
	"encoding/json"
	"slices"
)

// Step is a place in the chain.
type Step string

const (
	// StepFAQ answers what an FAQ knows.
	StepFAQ Step = "faq"
	// StepQuickReply sends the quick reply that is on.
	StepQuickReply Step = "quick_reply"
	// StepFiller sends a filler if nothing before it answered.
	StepFiller Step = "filler"
)

// Steps returns every step.
func Steps() []Step { return []Step{StepFAQ, StepQuickReply, StepFiller} }

// Order is the order in which the steps are asked: the first that answers wins,
// and one that is left out is off. An empty order is silence.
type Order []Step

// DefaultOrder is the order until somebody sets another.
func DefaultOrder() Order { return Order{StepFAQ, StepQuickReply} }

// Has reports whether the step is on.
func (o Order) Has(s Step) bool { return slices.Contains(o, s) }

// MarshalJSON writes a list, an empty one for an empty order.
func (o Order) MarshalJSON() ([]byte, error) {
	if o == nil {
		o = Order{}
	}
	return json.Marshal([]Step(o))
}

package matcher

import (
	"context"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
)

// NewDecidedChain returns a chain that embeds nothing and looks nothing up:
// decide says what the FAQs have to say to a burst, as [Judge.Decide] or
// [Judge.Again] does.
func NewDecidedChain(decide func(ctx context.Context, b responder.Burst) (Decision, error)) *Chain {
	return &Chain{match: func(ctx context.Context, b responder.Burst, _ faq.Serving) (Decision, []faq.Vector, error) {
		d, err := decide(ctx, b)
		return d, nil, err
	}}
}

// Again decides anew on what was compared for a decision, and returns what
// [Judge.Decide] of this judge would. The decision is one of a judge with the same
// training and the same source: the two may differ in threshold and margin only.
func (j *Judge) Again(d Decision) Decision {
	again := j.silent(d.Reason)
	again.Corrected = d.Corrected
	if d.Reason != faq.ReasonNoWords && d.Reason != faq.ReasonTooLong {
		decide(&again, d.Candidates)
	}
	return again
}

package matcher

import "github.com/parleyhq/parley/faq"

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

package responder

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/parleyhq/parley/faq"
)

// Decision is what the chain decided about a burst, with everything it was
// decided by. It holds no word of the burst, and is stored as JSON.
type Decision struct {
	// Answered says whether Answer may be sent; Step is then the step that
	// answered, else empty.
	Answered bool   `json:"answered"`
	Step     Step   `json:"step,omitempty"`
	Answer   string `json:"answer,omitempty"`
	// Reason is why it came out so, in one word.
	Reason faq.Reason `json:"reason"`
	Order  Order      `json:"order"`
	// FAQ is what the FAQs had to say, nil if they were not asked.
	FAQ *faq.Decision `json:"faq,omitempty"`
	// QuickReplies are the verdicts on all active ones, by position; empty if
	// they were not asked.
	QuickReplies []Verdict `json:"quick_replies,omitempty"`
	// QuickReplyID is the quick reply that answered, and PeriodStart the start
	// of the period it was on in, under which it counts as sent.
	QuickReplyID string    `json:"quick_reply_id,omitempty"`
	PeriodStart  time.Time `json:"period_start,omitzero"`
	// FillerID is the FAQ of type filler that answered.
	FillerID string `json:"filler_id,omitempty"`
	// Vectors are those of the burst's parts. They are kept beside the decision
	// so that it can be taken again, not in it.
	Vectors []faq.Vector `json:"-"`
	// At is [Burst.At].
	At time.Time `json:"at"`
}

// Validate returns an error that wraps [ErrNotANumber] or [ErrInconsistent] if
// the decision must not be acted upon: a score that is no number, an answer
// without the one step that gave it, a step that was not in the order.
func (d Decision) Validate() error {
	if d.FAQ != nil && !finite(*d.FAQ) {
		return ErrNotANumber
	}
	var contradiction string
	switch {
	case d.Answered && d.Answer == "":
		contradiction = "answered without an answer"
	case d.Answered && !d.Order.Has(d.Step):
		contradiction = "answered by a step that is off"
	case !d.Answered && (d.Step != "" || d.Answer != ""):
		contradiction = "not answered, with an answer"
	case d.Step == StepFAQ && (d.FAQ == nil || !d.FAQ.Answered || d.FAQ.Answer != d.Answer):
		contradiction = "answered by an FAQ that did not match"
	case (d.Step == StepQuickReply) != (d.QuickReplyID != ""):
		contradiction = "a quick reply without its id or the other way round"
	case (d.Step == StepFiller) != (d.FillerID != ""):
		contradiction = "a filler without its id or the other way round"
	default:
		return nil
	}
	return fmt.Errorf("%w: %s", ErrInconsistent, contradiction)
}

func finite(d faq.Decision) bool {
	numbers := []float64{d.Score, d.Threshold, d.Margin}
	if d.RunnerUp != nil {
		numbers = append(numbers, d.RunnerUp.Score)
	}
	for _, c := range d.Candidates {
		numbers = append(numbers, c.Score)
	}
	return !slices.ContainsFunc(numbers, func(n float64) bool { return math.IsNaN(n) || math.IsInf(n, 0) })
}

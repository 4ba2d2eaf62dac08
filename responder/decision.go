package responder

import (
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

package responder

import (
	"time"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/schedule"
)

// QuickReply is a message that sets the context of a conversation while it is
// on, typically outside business hours. A conversation gets it once in every period
// in which it is on; one that is always on has a single period.
type QuickReply struct {
	// ID is the quick reply's UUID in text form; empty until it is stored.
	ID   string
	Name string
	// Text is sent to the end user as it stands.
	Text string
	// Status is draft, active or archived, as that of an FAQ.
	Status faq.Status
	// Position orders quick replies: of several that are on, the lowest goes
	// first.
	Position  int
	When      schedule.When
	CreatedAt time.Time
	UpdatedAt time.Time
	// EditedBy is the id of the user who edited it last, empty for none.
	EditedBy string
	// Version grows with every edit.
	Version int64
}

// Verdict is what was found about one quick reply when a burst was looked at.
type Verdict struct {
	QuickReplyID string `json:"quick_reply_id"`
	Name         string `json:"name"`
	// Active says whether it was on at the burst's instant; PeriodStart and
	// PeriodEnd are the period it was on in, see [schedule.Period].
	Active      bool      `json:"active"`
	PeriodStart time.Time `json:"period_start,omitzero"`
	PeriodEnd   time.Time `json:"period_end,omitzero"`
	// Sent says that the conversation had it in this period already.
	Sent bool `json:"sent"`
	// Reason says in words why it was chosen or not.
	Reason string `json:"reason"`
}

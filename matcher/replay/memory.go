package replay

import (
	"time"

	"github.com/parleyhq/parley/responder"
)

// memory is what each conversation would have been sent.
type memory map[string]*sent

type sent struct {
	// periods holds the start of the period in which each quick reply was sent last.
	periods map[string]time.Time
	// ticket had the latest automatic message, and filler says that this was one.
	ticket int
	filler bool
}

// past returns what the chain is to know when it looks at a burst.
func (m memory) past(b responder.StoredBurst) responder.Past {
	s := m[b.ConversationID]
	if s == nil {
		return responder.Past{}
	}
	return responder.Past{Periods: s.periods, Filler: s.filler && s.ticket == b.Ticket}
}

// sent keeps what a burst was answered with.
func (m memory) sent(b responder.StoredBurst, d responder.Decision) {
	if !d.Answered {
		return
	}
	s := m[b.ConversationID]
	if s == nil {
		s = &sent{periods: make(map[string]time.Time)}
		m[b.ConversationID] = s
	}
	s.ticket, s.filler = b.Ticket, d.Step == responder.StepFiller
	if d.QuickReplyID != "" {
		s.periods[d.QuickReplyID] = d.PeriodStart
	}
}

package conversation

import "time"

// state works out from the facts what the implementation keeps in fields.
func (s *story) state() State {
	got := State{
		Cursor:          s.cursor,
		Status:          s.status(),
		Ticket:          s.ticket(),
		OwnerID:         s.owner(),
		LeaseUntil:      s.leaseEnd(),
		OwnerWroteAt:    s.ownerWroteAt(),
		PreviousOwnerID: s.previous(),
		WindowExpiresAt: s.windowEnd(),
		InactiveAt:      s.inactiveAt(),
	}
	if s.replied < len(s.arrivals) {
		got.WaitingSince = s.arrivals[s.replied].received
	}
	if n := len(s.mentions); n > 0 {
		got.CampaignID = s.mentions[n-1]
	}
	got.AnswerFrom, got.AnswerAt = s.burst()
	return got
}

func (s *story) status() Status {
	if len(s.turns) == 0 {
		return None
	}
	return s.turns[len(s.turns)-1].to
}

// ticket counts the tickets opened so far.
func (s *story) ticket() int {
	n := 0
	for _, t := range s.turns {
		if t.opens {
			n++
		}
	}
	return n
}

// holder is the present hold, nil when nobody has the conversation.
func (s *story) holder() *hold {
	if n := len(s.holds); n > 0 && !s.holds[n-1].over {
		return &s.holds[n-1]
	}
	return nil
}

func (s *story) owner() string {
	if h := s.holder(); h != nil {
		return h.agent
	}
	return ""
}

func (s *story) heldByAnother(user string) bool {
	h := s.holder()
	return h != nil && h.agent != user
}

// previous is whose hold ended last.
func (s *story) previous() string {
	for i := len(s.holds) - 1; i >= 0; i-- {
		if s.holds[i].over {
			return s.holds[i].agent
		}
	}
	return ""
}

func (s *story) leaseEnd() time.Time {
	if h := s.holder(); h != nil && !h.firm {
		return h.until
	}
	return time.Time{}
}

func (s *story) ownerWroteAt() time.Time {
	if h := s.holder(); h != nil && len(h.writes) > 0 {
		return h.writes[len(h.writes)-1]
	}
	return time.Time{}
}

// windowEnd is the latest window of all messages: one that a provider delivers
// late never shortens what an earlier one opened.
func (s *story) windowEnd() time.Time {
	var end time.Time
	for _, a := range s.arrivals {
		from := a.sent
		if from.IsZero() || from.After(a.received) {
			from = a.received
		}
		if to := from.Add(s.rules.Window); to.After(end) {
			end = to
		}
	}
	return end
}

// inactiveAt is the ticket deadline of the latest message, zero once passed.
func (s *story) inactiveAt() time.Time {
	if n := len(s.arrivals); n > s.lapsed {
		return s.arrivals[n-1].received.Add(s.rules.Window)
	}
	return time.Time{}
}

// fallsAsleep reports whether the end of the window changes the status.
func (s *story) fallsAsleep() bool {
	switch s.status() {
	case New, Active, Pending:
		return true
	case Resolved:
		return s.rules.InactiveIncludesResolved
	default:
		return false
	}
}

// burst returns the first seq that waits for a responder and when the burst has
// been quiet for long enough.
func (s *story) burst() (int64, time.Time) {
	var first int64
	var quiet time.Time
	for _, a := range s.arrivals[s.heeded:] {
		if !a.unheld {
			continue
		}
		if first == 0 {
			first = a.seq
		}
		quiet = a.received.Add(s.rules.Debounce)
	}
	return first, quiet
}

// deadline is the next instant at which something happens by itself.
func (s *story) deadline() time.Time {
	_, quiet := s.burst()
	due := []time.Time{s.leaseEnd(), quiet}
	if s.fallsAsleep() {
		due = append(due, s.inactiveAt())
	}
	var next time.Time
	for _, d := range due {
		if !d.IsZero() && (next.IsZero() || d.Before(next)) {
			next = d
		}
	}
	return next
}

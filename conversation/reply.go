package conversation

import "time"

// ReplyBlocked says why a free-form message of a user would be refused at the
// instant at, "" if it would be taken: what the row says of what the workflow
// decides by the same rules.
func (s Summary) ReplyBlocked(userID string, t Terms, at time.Time) Reason {
	if reason := s.heldAgainst(userID, at); reason != "" {
		return reason
	}
	return s.MaySend(t, at).Reason
}

// TemplateBlocked says why a template of a user would be refused.
func (s Summary) TemplateBlocked(userID string, t Terms, at time.Time) Reason {
	if reason := s.heldAgainst(userID, at); reason != "" {
		return reason
	}
	switch may := s.MaySend(t, at); {
	case may.Templates:
		return ""
	case may.Reason == ContactBlocked:
		return ContactBlocked
	default:
		return NoTemplates
	}
}

// MaySend is what an agent may send at the instant at, whoever holds the
// conversation.
func (s Summary) MaySend(t Terms, at time.Time) MaySend {
	if s.WindowExpiresAt.IsZero() && s.LastDirection != "" {
		// The first message is stored and not applied yet: the window is as good as
		// open.
		t.Window = 0
	}
	return t.MaySend(Window{ExpiresAt: s.WindowExpiresAt, Blocked: s.ContactBlocked}, ByAgent, at)
}

// heldAgainst says why a user may not write here at all. A row whose first message
// is stored and not applied yet has its ticket as good as opened.
func (s Summary) heldAgainst(userID string, at time.Time) Reason {
	state := State{Ticket: s.Ticket}
	if s.Ticket == 0 && s.LastDirection != "" {
		state.Ticket = 1
	}
	// A lease that has run out holds nothing, whether or not that is written down.
	lapsed := !s.LeaseUntil.IsZero() && !at.Before(s.LeaseUntil)
	if s.Owner != nil && !lapsed {
		state.OwnerID = s.Owner.ID
	}
	return state.heldAgainst(userID)
}

// mayWrite says why a user may not write to the end user at the instant at, ""
// if they may.
func (s State) mayWrite(r Rules, userID string, template bool, at time.Time) Reason {
	if reason := s.heldAgainst(userID); reason != "" {
		return reason
	}
	may := s.maySend(r, at)
	switch {
	case template && !may.Templates:
		return NoTemplates
	case template:
		return ""
	default:
		return may.Reason
	}
}

func (s State) heldAgainst(userID string) Reason {
	switch {
	case s.Ticket == 0:
		return NoTicket
	case s.OwnerID != "" && s.OwnerID != userID:
		return NotOwner
	default:
		return ""
	}
}

package conversation

import "time"

// ReplyBlocked says why a free-form message of a user would be refused at the
// instant at, "" if it would be taken: what the row says of what the workflow
// decides by the same rules. windowBlocks is the channel's policy. A row whose
// first message is stored and not applied yet has its ticket as good as opened.
func (s Summary) ReplyBlocked(userID string, windowBlocks bool, at time.Time) Reason {
	state := State{Ticket: s.Ticket, WindowExpiresAt: s.WindowExpiresAt}
	if s.Ticket == 0 && s.LastDirection != "" {
		state.Ticket = 1
	}
	if state.WindowExpiresAt.IsZero() {
		windowBlocks = false
	}
	// A lease that has run out holds nothing, whether or not that is written down.
	lapsed := !s.LeaseUntil.IsZero() && !at.Before(s.LeaseUntil)
	if s.Owner != nil && !lapsed {
		state.OwnerID = s.Owner.ID
	}
	return state.mayWrite(Rules{WindowBlocks: windowBlocks}, userID, at)
}

// mayWrite says why a user may not write to the end user at the instant at, ""
// if they may (DESIGN section 3, "Ownership").
func (s State) mayWrite(r Rules, userID string, at time.Time) Reason {
	switch {
	case s.Ticket == 0:
		return NoTicket
	case s.OwnerID != "" && s.OwnerID != userID:
		return NotOwner
	case !s.WindowOpen(r, at):
		return WindowClosed
	default:
		return ""
	}
}

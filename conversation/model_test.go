package conversation

import "time"

// story is an independent model of the state machine, written from the design
// and not from the code. It keeps facts and never changes one: who wrote when,
// who held the conversation, which statuses the ticket had. What the
// implementation stores, the story works out by looking back.
type story struct {
	rules    Rules
	arrivals []arrival
	holds    []hold
	turns    []turn
	// mentions are the campaigns of the tickets, "" where a ticket has none.
	mentions []string
	// lapsed counts the arrivals whose ticket deadline has passed.
	lapsed int
	// heeded counts the arrivals no responder has to look at any more.
	heeded int
	// replied counts the arrivals the end user no longer waits for.
	replied int
	cursor  int64
}

// arrival is a message of the end user; unheld says that it met a New ticket
// that nobody held.
type arrival struct {
	seq            int64
	received, sent time.Time
	unheld         bool
}

// hold is the time one user had the conversation, from the grant to its end.
type hold struct {
	agent string
	// until is when the claim lapses; firm holds do not.
	until  time.Time
	firm   bool
	over   bool
	writes []time.Time
}

// turn is a status the conversation got; opens marks the first of a ticket.
type turn struct {
	to    Status
	opens bool
}

// tell adds an event and returns the answer to it.
func (s *story) tell(e Event) Result {
	s.pass(instant(e))
	switch e := e.(type) {
	case UserMessage:
		s.cursor = e.Seq
		s.hear(e)
	case AgentMessage:
		s.cursor = e.Seq
		return s.write(e)
	case Claim:
		return s.claim(e)
	case Release:
		return s.release(e)
	case Transfer:
		return s.transfer(e)
	case SetStatus:
		return s.byHand(e.UserID, e.Admin, e.Status, e.Status == Resolved || e.Status == Inactive)
	case Close:
		r := s.byHand(e.UserID, e.Admin, e.Status, true)
		if r.Granted {
			s.heeded = len(s.arrivals)
		}
		return r
	case Answered:
		s.heeded = len(s.arrivals)
		if e.Replied {
			s.replied = len(s.arrivals)
		}
	}
	return s.answer("")
}

func (s *story) hear(e UserMessage) {
	s.arrivals = append(s.arrivals, arrival{seq: e.Seq, received: e.ReceivedAt, sent: e.SentAt})
	campaign := e.CampaignID != ""
	if campaign && !s.outlastsCampaign(e.ReceivedAt) {
		s.end()
	}
	switch status := s.status(); {
	case asleep(status):
		s.open(New, e.CampaignID)
	case campaign:
		s.mentions = append(s.mentions, e.CampaignID)
		s.turn(New)
	case status == Active:
		s.turn(Pending)
	}
	s.arrivals[len(s.arrivals)-1].unheld = s.status() == New && s.holder() == nil
}

// outlastsCampaign reports whether the present hold survives a campaign reply.
func (s *story) outlastsCampaign(at time.Time) bool {
	h := s.holder()
	if h == nil || !h.firm {
		return true
	}
	return len(h.writes) > 0 && at.Sub(h.writes[len(h.writes)-1]) <= s.rules.KeepOwner
}

func (s *story) write(e AgentMessage) Result {
	late := s.rules.WindowBlocks && !e.WrittenAt.Before(s.windowEnd().Add(s.rules.HumanSpan))
	switch {
	case s.ticket() == 0:
		return s.answer(NoTicket)
	case s.heldByAnother(e.AgentID):
		return s.answer(NotOwner)
	case e.Template && !s.rules.Templates:
		return s.answer(NoTemplates)
	case !e.Template && late:
		return s.answer(WindowClosed)
	case late && asleep(s.status()):
		return s.answer("") // a template that waits for its reply
	}
	s.hold(e.AgentID)
	h := s.holder()
	h.firm = true
	h.writes = append(h.writes, e.WrittenAt)
	s.replied = len(s.arrivals)
	if asleep(s.status()) {
		s.open(Active, "")
	} else {
		s.turn(Active)
	}
	return s.answer("")
}

func (s *story) claim(e Claim) Result {
	if s.ticket() == 0 {
		return s.answer(NoTicket)
	}
	if s.heldByAnother(e.UserID) {
		return s.answer(NotOwner)
	}
	s.hold(e.UserID)
	s.holder().until = e.At.Add(s.rules.Lease)
	return s.answer("")
}

func (s *story) release(e Release) Result {
	if s.heldByAnother(e.UserID) && !e.Admin {
		return s.answer(NotOwner)
	}
	s.end()
	return s.answer("")
}

func (s *story) transfer(e Transfer) Result {
	if s.ticket() == 0 {
		return s.answer(NoTicket)
	}
	if s.heldByAnother(e.UserID) && !e.Admin {
		return s.answer(NotOwner)
	}
	if s.heldByAnother(e.ToID) {
		s.end()
	}
	s.hold(e.ToID)
	s.holder().firm = true
	return s.answer("")
}

func (s *story) byHand(user string, admin bool, to Status, frees bool) Result {
	switch to {
	case New, Active, Pending, Resolved, Inactive:
	default:
		return s.answer(BadStatus)
	}
	if s.ticket() == 0 {
		return s.answer(NoTicket)
	}
	if s.heldByAnother(user) && !admin {
		return s.answer(NotOwner)
	}
	if frees {
		s.end()
	}
	s.turn(to)
	return s.answer("")
}

// pass lets every deadline up to now take effect, the earlier one first and the
// window before a lease that ends with it.
func (s *story) pass(now time.Time) {
	for {
		lease, inactive := s.leaseEnd(), s.inactiveAt()
		leaseDue := !lease.IsZero() && !lease.After(now)
		inactiveDue := !inactive.IsZero() && !inactive.After(now)
		switch {
		case inactiveDue && (!leaseDue || !inactive.After(lease)):
			falls := s.fallsAsleep()
			s.lapsed = len(s.arrivals)
			if falls {
				s.end()
				s.turn(Inactive)
			}
		case leaseDue:
			s.end()
		default:
			return
		}
	}
}

// hold gives the conversation to an agent unless they have it already.
func (s *story) hold(agent string) {
	if s.holder() == nil {
		s.holds = append(s.holds, hold{agent: agent})
		s.heeded = len(s.arrivals)
	}
}

func (s *story) end() {
	if h := s.holder(); h != nil {
		h.over = true
	}
}

func (s *story) open(to Status, campaign string) {
	s.turn(to)
	s.turns[len(s.turns)-1].opens = true
	s.mentions = append(s.mentions, campaign)
}

func (s *story) turn(to Status) {
	s.turns = append(s.turns, turn{to: to})
	if to != New {
		s.heeded = len(s.arrivals)
	}
	if asleep(to) {
		s.replied = len(s.arrivals)
	}
}

func (s *story) answer(refusal Reason) Result {
	return Result{Granted: refusal == "", OwnerID: s.owner(), Status: s.status(), Reason: refusal}
}

func asleep(s Status) bool { return s == None || s == Resolved || s == Inactive }

// instant is when an event happened.
func instant(e Event) time.Time {
	switch e := e.(type) {
	case UserMessage:
		return e.ReceivedAt
	case AgentMessage:
		return e.WrittenAt
	case Claim:
		return e.At
	case Release:
		return e.At
	case Transfer:
		return e.At
	case SetStatus:
		return e.At
	case Close:
		return e.At
	case Answered:
		return e.At
	case TimePassed:
		return e.At
	}
	panic("an event without an instant")
}

package conversation

import "time"

// Terms are what a channel allows in time, as data: how long after somebody's
// latest message one may write to them, and how fast.
type Terms struct {
	// Window is how long after the person's latest message anything may be sent,
	// 0 for at any time.
	Window time.Duration
	// HumanWindow is how long people, but not programs, may write; 0 means no
	// longer than Window.
	HumanWindow time.Duration
	// Templates says that approved templates may be sent at any time.
	Templates bool
	// Pace bounds the messages to one person.
	Pace Pace
}

// Window is how things stand with one person.
type Window struct {
	// ExpiresAt is the end of the send window, zero while they have never written.
	ExpiresAt time.Time
	// Blocked says that they blocked the account: nothing reaches them.
	Blocked bool
}

// MaySend is what may be sent to somebody at an instant.
type MaySend struct {
	// FreeForm says that any message may be sent, Templates that an approved one.
	FreeForm  bool
	Templates bool
	// HumanOnly says that free-form messages are taken from people only: the
	// channel has to be told that one wrote it.
	HumanOnly bool
	// Until is when this changes by itself, zero if only a message of the person
	// changes it.
	Until time.Time
	// Reason says why no free-form message may be sent, "" if one may.
	Reason Reason
}

// MaySend is the one rule of what may be sent and when: the API refuses early by
// it, the workflow decides by it, and it is looked at once more before the
// provider is called. Programs never write in the span that a channel grants to
// people, and the autoresponder never sends a template.
func (t Terms) MaySend(w Window, by Author, at time.Time) MaySend {
	if w.Blocked {
		return MaySend{Reason: ContactBlocked}
	}
	may := MaySend{Templates: t.Templates && by != ByAuto}
	humanEnd := w.ExpiresAt.Add(t.humanSpan())
	switch {
	case t.Window == 0:
		may.FreeForm = true
	case at.Before(w.ExpiresAt):
		may.FreeForm, may.Until = true, w.ExpiresAt
	case by == ByAgent && !w.ExpiresAt.IsZero() && at.Before(humanEnd):
		may.FreeForm, may.HumanOnly, may.Until = true, true, humanEnd
	default:
		may.Reason = WindowClosed
	}
	return may
}

// Words says to people why a free-form message is refused, "" if it is not.
func (m MaySend) Words() string {
	switch {
	case m.Reason == ContactBlocked:
		return "The person has blocked this account: nothing reaches them until they write again."
	case m.Reason == "":
		return ""
	case m.Templates:
		return "The time for free-form messages is over: until the person writes again, only a template can be sent."
	default:
		return "The time for messages is over: nothing can be sent until the person writes again."
	}
}

// humanSpan is how much longer people may write than programs.
func (t Terms) humanSpan() time.Duration { return max(0, t.HumanWindow-t.Window) }

// ClosedNow is the latest end that a window can have had of which the provider
// says now that it is over, for a message that was sent as may says.
func (t Terms) ClosedNow(may MaySend, now time.Time) time.Time {
	if may.HumanOnly {
		return now.Add(-t.humanSpan())
	}
	return now
}

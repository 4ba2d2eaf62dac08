package conversation

import "time"

// Status is a ticket status. What changes it is the table in docs/architecture.md,
// "The states of a ticket".
type Status string

// The five ticket statuses, and None for a conversation without a ticket yet.
const (
	None     Status = ""
	New      Status = "new"
	Active   Status = "active"
	Pending  Status = "pending"
	Resolved Status = "resolved"
	Inactive Status = "inactive"
)

// Valid reports whether s is one of the five ticket statuses.
func (s Status) Valid() bool {
	switch s {
	case New, Active, Pending, Resolved, Inactive:
		return true
	default:
		return false
	}
}

// ended reports whether the next message opens a new ticket.
func (s Status) ended() bool { return s == None || s == Resolved || s == Inactive }

// State is what a conversation's workflow knows: the durable form is the row in
// Postgres, a run starts from it and writes it back by compare-and-set on
// Version. It holds ids and instants only, never a customer's words or names.
// Instants are UTC; a zero instant means "none".
type State struct {
	ID      string `json:"id"`
	InboxID string `json:"inbox_id"`
	Version int64  `json:"version"`
	// Cursor is the seq of the last mailbox row that was applied.
	Cursor int64  `json:"cursor"`
	Status Status `json:"status"`
	// Ticket is the number of the current ticket, 0 before the first.
	Ticket int `json:"ticket"`

	// OwnerID is the user who alone may write, "" when nobody holds the ticket.
	OwnerID string `json:"owner_id,omitempty"`
	// LeaseUntil is when a claim without a message lapses; zero once a message
	// was sent or the ticket was transferred.
	LeaseUntil time.Time `json:"lease_until,omitzero"`
	// OwnerWroteAt is when the owner last sent a message in this ticket.
	OwnerWroteAt time.Time `json:"owner_wrote_at,omitzero"`
	// PreviousOwnerID is the last owner there was before the present one.
	PreviousOwnerID string `json:"previous_owner_id,omitempty"`
	// CampaignID is the campaign the current ticket replied to.
	CampaignID string `json:"campaign_id,omitempty"`

	// WindowExpiresAt is the end of the send window: provider time of the latest
	// user message plus the window. From this instant on it is closed.
	WindowExpiresAt time.Time `json:"window_expires_at,omitzero"`
	// InactiveAt is when the ticket falls Inactive, zero once that deadline has
	// passed for the latest user message.
	InactiveAt time.Time `json:"inactive_at,omitzero"`

	// WaitingSince is when the oldest message nobody has replied to was
	// received, zero while the end user is not waiting.
	WaitingSince time.Time `json:"waiting_since,omitzero"`

	// AnswerFrom is the first seq of the burst no responder has looked at yet,
	// 0 when there is none; AnswerAt is the end of its debounce.
	AnswerFrom int64     `json:"answer_from,omitempty"`
	AnswerAt   time.Time `json:"answer_at,omitzero"`
}

// Rules are the settings Apply works by. They reach a workflow through the
// result of a local activity, never from its environment, so that a replay sees
// what the run saw.
type Rules struct {
	// Window is how long after a user message free-form messages may be sent,
	// and after which the ticket falls Inactive (24 h).
	Window time.Duration `json:"window"`
	// Lease is how long a claim holds without a message (5 min).
	Lease time.Duration `json:"lease"`
	// Debounce is how long a burst must be quiet before it is answered (800 ms).
	Debounce time.Duration `json:"debounce"`
	// KeepOwner is how recently an owner must have written to keep the
	// conversation when the user replies to a campaign (30 min).
	KeepOwner time.Duration `json:"keep_owner"`
	// Settle is how long a sleeping conversation's run stays open, so that no
	// signal lands in the task that completes it; 0 for 5 s.
	Settle time.Duration `json:"settle,omitempty"`
	// InactiveIncludesResolved makes Resolved tickets fall Inactive, too.
	InactiveIncludesResolved bool `json:"inactive_includes_resolved,omitempty"`
	// WindowBlocks says that the channel takes no free-form message once the
	// send window is over (WhatsApp, Messenger; not webhooks).
	WindowBlocks bool `json:"window_blocks,omitempty"`
	// HumanSpan is how much longer the channel takes what people write, and
	// Templates says that it takes approved templates at any time.
	HumanSpan time.Duration `json:"human_span,omitempty"`
	Templates bool          `json:"templates,omitempty"`
	// Pace bounds the messages to the end user.
	Pace Pace `json:"pace,omitzero"`
	// RemoteEmbedder says that matching calls another machine: it then runs as
	// a regular activity, not as a local one.
	RemoteEmbedder bool `json:"remote_embedder,omitempty"`
}

// For returns the rules for an inbox with these terms. A channel's window that is
// shorter than the deployment's counts.
func (r Rules) For(t Terms) Rules {
	r.WindowBlocks = t.Window > 0
	if r.WindowBlocks {
		r.Window = min(r.Window, t.Window)
	}
	r.HumanSpan, r.Templates, r.Pace = t.humanSpan(), t.Templates, t.Pace
	return r
}

// terms are those that the rules were made for.
func (r Rules) terms() Terms {
	t := Terms{Templates: r.Templates, Pace: r.Pace}
	if r.WindowBlocks {
		t.Window = max(r.Window, 1)
		t.HumanWindow = t.Window + r.HumanSpan
	}
	return t
}

// MayAnswer reports whether an automatic reply may be sent: only while the
// ticket is New and nobody holds it: who has an agent is talked to by them alone.
func (s State) MayAnswer() bool { return s.Status == New && s.OwnerID == "" }

// WindowOpen reports whether anybody may send free-form messages at the instant
// at.
func (s State) WindowOpen(r Rules, at time.Time) bool {
	return !r.WindowBlocks || at.Before(s.WindowExpiresAt)
}

// maySend is what an agent may send at the instant at.
func (s State) maySend(r Rules, at time.Time) MaySend {
	return r.terms().MaySend(Window{ExpiresAt: s.WindowExpiresAt}, ByAgent, at)
}

// Deadline returns the next instant at which the state changes by itself, zero
// when only a message or a person can change it: the conversation then sleeps.
func (s State) Deadline(r Rules) time.Time {
	var next time.Time
	earlier := func(t time.Time) {
		if !t.IsZero() && (next.IsZero() || t.Before(next)) {
			next = t
		}
	}
	earlier(s.LeaseUntil)
	if s.falls(r) {
		earlier(s.InactiveAt)
	}
	if s.AnswerFrom != 0 {
		earlier(s.AnswerAt)
	}
	return next
}

// falls reports whether the end of the window changes the status.
func (s State) falls(r Rules) bool {
	switch s.Status {
	case New, Active, Pending:
		return true
	case Resolved:
		return r.InactiveIncludesResolved
	default:
		return false
	}
}

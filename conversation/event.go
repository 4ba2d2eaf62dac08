package conversation

import "time"

// Event is something that happens to a conversation; Apply says what it
// changes.
type Event interface {
	// at is when it happened: time passes up to that instant first.
	at() time.Time
}

// UserMessage is a message of the end user, read from the mailbox.
type UserMessage struct {
	Seq        int64
	ReceivedAt time.Time
	// SentAt is the provider's time, zero if unknown. One that lies after
	// ReceivedAt counts as ReceivedAt.
	SentAt time.Time
	// CampaignID names the campaign this message replies to, "" for none; it
	// was resolved when the message was stored.
	CampaignID string
}

// AgentMessage is a message an agent wrote, read from the mailbox: accepted or
// refused here, whatever the API said before.
type AgentMessage struct {
	Seq       int64
	MessageID string
	AgentID   string
	// Template says that it is an approved template, not a free-form message.
	Template  bool
	WrittenAt time.Time
}

// Claim asks for the conversation on behalf of a user.
type Claim struct {
	UserID string
	At     time.Time
}

// Release gives the conversation back. Admin allows releasing another's.
type Release struct {
	UserID string
	Admin  bool
	At     time.Time
}

// Transfer hands the conversation to another user. Admin allows handing over
// another's.
type Transfer struct {
	UserID string
	ToID   string
	Admin  bool
	At     time.Time
}

// SetStatus sets a ticket status by hand.
type SetStatus struct {
	UserID string
	Status Status
	Admin  bool
	At     time.Time
}

// Close leaves the ticket in Status and gives the conversation back ("Assign
// and close").
type Close struct {
	UserID string
	Status Status
	Admin  bool
	At     time.Time
}

// Answered says that the responders have dealt with the burst from AnswerFrom
// on: Replied with a message, or in silence.
type Answered struct {
	Replied bool
	At      time.Time
}

// TimePassed says that it is now At.
type TimePassed struct {
	At time.Time
}

func (e UserMessage) at() time.Time  { return e.ReceivedAt }
func (e AgentMessage) at() time.Time { return e.WrittenAt }
func (e Claim) at() time.Time        { return e.At }
func (e Release) at() time.Time      { return e.At }
func (e Transfer) at() time.Time     { return e.At }
func (e SetStatus) at() time.Time    { return e.At }
func (e Close) at() time.Time        { return e.At }
func (e Answered) at() time.Time     { return e.At }
func (e TimePassed) at() time.Time   { return e.At }

package campaign

import (
	"time"

	"github.com/parleyhq/parley/conversation"
)

// MessageState is where a message of a campaign is: queued and the two below
// until its attempt is recorded, then what conversation.MessageState says.
type MessageState string

// The states that only messages of campaigns have.
const (
	// Skipped: its recipient wanted none by the time it was due.
	Skipped MessageState = "skipped"
	// Withdrawn: it or its campaign was cancelled before it was due.
	Withdrawn MessageState = "cancelled"
)

// Message is one message of a campaign to one person.
type Message struct {
	ID       string
	Position int64
	Contact  conversation.Person
	// Address is what the inbox knows them by, "" if it does not any more.
	Address string
	State   MessageState
	Reason  string
	Values  map[string]string
	// DueAt is when it may go, SentAt when it went.
	DueAt  time.Time
	SentAt time.Time
	// RepliedAt is when the person first replied to the campaign, zero for not yet.
	RepliedAt time.Time
	// ConversationID is the thread it is shown in, "" until there is one.
	ConversationID string
	ExternalID     string
	CreatedAt      time.Time
}

// MessageFilter selects messages of a campaign.
type MessageFilter struct {
	State MessageState
	// After is the position of the last message of the page before.
	After int64
	Limit int
}

// Counts says how many messages of a campaign are in each state: they add up to
// Total. Replied counts people who wrote back, Resolved those of them whose ticket
// is resolved.
type Counts struct {
	Total     int
	Queued    int
	Sending   int
	Sent      int
	Delivered int
	Read      int
	Failed    int
	Unknown   int
	Skipped   int
	Cancelled int
	Replied   int
	Resolved  int
}

// Package campaign is the domain of messages that the brand begins: a template
// with parameters, who gets it and when, and what becomes of each message. A
// campaign never creates a conversation: that begins with the person's reply. It
// is pure.
package campaign

import (
	"time"

	"github.com/parleyhq/parley/conversation"
)

// Campaign is a template that is sent to many people, at once or one by one.
type Campaign struct {
	ID   string
	Name string
	// Labels are put onto the ticket of whoever replies.
	Labels  []string
	InboxID string
	// Channel is the inbox's.
	Channel  conversation.Channel
	Template Template
	// Transactional says that it tells people what they have to know, such as the
	// gate of their flight, and so reaches those too who opted out.
	Transactional bool
	Status        Status
	// Problem says in words why it stands still by itself, "" while it does not.
	Problem string
	// EditedBy wrote it last, recipients included, and LaunchedBy let it go: user
	// ids, "" for an API key.
	EditedBy   string
	LaunchedBy string
	LaunchedAt time.Time
	ArchivedAt time.Time
	Version    int64
	CreatedAt  time.Time
	UpdatedAt  time.Time
}

// Filter selects campaigns.
type Filter struct {
	Status Status
	Label  string
	// Query is part of the name.
	Query string
	// Archived selects the archived ones instead of the others.
	Archived bool
	// After is the last campaign of the page before, "" for the first page.
	After string
	Limit int
}

// Sending is what the workers need to know of a campaign to send its messages.
type Sending struct {
	Campaign
	Inbox conversation.Inbox
}

// Turn says why there is no message to send now.
type Turn struct {
	// NextAt is when there may be one again, zero if none is waiting.
	NextAt time.Time
	// Paced says that the inbox's rate is the reason, and not the messages.
	Paced bool
	// Held says in words what keeps the whole campaign, "" for nothing.
	Held string
}

package conversation

import "time"

// MessageState is where a message is on its way.
type MessageState string

// The states of a message. Inbound ones are received. Outbound ones begin as
// queued; sent, delivered and read only ever move forward.
const (
	MessageReceived  MessageState = "received"
	MessageNote      MessageState = "note"
	MessageQueued    MessageState = "queued"
	MessageSending   MessageState = "sending"
	MessageSent      MessageState = "sent"
	MessageDelivered MessageState = "delivered"
	MessageRead      MessageState = "read"
	// MessageFailed: the provider refused it, Reason says why.
	MessageFailed MessageState = "failed"
	// MessageRefused: the workflow refused it, its text is the agent's draft.
	MessageRefused MessageState = "refused"
	// MessageUnknown: nobody knows whether it went out; it is not sent again.
	MessageUnknown MessageState = "unknown"
	// MessageDropped: an automatic reply that an agent was faster than.
	MessageDropped MessageState = "dropped"
)

// Message is one row of a conversation's history.
type Message struct {
	ID             string
	Position       int64
	ConversationID string
	// Seq is the mailbox order, 0 for automatic replies, campaign sends, notes.
	Seq         int64
	Direction   Direction
	Author      Author
	AgentID     string
	AgentName   string
	Private     bool
	ExternalID  string
	Kind        Kind
	Text        string
	Attachments []Attachment
	Content     Content
	// Template is what was sent instead of a text, nil for all else.
	Template *Template
	// ReplyTo is the channel's id of the message that this one quotes, ReplyToID
	// ours, "" if that message is not known here.
	ReplyTo    string
	ReplyToID  string
	CampaignID string
	State      MessageState
	// Reason says in words why it failed or was refused, or what is special about
	// it; FailureCode is the provider's number for it, 0 if there is none.
	Reason      string
	FailureCode int
	DecisionID  string
	// Corrected is the user who found this automatic answer wrong, nil if nobody
	// did.
	Corrected *Person
	// Mentions are the users who are named in a note.
	Mentions  []Person
	Reactions []Reaction
	// Former are earlier wordings, the earliest first.
	Former []Wording
	// SentAt is the provider's time of an inbound message and the time an
	// outbound one left; zero if unknown.
	SentAt    time.Time
	CreatedAt time.Time
	// DeliveredAt and ReadAt are the provider's times, zero while it has not said
	// so. A provider may leave out the first when both happen at once.
	DeliveredAt time.Time
	ReadAt      time.Time
	EditedAt    time.Time
	// DeletedAt is when its sender took it back: its text and files are gone.
	DeletedAt time.Time
}

// Reaction is an emoji on a message.
type Reaction struct {
	// Author is ByContact, or ByAgent for the brand.
	Author Author    `json:"author"`
	Emoji  string    `json:"emoji"`
	At     time.Time `json:"at"`
}

// Wording is what an edited message said until At.
type Wording struct {
	Text string    `json:"text"`
	At   time.Time `json:"at"`
}

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
	Text        string
	Attachments []Attachment
	ReplyTo     string
	CampaignID  string
	State       MessageState
	Reason      string
	DecisionID  string
	// SentAt is the provider's time of an inbound message and the time an
	// outbound one left; zero if unknown.
	SentAt    time.Time
	CreatedAt time.Time
}

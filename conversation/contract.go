package conversation

import (
	"strings"
	"time"
)

// The public contract between Parley and whoever talks to its workflows with a
// Temporal SDK (docs/signals.md). Names and JSON never change meaning; new
// fields are optional.
const (
	// WorkflowType is the type of the conversation workflow.
	WorkflowType = "Conversation"
	// TaskQueue serves its workflow and activity tasks.
	TaskQueue = "conversations"

	// SignalInboundMessage tells of a message of the end user.
	SignalInboundMessage = "inbound-message"
	// SignalAgentMessage tells of a message an agent wrote.
	SignalAgentMessage = "agent-message"

	// The updates: each takes an UpdateRequest and returns a Result.
	UpdateClaim     = "claim"
	UpdateRelease   = "release"
	UpdateTransfer  = "transfer"
	UpdateSetStatus = "set-status"
	UpdateClose     = "close"

	// QueryState returns the State.
	QueryState = "state"
)

// The search attributes, all Keyword. They are upserted when the status
// changes, never per message.
const (
	AttributeStatus   = "TicketStatus"
	AttributeAgent    = "AgentId"
	AttributeInbox    = "InboxId"
	AttributeCampaign = "CampaignId"
)

// WorkflowID is the id of a conversation's workflow, the same for every run.
func WorkflowID(conversationID string) string { return workflowIDPrefix + conversationID }

const workflowIDPrefix = "conversation/"

// FromWorkflowID returns the conversation a workflow id names, or "" if it names
// none. The id must be in its canonical form: Postgres would take others for the
// same row, and two workflows would own it.
func FromWorkflowID(workflowID string) string {
	id, ok := strings.CutPrefix(workflowID, workflowIDPrefix)
	if !ok || !IsUUID(id) {
		return ""
	}
	return id
}

// Start is the argument of the workflow. It may be empty: the workflow id says
// which conversation it is. What it does say is checked against that id, so that
// a service that computed the wrong one is told at once.
type Start struct {
	ConversationID string        `json:"conversation_id,omitempty"`
	InboxID        string        `json:"inbox_id,omitempty"`
	Contact        *StartContact `json:"contact,omitempty"`
	// Carried is what a run hands to the next one of the same waking period.
	Carried *Carried `json:"carried,omitempty"`
}

// StartContact names the end user a service starts a conversation for.
type StartContact struct {
	ExternalID string `json:"external_id"`
	// Name is for people who read the history; messages carry the name that counts.
	Name string `json:"name,omitempty"`
}

// Fits reports whether the start argument speaks of the conversation with this
// id, or of none.
func (s Start) Fits(id string) bool {
	if s.ConversationID != "" && s.ConversationID != id {
		return false
	}
	return s.InboxID == "" || s.Contact == nil || ID(s.InboxID, s.Contact.ExternalID) == id
}

// Carried is handed over by continue-as-new: all a run knows.
type Carried struct {
	State  State      `json:"state"`
	Rules  Rules      `json:"rules"`
	Outbox []Outgoing `json:"outbox,omitempty"`
	// Inbound and Agent are by-value signals that are not in the mailbox yet,
	// Dropped the problems of others that are not in the audit trail yet.
	Inbound []InboundSignal `json:"inbound,omitempty"`
	Agent   []AgentSignal   `json:"agent,omitempty"`
	Dropped []Reason        `json:"dropped,omitempty"`
	// Booked is until when the pace to the end user is used up.
	Booked time.Time `json:"booked,omitzero"`
	// Runs counts the runs of this waking period.
	Runs int `json:"runs"`
}

// InboundSignal is the payload of inbound-message. As a doorbell it carries
// MessageID and Seq, nothing else; by value it carries the message, without
// Seq.
type InboundSignal struct {
	MessageID string `json:"message_id,omitempty"`
	Seq       int64  `json:"seq,omitempty"`

	ID          string       `json:"id,omitempty"`
	InboxID     string       `json:"inbox_id,omitempty"`
	From        *Sender      `json:"from,omitempty"`
	Text        string       `json:"text,omitempty"`
	Attachments []Attachment `json:"attachments,omitempty"`
	SentAt      time.Time    `json:"sent_at,omitzero"`
	ReplyTo     string       `json:"reply_to,omitempty"`
	CampaignID  string       `json:"campaign_id,omitempty"`

	// malformed says that the payload could not be read.
	malformed bool
}

// Doorbell reports whether the signal only rings: the message is in the
// mailbox already.
func (s InboundSignal) Doorbell() bool { return s.Seq > 0 }

// AgentSignal is the payload of agent-message: a doorbell with MessageID and
// Seq, or by value from a service that acts for an agent.
type AgentSignal struct {
	MessageID string `json:"message_id,omitempty"`
	Seq       int64  `json:"seq,omitempty"`

	ID          string       `json:"id,omitempty"`
	AgentID     string       `json:"agent_id,omitempty"`
	Text        string       `json:"text,omitempty"`
	Attachments []Attachment `json:"attachments,omitempty"`

	// malformed says that the payload could not be read.
	malformed bool
}

// Doorbell reports whether the signal only rings.
func (s AgentSignal) Doorbell() bool { return s.Seq > 0 }

// Sender is the end user as the channel knows them.
type Sender struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
}

// Attachment is a file of a message: by an address, by the provider's handle, or
// stored here.
type Attachment struct {
	// ID is that of the stored file, "" if there is none.
	ID string `json:"id,omitempty"`
	// URL is where the sender or the provider says the file is. A provider's may
	// need the account's token, and expires.
	URL  string `json:"url"`
	Name string `json:"name,omitempty"`
	// MIME is what the sender's app said. It decides nothing.
	MIME string `json:"mime,omitempty"`
	// Size in bytes, 0 if unknown.
	Size int64 `json:"size,omitempty"`
	// Kind is how it was sent: image, video, audio, voice, document, sticker; ""
	// if the channel does not tell them apart.
	Kind Kind `json:"kind,omitempty"`
	// MediaID is the provider's handle, which works for a limited time.
	MediaID string `json:"media_id,omitempty"`
	// SHA256 of the content in hexadecimal, "" if the provider gives none.
	SHA256 string `json:"sha256,omitempty"`
	// State is where a file of an end user is on its way into the store, "" for one
	// that is nothing but its address. Problem says in words why it failed.
	State   FileState `json:"state,omitempty"`
	Problem string    `json:"problem,omitempty"`
}

// UpdateRequest is the argument of every update. UserID acts; ToID is the
// receiver of a transfer; Status is for set-status and close.
type UpdateRequest struct {
	UserID string `json:"user_id"`
	ToID   string `json:"to_id,omitempty"`
	Status Status `json:"status,omitempty"`
	// Admin says that the API found UserID to be an admin, who may manage what
	// others hold.
	Admin bool `json:"admin,omitempty"`
}

package conversation

import "time"

// Reason says in one word why something was refused.
type Reason string

// The reasons of refusals.
const (
	// NotOwner: another user holds the conversation.
	NotOwner Reason = "not_owner"
	// WindowClosed: the channel takes no free-form message any more.
	WindowClosed Reason = "window_closed"
	// ContactBlocked: the end user has blocked the account.
	ContactBlocked Reason = "contact_blocked"
	// NoTemplates: the channel has no templates.
	NoTemplates Reason = "no_templates"
	// NoTicket: the end user has not written yet, so there is no ticket.
	NoTicket Reason = "no_ticket"
	// BadStatus: not one of the five ticket statuses.
	BadStatus Reason = "bad_status"
	// UnknownUser: there is no such user, or none who may take conversations.
	UnknownUser Reason = "unknown_user"
	// UnknownConversation: there is no such conversation.
	UnknownConversation Reason = "unknown_conversation"
	// Malformed: a signal's payload cannot be read.
	Malformed Reason = "malformed"
	// Incomplete: a by-value signal lacks an id, its inbox or who sent it.
	Incomplete Reason = "incomplete"
	// TooLong: an id of a by-value signal is longer than MaxID.
	TooLong Reason = "too_long"
	// WrongSender: a by-value signal came to another sender's conversation.
	WrongSender Reason = "wrong_sender"
	// NotStored: the mailbox refused a by-value signal, as for an unknown inbox.
	NotStored Reason = "not_stored"
)

// Result is the answer to an update and the fate of an agent's message. It
// names users by id only; the API adds names.
type Result struct {
	Granted bool   `json:"granted"`
	OwnerID string `json:"owner_id,omitempty"`
	Status  Status `json:"status,omitempty"`
	Reason  Reason `json:"reason,omitempty"`
}

// RecordType names an entry of the audit trail.
type RecordType string

// The entries of the audit trail.
const (
	TicketOpened   RecordType = "ticket_opened"
	StatusChanged  RecordType = "status_changed"
	Claimed        RecordType = "claimed"
	Released       RecordType = "released"
	Transferred    RecordType = "transferred"
	RefusedMessage RecordType = "message_refused"
	ResentMessage  RecordType = "message_resent"
	SettledMessage RecordType = "message_settled"
	CampaignReply  RecordType = "campaign_reply"
	SignalDropped  RecordType = "signal_dropped"
	// Merged: another conversation turned out to be with the same person, and is
	// part of this one now.
	Merged RecordType = "merged"
	// CorrectedAnswer: an agent found that an automatic answer was wrong, and
	// WithdrawnCorrection that it was right after all.
	CorrectedAnswer     RecordType = "answer_corrected"
	WithdrawnCorrection RecordType = "correction_withdrawn"
)

// Cause says what made a Released or StatusChanged entry.
type Cause string

// The causes of entries.
const (
	ByUserMessage  Cause = "user_message"
	ByAgentMessage Cause = "agent_message"
	ByHand         Cause = "by_hand"
	ByClose        Cause = "close"
	ByRelease      Cause = "release"
	ByTransfer     Cause = "transfer"
	ByLapse        Cause = "lease_lapsed"
	ByWindowEnd    Cause = "window_ended"
	ByCampaign     Cause = "campaign_reply"
)

// Record is one entry of a conversation's audit trail: what changed, when, by
// whom and why.
type Record struct {
	Type    RecordType `json:"type"`
	At      time.Time  `json:"at"`
	Ticket  int        `json:"ticket"`
	ActorID string     `json:"actor_id,omitempty"`
	Cause   Cause      `json:"cause,omitempty"`
	From    Status     `json:"from,omitempty"`
	To      Status     `json:"to,omitempty"`
	// OwnerID is whose hold began or ended.
	OwnerID    string `json:"owner_id,omitempty"`
	CampaignID string `json:"campaign_id,omitempty"`
	MessageID  string `json:"message_id,omitempty"`
	Reason     Reason `json:"reason,omitempty"`
	// ConversationID is the one that was merged.
	ConversationID string `json:"conversation_id,omitempty"`
	// DecisionID is the one an agent judged.
	DecisionID string `json:"decision_id,omitempty"`
}

// Outcome is what an event led to beside the new state.
type Outcome struct {
	Result  Result
	Records []Record
}

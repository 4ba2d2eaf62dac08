package conversation

import "time"

// Direction says which way a message went.
type Direction string

// The directions of a message.
const (
	In  Direction = "in"
	Out Direction = "out"
)

// Author says who made a message.
type Author string

// The authors of messages.
const (
	ByContact      Author = "contact"
	ByAgent        Author = "agent"
	ByAuto         Author = "auto"
	ByCampaignSend Author = "campaign"
)

// Entry is what the workflow reads of a mailbox row: ids and instants, no text
// and no external id.
type Entry struct {
	Seq        int64  `json:"seq"`
	MessageID  string `json:"message_id"`
	Author     Author `json:"author"`
	AgentID    string `json:"agent_id,omitempty"`
	CampaignID string `json:"campaign_id,omitempty"`
	// Template says that an agent sends an approved template.
	Template bool      `json:"template,omitempty"`
	At       time.Time `json:"at"`
	SentAt   time.Time `json:"sent_at,omitzero"`
}

// Event returns what the entry means to the state machine.
func (e Entry) Event() Event {
	if e.Author == ByAgent {
		return AgentMessage{
			Seq: e.Seq, MessageID: e.MessageID, AgentID: e.AgentID, Template: e.Template, WrittenAt: e.At,
		}
	}
	return UserMessage{Seq: e.Seq, ReceivedAt: e.At, SentAt: e.SentAt, CampaignID: e.CampaignID}
}

// Outgoing is an accepted message that still has to be delivered.
type Outgoing struct {
	MessageID string `json:"message_id"`
	Author    Author `json:"author"`
	// NotBefore is when the next attempt is due, zero for at once.
	NotBefore time.Time `json:"not_before,omitzero"`
}

// Snapshot is one read of the mailbox.
type Snapshot struct {
	// Found is false while there is no such conversation.
	Found bool `json:"found"`
	// Channel is the inbox's. The rules say what follows from it, so the workflow
	// does not get to see it.
	Channel Channel `json:"-"`
	// State is the row; the workflow adopts it when its version is another than
	// its own. For a workflow that knows it, only the version is filled in.
	State State `json:"state"`
	Rules Rules `json:"rules"`
	// Entries are the rows after State.Cursor in seq order, at most a page.
	Entries []Entry `json:"entries,omitempty"`
	// More says that there are entries behind the page.
	More bool `json:"more,omitempty"`
	// Outbox holds the messages to deliver, oldest first: accepted ones only,
	// with a seq up to State.Cursor or without one.
	Outbox []Outgoing `json:"outbox,omitempty"`
	// Strangers are those of the users that were asked about who may not take
	// conversations.
	Strangers []string `json:"strangers,omitempty"`
	// Results are the kept results of the requests that were asked about.
	Results []KeptResult `json:"results,omitempty"`
}

// KeptResult is the result of an update under its caller's request id.
type KeptResult struct {
	RequestID string `json:"request_id"`
	Result    Result `json:"result"`
}

// Refusal is an agent's message that was accepted by the API and refused by
// the workflow.
type Refusal struct {
	MessageID string `json:"message_id"`
	Reason    Reason `json:"reason"`
}

// Change is what the workflow writes in one compare-and-set.
type Change struct {
	// State is the new state; State.Version is the version it was made from,
	// the row's becomes one more.
	State   State    `json:"state"`
	Records []Record `json:"records,omitempty"`
	// Refused become refused with their reason, and their text the agent's draft.
	Refused []Refusal `json:"refused,omitempty"`
	// DropAutomatic moves queued automatic replies to dropped: an agent took
	// over, or the ticket left New.
	DropAutomatic bool         `json:"drop_automatic,omitempty"`
	Results       []KeptResult `json:"results,omitempty"`
	// WakeAt is the next deadline, zero while the conversation sleeps.
	WakeAt time.Time `json:"wake_at,omitzero"`
	// Answer, if set, has the burst that State leaves waiting looked at in the same
	// commit, so that it costs one write and not two. It is left for later if the
	// mailbox holds more than State.Cursor: the burst goes on.
	Answer *Answer `json:"answer,omitempty"`
}

// Answer asks for the burst from State.AnswerFrom to State.Cursor to be looked at.
type Answer struct {
	// WakeAt is the next deadline once the burst is dealt with.
	WakeAt time.Time `json:"wake_at,omitzero"`
}

// Committed is the answer to a Change.
type Committed struct {
	// Conflict says that the row has another version: nothing was written.
	Conflict bool `json:"conflict,omitempty"`
	// Version is the row's new version.
	Version int64 `json:"version"`
	// LastSeq is the last seq of the mailbox: beyond State.Cursor there is more
	// to read.
	LastSeq int64 `json:"last_seq"`
	// Answered says that the burst was dealt with as the Change asked.
	Answered bool `json:"answered,omitempty"`
	// ReplyID is the queued reply, "" for silence.
	ReplyID string `json:"reply_id,omitempty"`
}

// Written reports whether there was anything to write.
func (c Committed) Written() bool { return c.Version > 0 }

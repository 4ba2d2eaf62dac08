package conversation

import (
	"encoding/json"
	"time"
	"unicode/utf8"
)

// MaxID is how many bytes an id that comes from outside may have: a message's,
// an end user's, of the message it replies to.
const MaxID = 512

// MaxCampaignID is how many bytes a campaign's id may have: it becomes a search
// attribute, whose column in Temporal's Postgres schema takes 255 characters.
const MaxCampaignID = 255

// UnmarshalJSON never fails: a payload that cannot be read is a signal too, and
// leaves an entry in the audit trail instead of vanishing.
func (s *InboundSignal) UnmarshalJSON(data []byte) error {
	type plain InboundSignal
	lenient := struct {
		*plain
		// An instant that cannot be read is an unknown one, not a lost message.
		SentAt json.RawMessage `json:"sent_at"`
	}{plain: new(plain)}
	if err := json.Unmarshal(data, &lenient); err != nil {
		lenient.plain = &plain{malformed: true}
	}
	*s = InboundSignal(*lenient.plain)
	var sentAt time.Time
	if json.Unmarshal(lenient.SentAt, &sentAt) == nil && !s.malformed {
		s.SentAt = sentAt
	}
	return nil
}

// UnmarshalJSON never fails, as that of InboundSignal.
func (s *AgentSignal) UnmarshalJSON(data []byte) error {
	type plain AgentSignal
	var p plain
	if err := json.Unmarshal(data, &p); err != nil {
		p = plain{malformed: true}
	}
	*s = AgentSignal(p)
	return nil
}

// Size bounds from above how many bytes the signal takes as JSON.
func (s InboundSignal) Size() int {
	size := quoted(s.ID) + quoted(s.InboxID) + quoted(s.Text) + quoted(s.ReplyTo) + quoted(s.CampaignID) + attached(s.Attachments)
	if s.From != nil {
		size += quoted(s.From.ID) + quoted(s.From.Name)
	}
	return size + emptySignal
}

// Size bounds from above how many bytes the signal takes as JSON.
func (s AgentSignal) Size() int {
	return quoted(s.ID) + quoted(s.AgentID) + quoted(s.Text) + attached(s.Attachments) + emptySignal
}

// emptySignal is more than the names of all fields and an instant take.
const emptySignal = 256

func attached(attachments []Attachment) int {
	size := 0
	for _, a := range attachments {
		size += quoted(a.URL) + quoted(a.Name) + quoted(a.MIME) + emptySignal
	}
	return size
}

// quoted bounds the size of a JSON string: what has to be escaped takes six
// bytes.
func quoted(s string) int {
	size := 2
	for _, c := range s {
		switch {
		case c < ' ' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' || c == '\u2028' || c == '\u2029':
			size += 6
		default:
			size += max(utf8.RuneLen(c), 1)
		}
	}
	return size
}

// Problem says why a by-value signal to the conversation with the given id must
// be dropped, "" if it may be stored. A service must not be able to write into
// another sender's conversation.
func (s InboundSignal) Problem(conversationID string) Reason {
	switch {
	case s.malformed:
		return Malformed
	case s.ID == "" || s.InboxID == "" || s.From == nil || s.From.ID == "" || (s.Text == "" && len(s.Attachments) == 0):
		return Incomplete
	case max(len(s.ID), len(s.From.ID), len(s.ReplyTo)) > MaxID || len(s.CampaignID) > MaxCampaignID:
		return TooLong
	case ID(s.InboxID, s.From.ID) != conversationID:
		return WrongSender
	default:
		return ""
	}
}

// Problem says why a by-value signal must be dropped, "" if it may be stored.
func (s AgentSignal) Problem() Reason {
	switch {
	case s.malformed:
		return Malformed
	case s.ID == "" || s.AgentID == "" || (s.Text == "" && len(s.Attachments) == 0):
		return Incomplete
	case len(s.ID) > MaxID:
		return TooLong
	case !IsUUID(s.AgentID):
		return Malformed
	default:
		return ""
	}
}

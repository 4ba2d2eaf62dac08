package conversation

import "encoding/json"

// MaxID is how many bytes an id that comes from outside may have: a message's,
// an end user's, a campaign's.
const MaxID = 512

// UnmarshalJSON never fails: a payload that cannot be read is a signal too, and
// leaves an entry in the audit trail instead of vanishing.
func (s *InboundSignal) UnmarshalJSON(data []byte) error {
	type plain InboundSignal
	var p plain
	if err := json.Unmarshal(data, &p); err != nil {
		p = plain{malformed: true}
	}
	*s = InboundSignal(p)
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

// Problem says why a by-value signal to the conversation with the given id must
// be dropped, "" if it may be stored. A service must not be able to write into
// another sender's conversation.
func (s InboundSignal) Problem(conversationID string) Reason {
	switch {
	case s.malformed:
		return Malformed
	case s.ID == "" || s.InboxID == "" || s.From == nil || s.From.ID == "":
		return Incomplete
	case max(len(s.ID), len(s.From.ID), len(s.ReplyTo), len(s.CampaignID)) > MaxID:
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
	case s.ID == "" || s.AgentID == "":
		return Incomplete
	case len(s.ID) > MaxID:
		return TooLong
	case !IsUUID(s.AgentID):
		return Malformed
	default:
		return ""
	}
}

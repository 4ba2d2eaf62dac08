package conversation

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"
)

// Outbound is an agent's message on its way into the mailbox.
type Outbound struct {
	ConversationID string
	// MessageID is made by MessageID from the sender's key, so that a repeated
	// request finds the first row.
	MessageID   string
	AgentID     string
	Text        string
	Attachments []Attachment
	// Template is the approved template to send, nil for a free-form message.
	Template *Template
	// ReplyTo is our id of the message this one answers, "" for none.
	ReplyTo string
	// Mentions are the users who are named in a note.
	Mentions []string
	// WrittenAt is set by the database; tests set it to travel in time.
	WrittenAt time.Time
}

// Files are all that the message sends, the one of a template's header among them.
func (m Outbound) Files() []Attachment {
	if m.Template == nil || m.Template.Header == nil || m.Template.Header.Attachment == nil {
		return m.Attachments
	}
	return append(m.Attachments[:len(m.Attachments):len(m.Attachments)], *m.Template.Header.Attachment)
}

// Fingerprint is a SHA-256 over what the agent said. Two messages under one id are
// repetitions of each other exactly if it is equal.
func (m Outbound) Fingerprint() ([]byte, error) {
	said, err := json.Marshal(struct {
		Text        string
		Attachments []Attachment
		Template    *Template
		ReplyTo     string
	}{m.Text, m.Attachments, m.Template, m.ReplyTo})
	if err != nil {
		return nil, fmt.Errorf("encode message: %w", err)
	}
	sum := sha256.Sum256(said)
	return sum[:], nil
}

package conversation

import (
	"crypto/sha256"
	"encoding/binary"
	"time"
)

// Inbound is a message of an end user on its way into the mailbox.
type Inbound struct {
	InboxID string
	From    Sender
	// Identities are all under which the channel knows the sender, the most
	// lasting first; none means From.ID as an external id. Any of them finds the
	// contact, and the first names a new one.
	Identities []Identity
	// Username can change hands and is never an identity. Language is an IETF
	// tag. Both are "" if the channel does not say.
	Username, Language string
	// ExternalID is the channel's id of the message, unique per inbox.
	ExternalID string
	// Kind is KindText if empty.
	Kind        Kind
	Content     Content
	Text        string
	Attachments []Attachment
	// SentAt is the provider's time, zero if unknown or unbelievable.
	SentAt     time.Time
	ReplyTo    string
	CampaignID string
	// ReceivedAt is set by the database; tests set it to travel in time.
	ReceivedAt time.Time
}

// Sender is the identity that finds the conversation: any of the contact's does.
func (m Inbound) Sender() Identity {
	if len(m.Identities) > 0 {
		return m.Identities[0]
	}
	return Identity{Kind: IdentityExternal, Value: m.From.ID}
}

// Named reports whether a channel says who the sender is, and not a service by
// an id of its own.
func (m Inbound) Named() bool {
	return len(m.Identities) > 1 || len(m.Identities) == 1 && m.Identities[0].Kind != IdentityExternal
}

// Fingerprint is a SHA-256 over what the sender said. Two messages under one
// external id are redeliveries of each other exactly if it is equal.
//
// A provider may name the sender in other ways and give other addresses of the
// same files when it delivers again: of its messages only the words count.
func (m Inbound) Fingerprint() []byte {
	h := sha256.New()
	field := func(s string) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(s)))
		h.Write(n[:])
		h.Write([]byte(s))
	}
	if m.Named() {
		for _, s := range []string{string(m.Kind), m.Text, m.ReplyTo} {
			field(s)
		}
		return h.Sum(nil)
	}
	for _, s := range []string{m.From.ID, m.Text, m.ReplyTo, m.CampaignID} {
		field(s)
	}
	for _, a := range m.Attachments {
		field(a.URL)
		field(a.Name)
		field(a.MIME)
	}
	return h.Sum(nil)
}

// Accepted is the mailbox's answer to an Inbound or an agent's message.
type Accepted struct {
	ConversationID string
	MessageID      string
	Seq            int64
	// Duplicate says that the message was in the mailbox already.
	Duplicate bool
	// Conflict says that its id was, with other content: nothing was stored.
	Conflict bool
	// Ring says whether the workflow must be told: false while a ring younger
	// than two seconds is not applied yet, and for what was applied already.
	Ring bool
	// InboxID is the conversation's inbox; Sleeping says that the conversation
	// had no open ticket, so that the ring will start one.
	InboxID  string
	Sleeping bool
}

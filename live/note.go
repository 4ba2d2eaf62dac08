// Package live tells whoever is connected that something happened, as soon as it
// does: the widget of an end user, the dashboard of an agent.
//
// A note is a doorbell: it names what has news, and the listener reads the news
// from the store by a cursor of its own. So a note that is lost, late or doubled
// is harmless, and a slow listener costs nobody anything.
package live

// Kind is what a note is about.
type Kind string

// The kinds of note.
const (
	// KindMessage: messages of a conversation were added or have changed.
	KindMessage Kind = "message"
	// KindTyping: somebody writes, the person of Party. It is not kept anywhere.
	KindTyping Kind = "typing"
	// KindChanged: something has changed, anywhere; see [Feed].
	KindChanged Kind = "changed"
	// KindConversation: what a list shows of a conversation has changed.
	KindConversation Kind = "conversation"
	// KindAgentTyping: the user of UserID writes, which is for their colleagues.
	KindAgentTyping Kind = "agent_typing"
	// KindLooking: the user of UserID has the conversation before them, and KindLeft
	// has not any more. Neither is kept anywhere.
	KindLooking Kind = "looking"
	KindLeft    Kind = "left"
	// KindRights: a session of the user of UserID has ended, or the key of KeyID was
	// revoked. Without either it may have been anybody's.
	KindRights Kind = "rights"
	// KindSeen: the brand has read what the end user wrote.
	KindSeen Kind = "seen"
)

// Party is a side of a conversation.
type Party string

// The parties.
const (
	PartyContact Party = "contact"
	PartyBrand   Party = "brand"
)

// Note says that something happened. It holds ids, never what people wrote.
type Note struct {
	Kind           Kind   `json:"kind"`
	InboxID        string `json:"inbox_id"`
	ConversationID string `json:"conversation_id"`
	// Party is who does it, for KindTyping.
	Party Party `json:"party,omitempty"`
	// UserID is who does it, for KindAgentTyping, KindLooking and KindLeft, and whose
	// it is, for KindRights.
	UserID string `json:"user_id,omitempty"`
	// KeyID is an API key, for KindRights.
	KeyID string `json:"key_id,omitempty"`
}

package conversation

import "time"

// Mention is a note in which a user is named.
type Mention struct {
	// Position grows with every mention.
	Position       int64
	ConversationID string
	Contact        Person
	Note           Message
	// ReadAt is when the user read it, zero while they have not.
	ReadAt time.Time
}

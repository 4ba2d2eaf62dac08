package conversation

// Mention is a note in which a user is named.
type Mention struct {
	// Position grows with every mention.
	Position       int64
	ConversationID string
	Contact        Person
	Note           Message
}

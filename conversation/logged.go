package conversation

// Logged is an entry of a conversation's audit trail as it was stored.
type Logged struct {
	// ID orders the entries of all conversations by when they were stored.
	ID int64
	// Version is the state's version the entry led to.
	Version int64
	Record
}

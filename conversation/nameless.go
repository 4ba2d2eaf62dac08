package conversation

// Nameless is a contact of whom the provider has not said what they are called.
type Nameless struct {
	ContactID string
	InboxID   string
	// Identities are those in that inbox, oldest first.
	Identities []Identity
}

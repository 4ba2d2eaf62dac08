package conversation

// Audience is who a conversation's end user is on their channel, for showing them
// what the brand does.
type Audience struct {
	InboxID    string
	Identities []Identity
	// LatestID is the channel's id of their latest message, "" if it has none.
	LatestID string
	// Blocked says that they blocked the account.
	Blocked bool
}

package conversation

// Overdue is a conversation whose workflow should have done something and has
// not: its doorbell was lost, its run was, or Temporal was away.
type Overdue struct {
	ConversationID string
	// MessageID and Seq name its latest mailbox row, for the doorbell.
	MessageID string
	Seq       int64
}

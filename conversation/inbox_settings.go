package conversation

// InboxSettings is what an admin sets of an inbox; the rest of [Inbox] is the
// server's to write.
type InboxSettings struct {
	Name string
	// DeliveryURL is where outbound messages are posted, "" for none.
	DeliveryURL string
	// RatePerSecond bounds outbound messages, 0 for no bound; Burst, at least 1,
	// is how many may go at once.
	RatePerSecond float64
	Burst         float64
}

package conversation

// InboxSettings is what an admin sets of an inbox; the rest of [Inbox] is the
// server's to write.
type InboxSettings struct {
	Name string
	// Account is the provider's id of the account; it never changes.
	Account string
	// Config are the channel's settings by name.
	Config map[string]string
	// Credentials are the account's secrets by name. In a change they replace
	// those of the same name; an empty one removes.
	Credentials map[string]string
	// DeliveryURL is where outbound messages are posted, "" for none.
	DeliveryURL string
	// RatePerSecond bounds outbound messages, 0 for no bound; Burst, at least 1,
	// is how many may go at once.
	RatePerSecond float64
	Burst         float64
}

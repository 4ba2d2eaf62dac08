package conversation

import "time"

// Channel names a kind of inbox.
type Channel string

// ChannelWebhook is any app that posts signed webhooks.
const ChannelWebhook Channel = "webhook"

// InboxState says whether an inbox sends.
type InboxState string

// The states of an inbox. A disabled one still takes messages in, and delivers
// none: its endpoint answered 410 Gone, or an admin switched it off.
const (
	InboxActive   InboxState = "active"
	InboxDisabled InboxState = "disabled"
)

// Inbox is one account on one channel.
type Inbox struct {
	ID      string
	Name    string
	Channel Channel
	// DeliveryURL is where outbound messages are posted, "" when they are only
	// read over the API.
	DeliveryURL string
	// Secrets sign and verify webhooks, newest first, each "whsec_" + base64
	// (Standard Webhooks). Never empty, never returned by a read of the API.
	Secrets     []string
	State       InboxState
	StateReason string
	// RatePerSecond bounds outbound messages, 0 for no bound; Burst is how many
	// may go at once.
	RatePerSecond float64
	Burst         float64
	LastInboundAt time.Time
	LastFailureAt time.Time
	LastFailure   string
	// Conflicts counts webhooks whose id was known with another body.
	Conflicts int64
	CreatedAt time.Time
}

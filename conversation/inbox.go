package conversation

import "time"

// Channel names a kind of inbox.
type Channel string

// The channels: any app that posts signed webhooks, three providers, and the chat
// widget of a web site.
const (
	ChannelWebhook   Channel = "webhook"
	ChannelWhatsApp  Channel = "whatsapp"
	ChannelMessenger Channel = "messenger"
	ChannelTelegram  Channel = "telegram"
	ChannelWidget    Channel = "widget"
)

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
	// Account is the provider's id of the account: a phone number id, a page id,
	// a bot id; "" where there is none. AccountName is what the provider calls it.
	Account     string
	AccountName string
	// Config are the channel's settings by name, for anybody to read.
	Config map[string]string
	// Credentials are the account's secrets by name. Never returned by a read of
	// the API, never logged.
	Credentials map[string]string
	// CheckedAt is when the provider was last asked about the account;
	// CheckProblem says in words why it cannot be used, "" while it can.
	CheckedAt    time.Time
	CheckProblem string
	// NeedsReauth says that the provider takes the credentials no more.
	NeedsReauth bool
	// Locked says in words why the inbox's secrets do not open, "" if they do.
	// Secrets and Credentials are empty then, and the inbox takes in and sends
	// nothing.
	Locked string
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
	// LastInboundAt and LastOutboundAt are when a message last came in, and was
	// last taken by the provider, to the minute; zero for never.
	LastInboundAt  time.Time
	LastOutboundAt time.Time
	LastFailureAt  time.Time
	LastFailure    string
	// Conflicts counts webhooks whose id was known with another body.
	Conflicts int64
	CreatedAt time.Time
}

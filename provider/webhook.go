package provider

import "time"

// Webhook is what a provider posted, with what was in it.
type Webhook struct {
	// InboxID is the inbox whose address it was posted to.
	InboxID string
	// Body as it came. It is kept for a while, to be decoded again.
	Body   []byte
	Events []Event
	// Inboxes are the inboxes by account: of an event's account that is not among
	// them nothing but the body is kept.
	Inboxes map[string]string
	// Again says that Body was kept before and is decoded once more.
	Again bool
}

// KeptWebhook is a webhook as it came.
type KeptWebhook struct {
	// ID orders webhooks by their arrival.
	ID         int64
	Body       []byte
	ReceivedAt time.Time
}

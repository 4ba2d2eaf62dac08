// Package webhook is the channel for any app that posts and takes signed
// webhooks, per Standard Webhooks (https://www.standardwebhooks.com): the
// headers webhook-id, webhook-timestamp and webhook-signature, an HMAC-SHA256
// over "<id>.<timestamp>.<raw body>" under the inbox's secret. Both ways carry
//
//	{"type": "message.created", "timestamp": "…", "data": {…}}
//
// What data holds is said at [Channel.Receive] and [Channel.Send].
package webhook

import (
	"net/http"
	"time"

	"github.com/parleyhq/parley/channels/outbound"
)

// Channel receives from and sends to customers' apps. It keeps nothing but its
// connections: inboxes come with every call.
type Channel struct {
	client  *http.Client
	timeout time.Duration
	now     func() time.Time
}

// Options are the settings of a Channel.
type Options struct {
	// AllowPrivate lets apps be reached on loopback and private networks. For
	// development and for deployments whose apps live beside them; metadata
	// services stay out of reach.
	AllowPrivate bool
	// Timeout bounds one attempt from dialling to the answer's headers; 0 means
	// 15 s.
	Timeout time.Duration
	// Now is the clock signatures are made and judged by, nil for the machine's.
	Now func() time.Time
}

// New returns a Channel.
func New(o Options) *Channel {
	c := &Channel{client: outbound.NewClient(o.AllowPrivate), timeout: o.Timeout, now: o.Now}
	if c.timeout == 0 {
		c.timeout = 15 * time.Second
	}
	if c.now == nil {
		c.now = time.Now
	}
	return c
}

// WindowBlocks reports false: an app takes messages at any time.
func (c *Channel) WindowBlocks() bool { return false }

// RetriesUnknown reports true: webhook-id stays the same over all attempts, so
// an app can tell a repetition.
func (c *Channel) RetriesUnknown() bool { return true }

// Package webhook is the channel for any app that posts and takes signed
// webhooks, per Standard Webhooks (https://www.standardwebhooks.com): the
// headers webhook-id, webhook-timestamp and webhook-signature, an HMAC-SHA256
// over "<id>.<timestamp>.<raw body>" under the inbox's secret. Both ways carry
//
//	{"type": "message.created", "timestamp": "…", "data": {…}}
//
// What data holds is said at [Channel.Decode] and [Channel.Send].
package webhook

import (
	"net/http"
	"time"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/outbound"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
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

// Policy is what an app takes: any message at any time. Files go by their
// address, whatever they are.
func (c *Channel) Policy() channels.Policy {
	media := make([]channels.MediaRule, 0, 6)
	for _, kind := range []provider.Kind{
		provider.KindDocument, provider.KindImage, provider.KindVideo, provider.KindAudio, provider.KindVoice, provider.KindSticker,
	} {
		media = append(media, channels.MediaRule{Kind: kind, MaxBytes: maxFile, MaxCaption: conversation.MaxText})
	}
	return channels.Policy{MaxText: conversation.MaxText, Media: media, Quotes: true}
}

// maxFile is the most that an app is asked to fetch.
const maxFile = 100 << 20

// RetriesUnknown reports true: webhook-id stays the same over all attempts, so
// an app can tell a repetition.
func (c *Channel) RetriesUnknown() bool { return true }

package main

import (
	"time"

	"github.com/parleyhq/parley/api"
	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/messenger"
	"github.com/parleyhq/parley/channels/telegram"
	"github.com/parleyhq/parley/channels/webhook"
	"github.com/parleyhq/parley/channels/whatsapp"
	"github.com/parleyhq/parley/channels/widget"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/internal/config"
	"github.com/parleyhq/parley/store"
)

// registry are all channels there are.
type registry map[conversation.Channel]channels.Channel

// newChannels returns the channels of a process. This is the one place that
// knows all of them.
func newChannels(c config.Config, st *store.Store, files channels.Files) registry {
	private := c.AllowPrivateWebhooks
	return registry{
		conversation.ChannelWebhook:   webhook.New(webhook.Options{AllowPrivate: private}),
		conversation.ChannelWhatsApp:  whatsapp.NewInboxes(whatsapp.InboxOptions{AllowPrivate: private, Files: files}),
		conversation.ChannelMessenger: messenger.NewInboxes(messenger.InboxOptions{AllowPrivate: private, Files: files}),
		conversation.ChannelTelegram:  telegram.NewInboxes(telegram.InboxOptions{AllowPrivate: private, Files: files}),
		conversation.ChannelWidget:    widget.New(st),
	}
}

// sender is what hands messages over.
func (r registry) sender() *channels.Sender { return channels.NewSender(r, time.Now) }

// terms are what each channel allows in time.
func (r registry) terms() map[conversation.Channel]conversation.Terms {
	all := make(map[conversation.Channel]conversation.Terms, len(r))
	for name, channel := range r {
		all[name] = channel.Policy().Terms()
	}
	return all
}

// api is what the API needs of them.
func (r registry) api() map[conversation.Channel]api.Channel {
	all := make(map[conversation.Channel]api.Channel, len(r))
	for name, channel := range r {
		all[name] = channel
	}
	return all
}

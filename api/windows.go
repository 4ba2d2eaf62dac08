package api

import "github.com/parleyhq/parley/conversation"

// terms are what a channel allows in time; one that this deployment does not have
// is nobody's to send on.
func (w windows) terms(c conversation.Channel) conversation.Terms {
	channel, ok := w[c]
	if !ok {
		return conversation.Terms{}
	}
	return channel.Policy().Terms()
}

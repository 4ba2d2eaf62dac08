package api

import (
	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/conversation"
)

// policy is what a channel takes; one that this deployment does not have takes
// anything, and nothing of it is ever sent.
func (w windows) policy(c conversation.Channel) channels.Policy {
	channel, ok := w[c]
	if !ok {
		return channels.Policy{}
	}
	return channel.Policy()
}

// terms are what a channel allows in time.
func (w windows) terms(c conversation.Channel) conversation.Terms { return w.policy(c).Terms() }

func maySendView(m conversation.MaySend, p channels.Policy) MaySend {
	return MaySend{
		FreeForm: m.FreeForm, Templates: m.Templates, Until: instant(m.Until), Reason: orNull(m.Words()),
		Quotes: p.Quotes, Reactions: list(p.Reactions),
	}
}

// unsendable says why a message is refused, with what may be sent instead.
func unsendable(reason conversation.Reason, may conversation.MaySend, owner *Person) error {
	switch reason {
	case conversation.WindowClosed:
		return refuse(kindWindowClosed, may.Words())
	default:
		return refusal(reason, owner)
	}
}

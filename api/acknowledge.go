package api

import (
	"context"
	"log/slog"
	"time"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

// acknowledger tells providers that pressed buttons have arrived.
type acknowledger struct {
	signs *signs
	log   *slog.Logger
}

// acknowledge tells the provider of the buttons among what is stored now, behind
// the webhook's back. A webhook that comes again is told of again: the process may
// have ended in between. Whatever goes wrong, the person waits a little longer
// below a button, and that is all.
func (a acknowledger) acknowledge(ctx context.Context, channel Channel, inbox conversation.Inbox, events []provider.Event) {
	teller, ok := channel.(channels.Acknowledger)
	if !ok {
		return
	}
	ctx = context.WithoutCancel(ctx)
	for _, e := range events {
		if e.Message == nil || e.Message.Kind != provider.KindButton {
			continue
		}
		id := e.Message.ExternalID
		a.signs.give("pressed "+inbox.ID+id, signTimeout, time.Now(), func() {
			ctx, cancel := context.WithTimeout(ctx, signTimeout)
			defer cancel()
			if err := teller.Acknowledge(ctx, inbox, id); err != nil {
				a.log.Debug("button not acknowledged", "inbox_id", inbox.ID, "error", err)
			}
		})
	}
}

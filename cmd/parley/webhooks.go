package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"time"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/internal/config"
	"github.com/parleyhq/parley/provider"
	"github.com/parleyhq/parley/store"
)

// webhooks reads again what providers have posted, as after a decoder has learnt
// more or an inbox was set up late. What is known already changes nothing.
func (m *Main) webhooks(ctx context.Context, args []string) error {
	if len(args) == 0 || args[0] != "replay" {
		return usageError("say replay")
	}
	flags := flag.NewFlagSet("parley webhooks replay", flag.ContinueOnError)
	inbox := flags.String("inbox", "", "id of the inbox to which the webhooks were posted")
	since := flags.String("since", "", "RFC 3339 instant from which on they came; all that are kept if not given")
	if err := m.parse(flags, args[1:]); err != nil {
		return err
	}
	if !conversation.IsUUID(*inbox) {
		return usageError("-inbox needs the id of an inbox")
	}
	var from time.Time
	if *since != "" {
		var err error
		if from, err = time.Parse(time.RFC3339, *since); err != nil {
			return usageError("-since needs an instant such as 2026-03-01T00:00:00Z")
		}
	}
	c, err := config.Load(m.Environ, nil)
	if err != nil {
		return err
	}
	return m.withStore(ctx, func(st *store.Store) error {
		r := &replay{store: st, channels: newChannels(c, st, nil)}
		err := r.run(ctx, *inbox, from)
		fmt.Fprintf(m.Stdout, "webhooks %d\nmessages %d\nnot_read %d\n", r.read, r.messages, r.unread)
		return err
	})
}

// replay takes kept webhooks in once more.
type replay struct {
	store    *store.Store
	channels registry
	// messages are those that are new, unread the webhooks that are not for the
	// inbox as it is now.
	read, messages, unread int
}

func (r *replay) run(ctx context.Context, inboxID string, since time.Time) error {
	inbox, err := r.store.GetInbox(ctx, inboxID)
	switch {
	case errors.Is(err, conversation.ErrNotFound):
		return errors.New("there is no such inbox")
	case err != nil:
		return err
	case inbox.Locked != "":
		return fmt.Errorf("the inbox's credentials cannot be read: %s", inbox.Locked)
	}
	channel := r.channels[inbox.Channel]
	signer, ok := channel.(channels.Signer)
	if !ok {
		return fmt.Errorf("what is posted to inboxes of the channel %s is not kept as it came", inbox.Channel)
	}
	until := time.Now()
	for last := int64(0); ; {
		kept, err := r.store.KeptWebhooks(ctx, inbox.ID, last, since, until)
		if err != nil || len(kept) == 0 {
			return err
		}
		for _, k := range kept {
			if err := r.take(ctx, inbox, channel, signer, k); err != nil {
				return fmt.Errorf("the webhook of %s: %w", k.ReceivedAt.UTC().Format(time.RFC3339), err)
			}
			last = k.ID
		}
	}
}

func (r *replay) take(
	ctx context.Context, inbox conversation.Inbox, channel channels.Channel, signer channels.Signer, k provider.KeptWebhook,
) error {
	header := signer.Sign(inbox, k.Body)
	events, err := channel.Decode(inbox, header, k.Body)
	if errors.Is(err, channels.ErrAccountIncomplete) {
		return err
	}
	r.read++
	if err != nil {
		r.unread++
		return nil //nolint:nilerr // it is counted, and the others are read
	}
	inboxes, err := channels.InboxesOf(ctx, r.store, channel, inbox, header, k.Body, events)
	if err != nil {
		return err
	}
	accepted, err := r.store.Receive(ctx, provider.Webhook{
		InboxID: inbox.ID, Body: k.Body, Events: events, Inboxes: inboxes, Again: true,
	})
	for _, a := range accepted {
		if !a.Duplicate && !a.Conflict {
			r.messages++
		}
	}
	return err
}

package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/conversation"
)

const (
	// nameEvery is how often new contacts without a name are looked for, and
	// namesAtOnce how many are taken in a look.
	nameEvery   = 3 * time.Second
	namesAtOnce = 20
	// nameTimeout bounds a question.
	nameTimeout = 10 * time.Second
)

// namedContacts is what naming needs of the store.
type namedContacts interface {
	TakeNameless(ctx context.Context, limit int) ([]conversation.Nameless, error)
	NameContact(ctx context.Context, id, name string) error
	GetInbox(ctx context.Context, id string) (conversation.Inbox, error)
}

// keepNaming asks providers what new contacts are called until ctx ends.
func keepNaming(ctx context.Context, contacts namedContacts, all registry, l *slog.Logger) {
	ticker := time.NewTicker(nameEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			nameSome(ctx, contacts, all, l)
		}
	}
}

// nameSome asks for a few names. One that is not told now may be tomorrow, when
// the contact writes again.
func nameSome(ctx context.Context, contacts namedContacts, all registry, l *slog.Logger) {
	nameless, err := contacts.TakeNameless(ctx, namesAtOnce)
	if err != nil {
		if ctx.Err() == nil {
			l.Warn("contacts without a name not found", "error", err)
		}
		return
	}
	for _, n := range nameless {
		if err := nameOne(ctx, contacts, all, n); err != nil && ctx.Err() == nil {
			l.Warn("contact not named", "contact_id", n.ContactID, "inbox_id", n.InboxID, "reason", channels.Why(err))
		}
	}
}

func nameOne(ctx context.Context, contacts namedContacts, all registry, n conversation.Nameless) error {
	ctx, cancel := context.WithTimeout(ctx, nameTimeout)
	defer cancel()
	inbox, err := contacts.GetInbox(ctx, n.InboxID)
	if err != nil {
		return err
	}
	namer, ok := all[inbox.Channel].(channels.Namer)
	if !ok || inbox.Locked != "" || inbox.State == conversation.InboxDisabled {
		return nil
	}
	name, err := namer.Name(ctx, inbox, n.Identities)
	if err != nil || name == "" {
		return err
	}
	return contacts.NameContact(ctx, n.ContactID, name)
}

package main

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/conversation"
)

// checkEvery is how often a provider is asked about an account. Tokens end
// without a word, and nobody should learn it from a message that does not go out.
// One that is new, or has new credentials, is asked about at the next look.
// One in trouble, or that did not answer, is asked about more often.
const (
	checkEvery   = time.Hour
	checkTrouble = 10 * time.Minute
	lookEvery    = time.Minute
)

// checkedInboxes is what checking needs of the store.
type checkedInboxes interface {
	ListInboxes(ctx context.Context) ([]conversation.Inbox, error)
	RecordInboxCheck(ctx context.Context, id string, check conversation.InboxCheck) (conversation.Inbox, error)
}

// keepChecking asks about every account once an hour until ctx ends. Processes
// look at other moments, and whoever is first asks.
func keepChecking(ctx context.Context, inboxes checkedInboxes, all registry, l *slog.Logger) {
	for {
		wait := lookEvery/2 + rand.N(lookEvery/2) //nolint:gosec // spreads load
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
			checkAll(ctx, inboxes, all, time.Now(), l)
		}
	}
}

// checkAll asks about the accounts that were not asked about lately, by another
// process perhaps.
func checkAll(ctx context.Context, inboxes checkedInboxes, all registry, now time.Time, l *slog.Logger) {
	list, err := inboxes.ListInboxes(ctx)
	if err != nil {
		l.Warn("inboxes not checked", "error", err)
		return
	}
	for _, inbox := range list {
		checker, ok := all[inbox.Channel].(channels.Checker)
		if !ok || inbox.Locked != "" || inbox.State == conversation.InboxDisabled || now.Sub(inbox.CheckedAt) < interval(inbox) {
			continue
		}
		if err := checkOne(ctx, inboxes, checker, inbox); err != nil && ctx.Err() == nil {
			l.Warn("inbox not checked", "inbox_id", inbox.ID, "error", err)
		}
	}
}

func interval(inbox conversation.Inbox) time.Duration {
	if inbox.CheckProblem != "" {
		return checkTrouble
	}
	return checkEvery
}

func checkOne(ctx context.Context, inboxes checkedInboxes, checker channels.Checker, inbox conversation.Inbox) error {
	info, err := checker.Check(ctx, inbox)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	_, err = inboxes.RecordInboxCheck(ctx, inbox.ID, channels.Judge(inbox, info, err))
	return err
}

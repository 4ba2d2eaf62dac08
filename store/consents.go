package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// greet keeps what a message tells about its sender, who is not blocking the
// account any more if they were.
func (r *reception) greet(ctx context.Context, m conversation.Inbound) error {
	who := r.people.contactOf(m.InboxID, []conversation.Identity{m.Sender()})
	_, err := r.tx.Exec(ctx, updateContact, pgx.NamedArgs{
		"id": who.id, "username": m.Username, "language": m.Language, "asks": namesOnDemand(m),
	})
	if err != nil {
		return fmt.Errorf("update contact: %w", err)
	}
	return nil
}

const updateContact = `
UPDATE contacts
SET username = coalesce(nullif(@username, ''), username), language = coalesce(nullif(@language, ''), language),
    blocked_at = NULL, name_due_at = CASE WHEN @asks AND ` + unnamed + ` THEN now() ELSE name_due_at END
WHERE id = @id AND (@asks AND ` + unnamed + ` OR blocked_at IS NOT NULL OR username <> coalesce(nullif(@username, ''), username)
                    OR language <> coalesce(nullif(@language, ''), language))`

// unnamed: the provider has not said what they are called, and was not asked
// today.
const unnamed = `name = '' AND name_due_at IS NULL AND coalesce(name_asked_at < now() - interval '1 day', true)`

// consent notes that somebody blocked the account or let it in again, or that
// they want no marketing or want it again. An event that says neither takes back
// what its channel has: on Telegram people block, elsewhere they opt out.
func (r *reception) consent(ctx context.Context, h happening) error {
	c := h.Consent
	who := r.people.contactOf(h.inboxID, c.From.Identities)
	if who.id == "" {
		return nil
	}
	_, err := r.tx.Exec(ctx, updateConsent, pgx.NamedArgs{
		"id": who.id, "inbox": h.inboxID, "blocked": c.Blocked, "no_marketing": c.NoMarketing, "at": null(orNow(c.At)),
	})
	if err != nil {
		return fmt.Errorf("note consent: %w", err)
	}
	return nil
}

// updateConsent changes nothing that is so already: when it began stays.
const updateConsent = `
UPDATE contacts k
SET blocked_at = CASE
        WHEN @blocked THEN coalesce(k.blocked_at, @at::timestamptz)
        WHEN NOT @no_marketing AND i.channel = 'telegram' THEN NULL
        ELSE k.blocked_at END,
    opted_out_at = CASE
        WHEN @no_marketing THEN coalesce(k.opted_out_at, @at::timestamptz)
        WHEN NOT @blocked AND i.channel <> 'telegram' THEN NULL
        ELSE k.opted_out_at END,
    consent_by = CASE WHEN ` + consentGiven + ` THEN 'provider' ELSE k.consent_by END,
    consent_at = CASE WHEN ` + consentGiven + ` THEN @at::timestamptz ELSE k.consent_at END
FROM inboxes i
WHERE k.id = @id AND i.id = @inbox`

// consentGiven: it changes whether they want marketing.
const consentGiven = `(@no_marketing AND k.opted_out_at IS NULL
        OR NOT @no_marketing AND NOT @blocked AND i.channel <> 'telegram' AND k.opted_out_at IS NOT NULL)`

// orNow is when something happened, by our clock if the provider does not say.
func orNow(at time.Time) time.Time {
	if at = conversation.Believable(at); at.IsZero() {
		return time.Now().UTC()
	}
	return at
}

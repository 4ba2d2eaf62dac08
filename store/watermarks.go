package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/provider"
)

// heedWatermark returns the messages that a watermark is about: what was sent to
// the person up to then, among the latest of the thread. A message that is just
// being sent, or of which nobody knows whether it was, may be among what they
// read: its send has only not come back yet. So the watermark waits for it, as a
// receipt of its own, and counts once the message is known to be sent.
func (r *reception) heedWatermark(ctx context.Context, h happening) ([]string, error) {
	to := r.people.contactOf(h.inboxID, h.Receipt.To)
	if to.conversationID == "" {
		return nil, nil
	}
	rows, err := r.tx.Query(ctx, messagesUpTo, pgx.NamedArgs{"conversation": to.conversationID, "upto": h.Receipt.UpTo})
	if err != nil {
		return nil, fmt.Errorf("find messages up to a watermark: %w", err)
	}
	var sent, open []string
	var id string
	var known bool
	if _, err := pgx.ForEachRow(rows, []any{&id, &known}, func() error {
		if known {
			sent = append(sent, id)
		} else {
			open = append(open, id)
		}
		return nil
	}); err != nil {
		return nil, fmt.Errorf("find messages up to a watermark: %w", err)
	}
	for _, id := range open {
		own := *h.Receipt
		own.MessageID, own.UpTo = id, time.Time{}
		waits := happening{inboxID: h.inboxID, Event: provider.Event{Account: h.Account, Receipt: &own}}
		if err := r.park(ctx, waits, id, parkedReceipt(&own)); err != nil {
			return nil, err
		}
	}
	return sent, nil
}

// messagesUpTo allows for clocks that differ a little: the provider's and ours.
const messagesUpTo = `
SELECT id, state IN ('sent', 'delivered') AS known FROM (
	SELECT m.id, m.direction, m.state, m.created_at, m.sent_at
	FROM conversations c CROSS JOIN LATERAL (
		SELECT * FROM messages WHERE conversation_id = c.id ORDER BY position DESC LIMIT 500
	) m
	WHERE c.id = @conversation OR c.merged_into = @conversation
) latest
WHERE direction = 'out' AND created_at <= @upto
  AND (state IN ('sent', 'delivered') AND sent_at <= @upto::timestamptz + interval '10 seconds' OR state IN ('sending', 'unknown'))`

// isKnown says of parked events p that the message they wait for is known: by the
// provider's id of it, or, where that was not known when they came, by ours, and
// sent.
const isKnown = `(EXISTS (
	SELECT FROM messages m WHERE m.inbox_id = p.inbox_id AND m.external_id = p.target
) OR EXISTS (
	SELECT FROM messages m
	WHERE m.id = CASE WHEN p.target ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN p.target::uuid END
	  AND m.inbox_id = p.inbox_id AND m.state IN ('sent', 'delivered', 'read')))`

// forgetWatermarks takes back what waited for a send that came to nothing: nobody
// has read that, and what another attempt sends is sent later.
const forgetWatermarks = `
DELETE FROM parked_events p USING messages m
WHERE m.id = $1 AND p.inbox_id = m.inbox_id AND p.target = m.id::text`

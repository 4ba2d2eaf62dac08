package store

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

// settleReceipts moves messages forward by what the batch's receipts say, all in
// one statement. Receipts come in any order and more than once: of each message
// only the furthest state counts, so what is stored in the end does not depend on
// it.
//
// A receipt finds its message by the provider's id, or by ours, and then tells
// the provider's; one that finds none waits. What was sending or unknown is
// settled by it and is not sent again.
func (r *reception) settleReceipts(ctx context.Context) error {
	if len(r.receipts) == 0 {
		return nil
	}
	told, err := r.matchReceipts(ctx)
	if err != nil {
		return err
	}
	if len(told) == 0 {
		return nil
	}
	if _, err := r.tx.Exec(ctx, settleByReceipt, receiptArgs(told)); err != nil {
		return fmt.Errorf("settle by receipts: %w", err)
	}
	var closed []string
	for id, t := range told {
		if t.failure != nil && t.failure.WindowClosed {
			closed = append(closed, id)
		}
	}
	if len(closed) == 0 {
		return nil
	}
	if _, err := r.tx.Exec(ctx, closeWindows, closed); err != nil {
		return fmt.Errorf("close windows: %w", err)
	}
	return nil
}

// outcome is all that receipts say of one message.
type outcome struct {
	state           conversation.MessageState
	externalID      string
	at              time.Time
	delivered, read time.Time
	failure         *provider.Failure
}

// rankOf orders the states that receipts tell: failed is behind sent, since
// nothing follows it but the proof that it arrived after all.
func rankOf(s conversation.MessageState) int {
	return slices.Index([]conversation.MessageState{
		conversation.MessageSent, conversation.MessageFailed, conversation.MessageDelivered, conversation.MessageRead,
	}, s)
}

// add takes a receipt into the outcome.
func (o *outcome) add(r *provider.Receipt) {
	at := orNow(r.At)
	if o.at.IsZero() || at.Before(o.at) {
		o.at = at
	}
	earliest := func(t *time.Time) {
		if t.IsZero() || at.Before(*t) {
			*t = at
		}
	}
	switch r.State { //nolint:exhaustive // receipts have four states
	case conversation.MessageDelivered:
		earliest(&o.delivered)
	case conversation.MessageRead:
		earliest(&o.read)
	case conversation.MessageFailed:
		o.failure = r.Failure
	}
	if o.state == "" || rankOf(r.State) > rankOf(o.state) {
		o.state = r.State
	}
	o.externalID = cmp.Or(o.externalID, r.ExternalID)
}

// matchReceipts returns what the receipts say, by message, and parks the others.
func (r *reception) matchReceipts(ctx context.Context) (map[string]*outcome, error) {
	var n []int
	var inboxes, externals []string
	var ours []*string
	told := map[string]*outcome{}
	say := func(id string, receipt *provider.Receipt) {
		if told[id] == nil {
			told[id] = &outcome{}
		}
		told[id].add(receipt)
	}
	for i, h := range r.receipts {
		if rankOf(h.Receipt.State) < 0 {
			continue
		}
		if !h.Receipt.UpTo.IsZero() {
			ids, err := r.heedWatermark(ctx, h)
			if err != nil {
				return nil, err
			}
			for _, id := range ids {
				say(id, h.Receipt)
			}
			continue
		}
		var our *string
		if conversation.IsUUID(h.Receipt.MessageID) {
			our = &h.Receipt.MessageID
		}
		n, ours = append(n, i), append(ours, our)
		inboxes, externals = append(inboxes, h.inboxID), append(externals, h.Receipt.ExternalID)
	}
	if len(n) == 0 {
		return told, nil
	}
	rows, err := r.tx.Query(ctx, matchReceipts, pgx.NamedArgs{"n": n, "inboxes": inboxes, "externals": externals, "ours": ours})
	if err != nil {
		return nil, fmt.Errorf("match receipts: %w", err)
	}
	matched := map[int]bool{}
	var i int
	var id string
	if _, err := pgx.ForEachRow(rows, []any{&i, &id}, func() error {
		matched[i] = true
		say(id, r.receipts[i].Receipt)
		r.look(r.receipts[i].inboxID, r.receipts[i].Receipt.ExternalID)
		r.look(r.receipts[i].inboxID, id)
		return nil
	}); err != nil {
		return nil, fmt.Errorf("match receipts: %w", err)
	}
	for _, i := range n {
		if h := r.receipts[i]; !matched[i] && h.Receipt.ExternalID != "" {
			if err := r.park(ctx, h, h.Receipt.ExternalID, parkedReceipt(h.Receipt)); err != nil {
				return nil, err
			}
		}
	}
	return told, nil
}

// matchReceipts looks by our id only for messages whose provider's id is not
// known, or the same: the id that it gave back must not lead to another message.
const matchReceipts = `
SELECT t.n, m.id
FROM unnest(@n::int[], @inboxes::uuid[], @externals::text[], @ours::uuid[]) AS t (n, inbox_id, external, ours)
JOIN messages m ON m.inbox_id = t.inbox_id AND m.direction = 'out' AND m.id = coalesce(
	(SELECT known.id FROM messages known WHERE known.inbox_id = t.inbox_id AND known.external_id = t.external),
	(SELECT own.id FROM messages own WHERE own.id = t.ours AND (own.external_id IS NULL OR t.external = '')))`

func receiptArgs(told map[string]*outcome) pgx.NamedArgs {
	var ids, states, reasons []string
	var externals []*string
	var ats []time.Time
	var delivered, read []*time.Time
	var codes []int
	// In the order of their ids, as everybody locks them.
	for _, id := range slices.Sorted(maps.Keys(told)) {
		t := told[id]
		failure := provider.Failure{}
		if t.failure != nil {
			failure = *t.failure
		}
		ids, states, externals = append(ids, id), append(states, string(t.state)), append(externals, nullID(t.externalID))
		ats, delivered, read = append(ats, t.at), append(delivered, null(t.delivered)), append(read, null(t.read))
		reasons, codes = append(reasons, conversation.Clean(failure.Reason)), append(codes, failure.Code)
	}
	return pgx.NamedArgs{
		"ids": ids, "states": states, "externals": externals, "ats": ats, "delivered": delivered, "read": read,
		"reasons": reasons, "codes": codes,
	}
}

// settleByReceipt moves states forward only, and knows no way out of refused and
// dropped: those were never sent. The external id is left alone where another row
// has it, as one that was entered as an echo.
const settleByReceipt = `
WITH locked AS MATERIALIZED (
	SELECT id FROM messages WHERE id = ANY (@ids::uuid[]) ORDER BY id FOR UPDATE
), told AS (
	SELECT t.*, array_position(ARRAY['queued', 'sending', 'unknown', 'sent', 'failed', 'delivered', 'read'], t.state) AS rank
	FROM unnest(@ids::uuid[], @states::text[], @externals::text[], @ats::timestamptz[], @delivered::timestamptz[],
	            @read::timestamptz[], @reasons::text[], @codes::int[])
	  AS t (id, state, external, at, delivered_at, read_at, reason, code)
	JOIN locked USING (id)
), ranked AS (
	SELECT t.*, m.state AS former,
	       t.rank > array_position(ARRAY['queued', 'sending', 'unknown', 'sent', 'failed', 'delivered', 'read'], m.state) AS forward
	FROM told t JOIN messages m USING (id)
)
UPDATE messages m
SET state = CASE WHEN r.forward THEN r.state ELSE m.state END,
    reason = CASE WHEN r.forward AND r.state = 'failed' THEN r.reason
                  WHEN r.forward AND r.former <> 'sent' THEN '' ELSE m.reason END,
    failure_code = CASE WHEN r.forward AND r.state = 'failed' THEN r.code
                        WHEN r.forward THEN 0 ELSE m.failure_code END,
    sent_at = CASE WHEN r.forward THEN coalesce(m.sent_at, r.at) ELSE m.sent_at END,
    not_before = CASE WHEN r.forward THEN NULL ELSE m.not_before END,
    delivered_at = least(m.delivered_at, r.delivered_at), read_at = least(m.read_at, r.read_at),
    external_id = coalesce(m.external_id, CASE WHEN NOT EXISTS (
        SELECT FROM messages other WHERE other.inbox_id = m.inbox_id AND other.external_id = r.external) THEN r.external END)
FROM ranked r WHERE m.id = r.id`

// closeWindows notes that the send window was over when a message failed by it,
// unless the end user has written since.
const closeWindows = `
UPDATE conversations c SET window_closed_at = m.created_at
FROM messages m
WHERE m.id = ANY ($1::uuid[]) AND m.state = 'failed' AND c.id = m.conversation_id
  AND NOT EXISTS (
	SELECT FROM messages later
	WHERE later.conversation_id = c.id AND later.direction = 'in' AND later.position > m.position)`

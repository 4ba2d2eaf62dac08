package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// BeginDelivery records an attempt and returns what to send. It is the moment
// at which it is decided who may speak: an automatic reply goes from queued to
// sending only while its ticket is New and unowned, in the same row that a
// claim's Commit would move to dropped, so exactly one of the two wins (DESIGN
// section 2, rule 5).
//
// When nothing is to be sent the Dispatch is nil and the Delivery says why: the
// message was settled before, or has to wait for its next attempt or for its
// place in the inbox's rate, which it is given once.
func (s *Store) BeginDelivery(ctx context.Context, messageID string) (*conversation.Dispatch, conversation.Delivery, error) {
	dispatch, err := s.beginAtOnce(ctx, messageID)
	if err != nil {
		return nil, conversation.Delivery{}, fmt.Errorf("begin delivery: %w", err)
	}
	if dispatch != nil {
		return dispatch, conversation.Delivery{State: conversation.MessageSending}, nil
	}
	return s.beginOrSettle(ctx, messageID)
}

// beginAtOnce begins a delivery that nothing is in the way of, in one statement.
// Otherwise it changes nothing and returns nil.
func (s *Store) beginAtOnce(ctx context.Context, messageID string) (*conversation.Dispatch, error) {
	rows, err := s.pool.Query(ctx, attemptOutgoing, messageID)
	if err != nil {
		return nil, err
	}
	row, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[outgoingRow])
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return row.dispatch()
}

// attemptOutgoing is readOutgoing and recordAttempt in one, for what pending,
// waits, overtaken and reserve would let pass.
const attemptOutgoing = `
WITH outgoing AS (` + readOutgoing + `
), attempted AS (
	UPDATE messages m SET state = 'sending', attempts = m.attempts + 1, not_before = NULL, reserved = false
	FROM outgoing o
	WHERE m.id = o.id AND o.state IN ('queued', 'sending') AND o.due
	  AND NOT (o.author = 'auto' AND (o.status <> 'new' OR o.owner_id IS NOT NULL))
	  AND o.inbox_state <> 'disabled' AND (o.rate_per_second = 0 OR o.reserved)
	RETURNING m.id
)
SELECT o.* FROM outgoing o JOIN attempted USING (id)`

func (s *Store) beginOrSettle(ctx context.Context, messageID string) (*conversation.Dispatch, conversation.Delivery, error) {
	var dispatch *conversation.Dispatch
	var delivery conversation.Delivery
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		dispatch, delivery = nil, conversation.Delivery{}
		row, err := lockOutgoing(ctx, tx, messageID)
		if err != nil {
			return err
		}
		switch {
		case !row.pending():
			delivery.State = conversation.MessageState(row.State)
			return nil
		case row.overtaken():
			a := row.stopped()
			delivery.State = a.State
			return settle(ctx, tx, a)
		case row.waits():
			delivery = conversation.Delivery{State: conversation.MessageQueued, NotBefore: instant(row.NotBefore)}
			return nil
		case row.InboxState == string(conversation.InboxDisabled):
			delivery.State = conversation.MessageFailed
			return settle(ctx, tx, conversation.Attempted{
				MessageID: messageID, State: conversation.MessageFailed, Reason: "the inbox is disabled: " + row.InboxReason,
			})
		}
		if at, err := reserve(ctx, tx, row); err != nil || !at.IsZero() {
			delivery = conversation.Delivery{State: conversation.MessageQueued, NotBefore: at}
			return err
		}
		if _, err := tx.Exec(ctx, recordAttempt, messageID); err != nil {
			return fmt.Errorf("record attempt: %w", err)
		}
		delivery.State = conversation.MessageSending
		dispatch, err = row.dispatch()
		return err
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, conversation.Delivery{}, fmt.Errorf("begin delivery: %w", conversation.ErrNotFound)
	}
	if err != nil {
		return nil, conversation.Delivery{}, fmt.Errorf("begin delivery: %w", err)
	}
	if err := s.takeBack(ctx, messageID, delivery.State); err != nil {
		return nil, conversation.Delivery{}, fmt.Errorf("begin delivery: %w", err)
	}
	return dispatch, delivery, nil
}

const recordAttempt = `
UPDATE messages SET state = 'sending', attempts = attempts + 1, not_before = NULL, reserved = false WHERE id = $1`

// FinishDelivery records how an attempt ended. It changes nothing if the
// message was settled meanwhile, as by a receipt.
func (s *Store) FinishDelivery(ctx context.Context, a conversation.Attempted) error {
	if a.State == conversation.MessageSent {
		// Nothing goes with it, so it needs no transaction around it.
		if err := settle(ctx, s.pool, a); err != nil {
			return fmt.Errorf("finish delivery: %w", err)
		}
		return nil
	}
	if err := s.inTx(ctx, func(tx pgx.Tx) error { return settle(ctx, tx, a) }); err != nil {
		return fmt.Errorf("finish delivery: %w", err)
	}
	if err := s.takeBack(ctx, a.MessageID, a.State); err != nil {
		return fmt.Errorf("finish delivery: %w", err)
	}
	return nil
}

func settle(ctx context.Context, q querier, a conversation.Attempted) error {
	args := pgx.NamedArgs{
		"id": a.MessageID, "state": string(a.State), "reason": a.Reason,
		"not_before": null(a.NotBefore), "external": nullID(a.ExternalID),
	}
	if _, err := q.Exec(ctx, settleMessage, args); err != nil {
		return fmt.Errorf("settle message: %w", err)
	}
	if a.State == conversation.MessageQueued || a.State == conversation.MessageFailed || a.State == conversation.MessageUnknown {
		if _, err := q.Exec(ctx, noteFailure, a.MessageID, a.Reason); err != nil {
			return fmt.Errorf("note failure: %w", err)
		}
	}
	if a.Gone {
		if _, err := q.Exec(ctx, disableInbox, a.MessageID, a.Reason); err != nil {
			return fmt.Errorf("disable inbox: %w", err)
		}
	}
	return nil
}

const settleMessage = `
UPDATE messages
SET state = @state, reason = @reason, not_before = @not_before, external_id = coalesce(@external, external_id),
    sent_at = CASE WHEN @state = 'sent' THEN clock_timestamp() ELSE sent_at END
WHERE id = @id AND state IN ('queued', 'sending')`

const noteFailure = `
UPDATE inboxes SET last_failure_at = now(), last_failure = $2
WHERE id = (SELECT inbox_id FROM messages WHERE id = $1)`

const disableInbox = `
UPDATE inboxes SET state = 'disabled', state_reason = $2
WHERE id = (SELECT inbox_id FROM messages WHERE id = $1)`

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
// claim's Commit would move to dropped, so exactly one of the two wins.
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
	return row.dispatch(s.keys)
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
	  AND o.inbox_state <> 'disabled' AND o.paused_until IS NULL AND (o.rate_per_second = 0 OR o.reserved)
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
		dispatch, err = row.dispatch(s.keys)
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
	} else if err := s.inTx(ctx, func(tx pgx.Tx) error { return settle(ctx, tx, a) }); err != nil {
		return fmt.Errorf("finish delivery: %w", err)
	}
	if err := s.takeBack(ctx, a.MessageID, a.State); err != nil {
		return fmt.Errorf("finish delivery: %w", err)
	}
	if err := s.heed(ctx, a); err != nil {
		return fmt.Errorf("finish delivery: %w", err)
	}
	if err := s.unparkSent(ctx, a); err != nil {
		return fmt.Errorf("finish delivery: %w", err)
	}
	return nil
}

func settle(ctx context.Context, q querier, a conversation.Attempted) error {
	args := pgx.NamedArgs{
		"id": a.MessageID, "state": string(a.State), "reason": a.Reason, "code": a.Code, "uncounted": a.Uncounted,
		"not_before": null(a.NotBefore), "external": nullID(a.ExternalID),
	}
	statement := settleMessage
	if a.State == conversation.MessageRefused {
		statement = refuseLate
	}
	if _, err := q.Exec(ctx, statement, args); err != nil {
		return fmt.Errorf("settle message: %w", err)
	}
	if a.State == conversation.MessageQueued || a.State == conversation.MessageFailed || a.State == conversation.MessageUnknown {
		if _, err := q.Exec(ctx, noteFailure, a.MessageID, a.Reason); err != nil {
			return fmt.Errorf("note failure: %w", err)
		}
	}
	if a.State == conversation.MessageQueued || a.State == conversation.MessageFailed {
		if _, err := q.Exec(ctx, forgetWatermarks, a.MessageID); err != nil {
			return fmt.Errorf("forget watermarks: %w", err)
		}
	}
	if a.Gone {
		if _, err := q.Exec(ctx, disableInbox, a.MessageID, a.Reason); err != nil {
			return fmt.Errorf("disable inbox: %w", err)
		}
	}
	return nil
}

// settleMessage also keeps the provider's id of a message that a receipt or an
// echo has settled already, unless the echo has become a message of its own.
const settleMessage = `
UPDATE messages m
SET state = CASE WHEN open THEN @state::text ELSE m.state END, reason = CASE WHEN open THEN @reason ELSE m.reason END,
    not_before = CASE WHEN open THEN @not_before ELSE m.not_before END,
    failure_code = CASE WHEN open THEN @code ELSE m.failure_code END,
    attempts = m.attempts - CASE WHEN open AND @uncounted AND m.attempts > 0 THEN 1 ELSE 0 END,
    sent_at = CASE WHEN @state = 'sent' AND (open OR m.sent_at IS NULL) THEN clock_timestamp() ELSE m.sent_at END,
    external_id = CASE WHEN EXISTS (
        SELECT FROM messages e WHERE e.inbox_id = m.inbox_id AND e.external_id = @external AND e.id <> m.id
    ) THEN m.external_id ELSE coalesce(@external, m.external_id) END
FROM (SELECT id, state IN ('queued', 'sending') AS open FROM messages WHERE id = @id FOR UPDATE) now
WHERE m.id = now.id AND (open OR (m.external_id IS NULL AND @external::text IS NOT NULL))`

// refuseLate gives an agent's message back to its author, as Commit does with one
// that is refused at once.
const refuseLate = `
WITH refused AS (
	UPDATE messages SET state = 'refused', reason = @reason, failure_code = @code
	WHERE id = @id AND state IN ('queued', 'sending')
	RETURNING conversation_id, agent_id, text, kind
)
INSERT INTO drafts (conversation_id, user_id, text)
SELECT conversation_id, agent_id, text FROM refused WHERE agent_id IS NOT NULL AND text <> '' AND kind <> 'template'
` + beforeTheDraft

const noteFailure = `
UPDATE inboxes SET last_failure_at = now(), last_failure = $2
WHERE id = (SELECT inbox_id FROM messages WHERE id = $1)`

const disableInbox = `
UPDATE inboxes SET state = 'disabled', state_reason = $2
WHERE id = (SELECT inbox_id FROM messages WHERE id = $1)`

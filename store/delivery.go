package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"time"

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
// message was settled before, or has to wait for its next attempt or for a
// token of the inbox's bucket.
func (s *Store) BeginDelivery(ctx context.Context, messageID string) (*conversation.Dispatch, conversation.Delivery, error) {
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
		case row.waits():
			delivery = conversation.Delivery{State: conversation.MessageQueued, NotBefore: instant(row.NotBefore)}
			return nil
		case row.overtaken():
			delivery.State = conversation.MessageDropped
			return settle(ctx, tx, conversation.Attempted{
				MessageID: messageID, State: conversation.MessageDropped, Reason: "the ticket is no longer New and unowned",
			})
		case row.InboxState == string(conversation.InboxDisabled):
			delivery.State = conversation.MessageFailed
			return settle(ctx, tx, conversation.Attempted{
				MessageID: messageID, State: conversation.MessageFailed, Reason: "the inbox is disabled: " + row.InboxReason,
			})
		}
		if at, err := takeToken(ctx, tx, row.InboxID, row.RatePerSecond); err != nil || !at.IsZero() {
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
	return dispatch, delivery, nil
}

type outgoingRow struct {
	ID, ConversationID, InboxID    string
	Author                         string
	AgentID                        *string
	Text, ReplyTo                  string
	Attachments                    []byte
	State                          string
	Attempts                       int
	NotBefore                      *time.Time
	Due                            bool
	CreatedAt                      time.Time
	Status                         string
	OwnerID                        *string
	InboxName, InboxState          string
	InboxReason                    string
	Channel                        string
	DeliveryURL                    *string
	Secrets                        []string
	RatePerSecond                  float64
	ContactExternalID, ContactName string
}

// lockOutgoing locks the message row, not the conversation: a Commit that drops
// automatic replies meets it there.
func lockOutgoing(ctx context.Context, tx pgx.Tx, messageID string) (outgoingRow, error) {
	rows, err := tx.Query(ctx, readOutgoing, messageID)
	if err != nil {
		return outgoingRow{}, fmt.Errorf("lock message: %w", err)
	}
	row, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[outgoingRow])
	if err != nil {
		return outgoingRow{}, fmt.Errorf("lock message: %w", err)
	}
	return row, nil
}

const readOutgoing = `
SELECT m.id, m.conversation_id, m.inbox_id, m.author, m.agent_id, m.text, m.reply_to, m.attachments, m.state,
       m.attempts, m.not_before, coalesce(m.not_before <= clock_timestamp(), true) AS due, m.created_at,
       c.status, c.owner_id,
       i.name AS inbox_name, i.state AS inbox_state, i.state_reason AS inbox_reason, i.channel,
       i.delivery_url, i.secrets, i.rate_per_second,
       d.value AS contact_external_id, t.name AS contact_name
FROM messages m
JOIN conversations c ON c.id = m.conversation_id
JOIN inboxes i ON i.id = m.inbox_id
JOIN contacts t ON t.id = c.contact_id
JOIN LATERAL (
	SELECT value FROM contact_identities WHERE inbox_id = c.inbox_id AND contact_id = c.contact_id
	ORDER BY created_at LIMIT 1
) d ON true
WHERE m.id = $1 AND m.direction = 'out'
FOR UPDATE OF m`

func (r outgoingRow) pending() bool {
	return r.State == string(conversation.MessageQueued) || r.State == string(conversation.MessageSending)
}

func (r outgoingRow) waits() bool {
	return r.State == string(conversation.MessageQueued) && !r.Due
}

// overtaken: an automatic reply whose ticket an agent has since taken.
func (r outgoingRow) overtaken() bool {
	return r.Author == string(conversation.ByAuto) && r.State == string(conversation.MessageQueued) &&
		(r.Status != string(conversation.New) || r.OwnerID != nil)
}

func (r outgoingRow) dispatch() (*conversation.Dispatch, error) {
	var attachments []conversation.Attachment
	if err := json.Unmarshal(r.Attachments, &attachments); err != nil {
		return nil, fmt.Errorf("decode attachments: %w", err)
	}
	return &conversation.Dispatch{
		Message: conversation.Message{
			ID: r.ID, ConversationID: r.ConversationID, Direction: conversation.Out,
			Author: conversation.Author(r.Author), AgentID: text(r.AgentID), Text: r.Text,
			Attachments: attachments, ReplyTo: r.ReplyTo, CreatedAt: r.CreatedAt.UTC(),
		},
		Inbox: conversation.Inbox{
			ID: r.InboxID, Name: r.InboxName, Channel: conversation.Channel(r.Channel),
			DeliveryURL: text(r.DeliveryURL), Secrets: r.Secrets,
			State: conversation.InboxState(r.InboxState), StateReason: r.InboxReason,
		},
		To:       conversation.Sender{ID: r.ContactExternalID, Name: r.ContactName},
		Attempt:  r.Attempts + 1,
		Repeated: r.State == string(conversation.MessageSending),
	}, nil
}

const recordAttempt = `
UPDATE messages SET state = 'sending', attempts = attempts + 1, not_before = NULL WHERE id = $1`

// takeToken takes a token of the inbox's bucket, or says when the next one is
// due. A rate of 0 is no bound.
func takeToken(ctx context.Context, tx pgx.Tx, inboxID string, rate float64) (time.Time, error) {
	if rate == 0 {
		return time.Time{}, nil
	}
	var left float64
	var now time.Time
	if err := tx.QueryRow(ctx, drawToken, inboxID).Scan(&left, &now); err != nil {
		return time.Time{}, fmt.Errorf("take token: %w", err)
	}
	if left >= 0 {
		return time.Time{}, nil
	}
	if _, err := tx.Exec(ctx, returnToken, inboxID); err != nil {
		return time.Time{}, fmt.Errorf("return token: %w", err)
	}
	wait := time.Duration(math.Ceil(-left / rate * float64(time.Second)))
	return now.Add(wait).UTC(), nil
}

// drawToken refills the bucket for the time that passed and takes one token,
// below zero if there is none.
const drawToken = `
UPDATE inboxes
SET tokens = least(burst, tokens + rate_per_second * greatest(0, extract(epoch FROM clock_timestamp() - refilled_at))) - 1,
    refilled_at = clock_timestamp()
WHERE id = $1
RETURNING tokens, refilled_at`

const returnToken = `UPDATE inboxes SET tokens = tokens + 1 WHERE id = $1`

// FinishDelivery records how an attempt ended. It changes nothing if the
// message was settled meanwhile, as by a receipt.
func (s *Store) FinishDelivery(ctx context.Context, a conversation.Attempted) error {
	if err := s.inTx(ctx, func(tx pgx.Tx) error { return settle(ctx, tx, a) }); err != nil {
		return fmt.Errorf("finish delivery: %w", err)
	}
	return nil
}

func settle(ctx context.Context, tx pgx.Tx, a conversation.Attempted) error {
	args := pgx.NamedArgs{
		"id": a.MessageID, "state": string(a.State), "reason": a.Reason,
		"not_before": null(a.NotBefore), "external": nullID(a.ExternalID),
	}
	if _, err := tx.Exec(ctx, settleMessage, args); err != nil {
		return fmt.Errorf("settle message: %w", err)
	}
	if a.State == conversation.MessageQueued || a.State == conversation.MessageFailed || a.State == conversation.MessageUnknown {
		if _, err := tx.Exec(ctx, noteFailure, a.MessageID, a.Reason); err != nil {
			return fmt.Errorf("note failure: %w", err)
		}
	}
	if a.Gone {
		if _, err := tx.Exec(ctx, disableInbox, a.MessageID, a.Reason); err != nil {
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

package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

// target is a message by the provider's id of it, or by ours for a watermark that
// came before the provider's was known.
type target struct{ inboxID, externalID string }

// park keeps an event until the message it is about is known. Others of the same
// key say nothing more.
func (r *reception) park(ctx context.Context, h happening, about, key string) error {
	event, err := json.Marshal(h.Event)
	if err != nil {
		return fmt.Errorf("encode event: %w", err)
	}
	_, err = r.tx.Exec(ctx, parkEvent, pgx.NamedArgs{"inbox": h.inboxID, "target": about, "key": key, "event": event})
	if err != nil {
		return fmt.Errorf("park event: %w", err)
	}
	r.look(h.inboxID, about)
	return nil
}

const parkEvent = `
INSERT INTO parked_events (inbox_id, target, key, event) VALUES (@inbox, @target, @key, @event)
ON CONFLICT DO NOTHING`

// unpark does what was parked for messages that are known by now. Who parks and
// who makes a message known both look here after their commit, so that one of
// them finds what the other did.
func (s *Store) unpark(ctx context.Context, about []target) error {
	inboxes, externals := make([]string, len(about)), make([]string, len(about))
	for i, t := range about {
		inboxes[i], externals[i] = t.inboxID, t.externalID
	}
	args := pgx.NamedArgs{"inboxes": inboxes, "externals": externals}
	var waiting bool
	if len(about) > 0 {
		if err := s.pool.QueryRow(ctx, anyParked, args).Scan(&waiting); err != nil {
			return fmt.Errorf("look for parked events: %w", err)
		}
	}
	if !waiting {
		return nil
	}
	r := s.newReception()
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		r.begin(tx)
		rows, err := tx.Query(ctx, takeParked, args)
		if err != nil {
			return err
		}
		r.events, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (happening, error) {
			var h happening
			var event []byte
			if err := row.Scan(&h.inboxID, &event); err != nil {
				return h, err
			}
			return h, json.Unmarshal(event, &h.Event)
		})
		if err != nil {
			return err
		}
		return r.run(ctx)
	})
	if err != nil {
		return fmt.Errorf("do what was parked: %w", err)
	}
	return nil
}

const anyParked = `
SELECT EXISTS (
	SELECT FROM unnest(@inboxes::uuid[], @externals::text[]) AS asked (inbox_id, target)
	JOIN parked_events p USING (inbox_id, target)
	WHERE ` + isKnown + `
)`

const takeParked = `
DELETE FROM parked_events p
USING unnest(@inboxes::uuid[], @externals::text[]) AS asked (inbox_id, target)
WHERE p.inbox_id = asked.inbox_id AND p.target = asked.target AND ` + isKnown + `
RETURNING p.inbox_id, p.event`

// unparkSent does what was parked for a message of ours until its send told the
// provider's id of it.
func (s *Store) unparkSent(ctx context.Context, a conversation.Attempted) error {
	if a.ExternalID == "" {
		return nil
	}
	sent := target{externalID: a.ExternalID}
	err := s.pool.QueryRow(ctx, parkedForSent, a.MessageID, a.ExternalID).Scan(&sent.inboxID)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look for parked events: %w", err)
	}
	return s.unpark(ctx, []target{sent, {sent.inboxID, a.MessageID}})
}

const parkedForSent = `
SELECT m.inbox_id FROM messages m
WHERE m.id = $1 AND EXISTS (SELECT FROM parked_events p WHERE p.inbox_id = m.inbox_id AND p.target IN ($2, m.id::text))`

// ApplyParked does what was parked for messages that are known by now and was
// missed, as by a process that died between a send and its record, and returns
// for how many messages.
func (s *Store) ApplyParked(ctx context.Context) (int64, error) {
	rows, err := s.pool.Query(ctx, missedParked, pruneBatch)
	if err != nil {
		return 0, fmt.Errorf("find parked events: %w", err)
	}
	about, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (target, error) {
		var t target
		return t, row.Scan(&t.inboxID, &t.externalID)
	})
	if err != nil {
		return 0, fmt.Errorf("find parked events: %w", err)
	}
	return int64(len(about)), s.unpark(ctx, about)
}

const missedParked = `
SELECT DISTINCT p.inbox_id, p.target FROM parked_events p WHERE ` + isKnown + ` LIMIT $1`

// PruneParkedEvents deletes events whose message has not become known for age,
// and returns how many. Those whose message has are done first.
func (s *Store) PruneParkedEvents(ctx context.Context, age time.Duration) (int64, error) {
	if _, err := s.ApplyParked(ctx); err != nil {
		return 0, err
	}
	return s.prune(ctx, "parked events", pruneParkedEvents, pgx.NamedArgs{"age": age, "limit": pruneBatch})
}

const pruneParkedEvents = `
DELETE FROM parked_events WHERE (inbox_id, target, key) IN (
	SELECT inbox_id, target, key FROM parked_events
	WHERE parked_at < clock_timestamp() - @age::interval ORDER BY parked_at LIMIT @limit
)`

// parkedReceipt is the key of a receipt that waits: one of each state says all.
func parkedReceipt(r *provider.Receipt) string { return "receipt:" + string(r.State) }

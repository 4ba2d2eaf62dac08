package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/parleyhq/parley/conversation"
)

// Commit writes a workflow's new state if the row still has the version it was
// made from, with everything that goes with it, in one transaction. On another
// version, which a second worker wrote, it writes nothing and says so.
//
// It does not look at c.Answer: that takes a decision, see [Store.CommitDecision].
func (s *Store) Commit(ctx context.Context, c conversation.Change) (conversation.Committed, error) {
	return s.commit(ctx, c, updateState, stateArgs(c.State, c.WakeAt))
}

// commit writes the row by update, which returns version and last seq, or nothing on
// another version; and what goes with it.
func (s *Store) commit(
	ctx context.Context, c conversation.Change, update string, args pgx.NamedArgs,
) (conversation.Committed, error) {
	if len(c.Records)+len(c.Refused)+len(c.Results) == 0 && !c.DropAutomatic {
		// One statement is one transaction.
		committed, err := commitState(ctx, s.pool, update, args)
		if err != nil {
			return conversation.Committed{}, fmt.Errorf("commit: %w", err)
		}
		return committed, nil
	}
	var committed conversation.Committed
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		var err error
		committed, err = commitState(ctx, tx, update, args)
		if err != nil || committed.Conflict {
			return err
		}
		batch := &pgx.Batch{}
		if err := queueSideEffects(batch, c, committed.Version); err != nil {
			return err
		}
		return tx.SendBatch(ctx, batch).Close()
	})
	if err != nil {
		return conversation.Committed{}, fmt.Errorf("commit: %w", err)
	}
	return committed, nil
}

// querier is a transaction, or the pool for a statement by itself.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
}

func stateArgs(st conversation.State, wakeAt time.Time) pgx.NamedArgs {
	return pgx.NamedArgs{
		"id": st.ID, "version": st.Version, "cursor": st.Cursor, "status": string(st.Status), "ticket": st.Ticket,
		"owner": nullID(st.OwnerID), "lease_until": null(st.LeaseUntil), "owner_wrote_at": null(st.OwnerWroteAt),
		"previous_owner": nullID(st.PreviousOwnerID), "campaign": st.CampaignID,
		"window_expires_at": null(st.WindowExpiresAt), "inactive_at": null(st.InactiveAt),
		"waiting_since": null(st.WaitingSince), "answer_from": st.AnswerFrom, "answer_at": null(st.AnswerAt),
		"wake_at": null(wakeAt),
	}
}

func commitState(ctx context.Context, q querier, update string, args pgx.NamedArgs) (conversation.Committed, error) {
	var committed conversation.Committed
	err := q.QueryRow(ctx, update, args).Scan(&committed.Version, &committed.LastSeq)
	if errors.Is(err, pgx.ErrNoRows) {
		return conversation.Committed{Conflict: true}, nil
	}
	if err != nil {
		return conversation.Committed{}, fmt.Errorf("update conversation: %w", err)
	}
	return committed, nil
}

const updateState = `UPDATE conversations SET ` + setState + `
WHERE id = @id AND version = @version
RETURNING version, last_seq`

// setState starts a new ticket without the labels of the one before: labels
// are the ticket's, and the conversation's row shows those of the current one.
// Only what was set before there was a ticket goes along. A campaign that is new to
// the ticket brings its own.
const setState = `
    version = version + 1, applied_seq = @cursor, status = @status, ticket = @ticket,
    owner_id = @owner, lease_until = @lease_until, owner_wrote_at = @owner_wrote_at,
    previous_owner_id = @previous_owner, campaign_id = @campaign,
    window_expires_at = @window_expires_at, inactive_at = @inactive_at, waiting_since = @waiting_since,
    answer_from = @answer_from, answer_at = @answer_at, wake_at = @wake_at,
    sweep_attempts = 0, sweep_after = NULL,
    labels = CASE WHEN ticket IN (0, @ticket) THEN labels ELSE '{}' END || CASE
        WHEN @campaign::text = '' OR (campaign_id = @campaign AND ticket = @ticket) THEN '{}'
        ELSE ARRAY(SELECT l FROM campaigns k, unnest(k.labels) WITH ORDINALITY AS u (l, n)
                   WHERE k.id::text = @campaign
                     AND NOT (conversations.ticket IN (0, @ticket) AND l = ANY (conversations.labels)) ORDER BY n) END`

func queueSideEffects(batch *pgx.Batch, c conversation.Change, version int64) error {
	st := c.State
	for _, r := range c.Records {
		// A change may span tickets: the earlier ones ended in it.
		if r.To != conversation.None && r.Ticket > 0 && r.Ticket != st.Ticket {
			batch.Queue(upsertTicket, pgx.NamedArgs{
				"id": st.ID, "number": r.Ticket, "status": string(r.To), "owner": nil,
				"campaign": r.CampaignID, "at": r.At,
			})
		}
	}
	if len(c.Records) > 0 && st.Ticket > 0 {
		batch.Queue(upsertTicket, pgx.NamedArgs{
			"id": st.ID, "number": st.Ticket, "status": string(st.Status), "owner": nullID(st.OwnerID),
			"campaign": st.CampaignID, "at": c.Records[len(c.Records)-1].At,
		})
	}
	for _, r := range c.Records {
		data, err := json.Marshal(r)
		if err != nil {
			return fmt.Errorf("encode event: %w", err)
		}
		batch.Queue(insertEvent, pgx.NamedArgs{
			"id": st.ID, "version": version, "ticket": r.Ticket, "type": string(r.Type), "actor": r.ActorID,
			"data": data, "at": r.At,
		})
	}
	// The last one first: each goes before what the draft holds.
	for _, r := range slices.Backward(c.Refused) {
		batch.Queue(refuseMessage, pgx.NamedArgs{"id": st.ID, "message": r.MessageID, "reason": string(r.Reason)})
	}
	if c.DropAutomatic {
		batch.Queue(dropAutomatic, st.ID)
	}
	if len(c.Refused) > 0 || c.DropAutomatic {
		batch.Queue(restorePreview, st.ID)
	}
	for _, k := range c.Results {
		result, err := json.Marshal(k.Result)
		if err != nil {
			return fmt.Errorf("encode result: %w", err)
		}
		batch.Queue(keepResult, st.ID, k.RequestID, result)
	}
	return nil
}

const upsertTicket = `
INSERT INTO tickets (conversation_id, number, status, owner_id, campaign_id, labels, opened_at, changed_at)
SELECT @id, @number, @status, @owner, @campaign, CASE WHEN @number = c.ticket THEN c.labels ELSE '{}' END, @at, @at
FROM conversations c WHERE c.id = @id
ON CONFLICT (conversation_id, number) DO UPDATE
SET status = @status, owner_id = coalesce(@owner, tickets.owner_id), changed_at = @at,
    campaign_id = CASE WHEN @campaign = '' THEN tickets.campaign_id ELSE @campaign END,
    labels = CASE WHEN excluded.labels = '{}' THEN tickets.labels ELSE excluded.labels END`

const insertEvent = `
INSERT INTO events (conversation_id, version, ticket, type, actor_id, data, at)
VALUES (@id, @version, @ticket, @type, @actor, @data, @at)`

// refuseMessage gives the text back to its author as a draft, before anything
// they have typed since.
const refuseMessage = `
WITH refused AS (
	UPDATE messages SET state = 'refused', reason = @reason
	WHERE id = @message AND conversation_id = @id AND state = 'queued'
	RETURNING conversation_id, agent_id, text, kind
)
INSERT INTO drafts (conversation_id, user_id, text)
SELECT conversation_id, agent_id, text FROM refused WHERE text <> '' AND kind <> 'template'
` + beforeTheDraft

// beforeTheDraft puts a text that comes back before what was typed since.
const beforeTheDraft = `ON CONFLICT (conversation_id, user_id) DO UPDATE
SET text = excluded.text || E'\n' || drafts.text, updated_at = now()`

const keepResult = `
INSERT INTO requests (conversation_id, id, result) VALUES ($1, $2, $3)
ON CONFLICT (conversation_id, id) DO NOTHING`

package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// mailboxPage is how many entries one read returns at most.
const mailboxPage = 200

// outboxPage is how many outbound messages one read returns at most; the rest
// follow when these are delivered.
const outboxPage = 50

// ReadMailbox returns the conversation's state, the entries after its cursor,
// what is still to be delivered, and the kept results of requestIDs. Rules are
// left to the caller.
func (s *Store) ReadMailbox(ctx context.Context, conversationID string, requestIDs []string) (conversation.Snapshot, error) {
	batch := &pgx.Batch{}
	batch.Queue(readState, conversationID)
	batch.Queue(readEntries, conversationID, mailboxPage+1)
	batch.Queue(readOutbox, conversationID, outboxPage)
	if len(requestIDs) > 0 {
		batch.Queue(readResults, conversationID, requestIDs)
	}
	results := s.pool.SendBatch(ctx, batch)
	snapshot, err := scanSnapshot(results, len(requestIDs) > 0)
	if cerr := results.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return conversation.Snapshot{}, fmt.Errorf("read mailbox: %w", err)
	}
	return snapshot, nil
}

func scanSnapshot(results pgx.BatchResults, withResults bool) (conversation.Snapshot, error) {
	var snapshot conversation.Snapshot
	row, err := scanState(results)
	if errors.Is(err, pgx.ErrNoRows) {
		return conversation.Snapshot{}, nil
	}
	if err != nil {
		return conversation.Snapshot{}, err
	}
	snapshot.Found, snapshot.State, snapshot.Channel = true, row.state(), row.Channel
	if snapshot.Entries, err = scanEntries(results); err != nil {
		return conversation.Snapshot{}, err
	}
	if len(snapshot.Entries) > mailboxPage {
		snapshot.Entries, snapshot.More = snapshot.Entries[:mailboxPage], true
	}
	if snapshot.Outbox, err = scanOutbox(results); err != nil {
		return conversation.Snapshot{}, err
	}
	if withResults {
		snapshot.Results, err = scanResults(results)
	}
	return snapshot, err
}

const readState = `
SELECT id, inbox_id, version, applied_seq, status, ticket, owner_id, lease_until, owner_wrote_at,
       previous_owner_id, campaign_id, least(window_expires_at, window_closed_at) AS window_expires_at,
       inactive_at, waiting_since, answer_from, answer_at,
       (SELECT i.channel FROM inboxes i WHERE i.id = inbox_id) AS channel
FROM conversations WHERE id = $1`

type stateRow struct {
	ID              string
	InboxID         string
	Version         int64
	AppliedSeq      int64
	Status          string
	Ticket          int
	OwnerID         *string
	LeaseUntil      *time.Time
	OwnerWroteAt    *time.Time
	PreviousOwnerID *string
	CampaignID      string
	WindowExpiresAt *time.Time
	InactiveAt      *time.Time
	WaitingSince    *time.Time
	AnswerFrom      int64
	AnswerAt        *time.Time
	Channel         conversation.Channel
}

func scanState(results pgx.BatchResults) (stateRow, error) {
	rows, err := results.Query()
	if err != nil {
		return stateRow{}, err
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[stateRow])
}

func (r stateRow) state() conversation.State {
	return conversation.State{
		ID: r.ID, InboxID: r.InboxID, Version: r.Version, Cursor: r.AppliedSeq,
		Status: conversation.Status(r.Status), Ticket: r.Ticket, OwnerID: text(r.OwnerID),
		LeaseUntil: instant(r.LeaseUntil), OwnerWroteAt: instant(r.OwnerWroteAt),
		PreviousOwnerID: text(r.PreviousOwnerID), CampaignID: r.CampaignID,
		WindowExpiresAt: instant(r.WindowExpiresAt), InactiveAt: instant(r.InactiveAt),
		WaitingSince: instant(r.WaitingSince), AnswerFrom: r.AnswerFrom, AnswerAt: instant(r.AnswerAt),
	}
}

// readEntries takes the cursor from the row, so that it fits the state read in
// the same round trip or is ahead of it; a workflow that is behind adopts.
const readEntries = `
SELECT seq, id AS message_id, author, agent_id, campaign_id, template IS NOT NULL AS template, created_at AS at, sent_at
FROM messages
WHERE conversation_id = $1 AND seq > (SELECT applied_seq FROM conversations WHERE id = $1)
ORDER BY seq LIMIT $2`

func scanEntries(results pgx.BatchResults) ([]conversation.Entry, error) {
	rows, err := results.Query()
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (conversation.Entry, error) {
		r, err := pgx.RowToStructByName[struct {
			Seq        int64
			MessageID  string
			Author     string
			AgentID    *string
			CampaignID string
			Template   bool
			At         time.Time
			SentAt     *time.Time
		}](row)
		e := conversation.Entry{
			Seq: r.Seq, MessageID: r.MessageID, Author: conversation.Author(r.Author),
			AgentID: text(r.AgentID), CampaignID: r.CampaignID, Template: r.Template, At: r.At.UTC(),
		}
		if e.Author == conversation.ByContact {
			e.SentAt = instant(r.SentAt)
		}
		return e, err
	})
}

const readOutbox = `
SELECT m.id AS message_id, m.author, m.not_before
FROM messages m JOIN conversations c ON c.id = m.conversation_id
WHERE m.conversation_id = $1 AND m.direction = 'out' AND m.author <> 'campaign' AND m.state IN ('queued', 'sending')
  AND (m.seq IS NULL OR m.seq <= c.applied_seq)
ORDER BY m.position LIMIT $2`

func scanOutbox(results pgx.BatchResults) ([]conversation.Outgoing, error) {
	rows, err := results.Query()
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (conversation.Outgoing, error) {
		r, err := pgx.RowToStructByName[struct {
			MessageID string
			Author    string
			NotBefore *time.Time
		}](row)
		return conversation.Outgoing{
			MessageID: r.MessageID, Author: conversation.Author(r.Author), NotBefore: instant(r.NotBefore),
		}, err
	})
}

const readResults = `SELECT id, result FROM requests WHERE conversation_id = $1 AND id = ANY ($2)`

func scanResults(results pgx.BatchResults) ([]conversation.KeptResult, error) {
	rows, err := results.Query()
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (conversation.KeptResult, error) {
		var kept conversation.KeptResult
		err := row.Scan(&kept.RequestID, &kept.Result)
		return kept, err
	})
}

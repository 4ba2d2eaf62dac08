package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// VisitorThread returns the conversation of somebody at a widget. It fails with
// conversation.ErrNotFound while they have none.
func (s *Store) VisitorThread(ctx context.Context, inboxID string, who conversation.Identity) (conversation.VisitorThread, error) {
	var t conversation.VisitorThread
	err := s.pool.QueryRow(ctx, visitorThread, inboxID, string(who.Kind), who.Value).Scan(&t.ConversationID, &t.Identified)
	if errors.Is(err, pgx.ErrNoRows) {
		err = conversation.ErrNotFound
	}
	if err != nil {
		return conversation.VisitorThread{}, fmt.Errorf("find visitor's thread: %w", err)
	}
	return t, nil
}

const visitorThread = `
SELECT coalesce(c.merged_into, c.id), EXISTS (
	SELECT FROM contact_identities e
	WHERE e.inbox_id = i.inbox_id AND e.contact_id = i.contact_id AND e.kind = 'user')
FROM contact_identities i
JOIN conversations c ON c.inbox_id = i.inbox_id AND c.contact_id = i.contact_id
WHERE i.inbox_id = $1 AND i.kind = $2 AND i.value = $3`

// VisitorMessages returns the page of a thread before a position, 0 for the
// latest: what the visitor wrote and what reached them, never notes, and nothing
// that was not sent.
func (s *Store) VisitorMessages(ctx context.Context, conversationID string, before int64, limit int) (conversation.VisitorPage, error) {
	var page conversation.VisitorPage
	batch := &pgx.Batch{}
	args := pgx.NamedArgs{"conversation": conversationID, "before": before, "limit": limit}
	// The cursor first: what commits between the statements is read again later,
	// never missed.
	batch.Queue(visitorCursor).QueryRow(func(row pgx.Row) error { return row.Scan(&page.Cursor, new(uint64)) })
	batch.Queue(visitorPage, args).Query(func(rows pgx.Rows) (err error) {
		page.Messages, err = pgx.CollectRows(rows, scanVisitorMessage)
		return err
	})
	if err := s.pool.SendBatch(ctx, batch).Close(); err != nil {
		return conversation.VisitorPage{}, fmt.Errorf("list visitor's messages: %w", err)
	}
	slices.Reverse(page.Messages)
	return page, nil
}

// visitorChangesLimit is from how many changes on a visitor had better start
// over.
const visitorChangesLimit = 100

// VisitorChanges returns the messages of a thread that were added or have changed
// since a cursor, oldest first, and the cursor to go on from; some may be known
// already in that Version. It fails with conversation.ErrNotFound if the cursor
// cannot be gone on from: too much has happened, or it is from another database.
func (s *Store) VisitorChanges(ctx context.Context, conversationID string, cursor uint64) (conversation.VisitorPage, error) {
	var page conversation.VisitorPage
	var newest uint64
	batch := &pgx.Batch{}
	args := pgx.NamedArgs{"conversation": conversationID, "cursor": int64(cursor), "limit": visitorChangesLimit}
	batch.Queue(visitorCursor).QueryRow(func(row pgx.Row) error { return row.Scan(&page.Cursor, &newest) })
	batch.Queue(visitorChanges, args).Query(func(rows pgx.Rows) (err error) {
		page.Messages, err = pgx.CollectRows(rows, scanVisitorMessage)
		return err
	})
	if err := s.pool.SendBatch(ctx, batch).Close(); err != nil {
		return conversation.VisitorPage{}, fmt.Errorf("list visitor's changes: %w", err)
	}
	if cursor > newest || len(page.Messages) == visitorChangesLimit {
		return conversation.VisitorPage{}, fmt.Errorf("list visitor's changes: %w", conversation.ErrNotFound)
	}
	return page, nil
}

// VisitorReceipt notes that everything up to a message has reached the visitor,
// or was read by them. Nothing goes back, and an unknown message is no error.
func (s *Store) VisitorReceipt(ctx context.Context, conversationID string, state conversation.MessageState, upTo string) error {
	_, err := s.pool.Exec(ctx, visitorReceipt, pgx.NamedArgs{
		"conversation": conversationID, "state": string(state), "up_to": upTo,
	})
	if err != nil {
		return fmt.Errorf("note visitor's receipt: %w", err)
	}
	return nil
}

// VisitorHasFile reports whether a file is in a message of the thread that the
// visitor may see.
func (s *Store) VisitorHasFile(ctx context.Context, conversationID, fileID string) (bool, error) {
	var has bool
	err := s.pool.QueryRow(ctx, visitorFile, pgx.NamedArgs{"conversation": conversationID, "file": fileID}).Scan(&has)
	if err != nil {
		return false, fmt.Errorf("find visitor's file: %w", err)
	}
	return has, nil
}

// AgentsOnline reports whether somebody who may answer used Parley within the
// last five minutes.
func (s *Store) AgentsOnline(ctx context.Context) (bool, error) {
	var online bool
	if err := s.pool.QueryRow(ctx, agentsOnline).Scan(&online); err != nil {
		return false, fmt.Errorf("look for agents: %w", err)
	}
	return online, nil
}

const agentsOnline = `
SELECT EXISTS (
	SELECT FROM sessions s JOIN users u ON u.id = s.user_id
	WHERE s.seen_at > now() - interval '5 minutes' AND s.expires_at > now()
	  AND u.disabled_at IS NULL AND u.roles && '{admin,agent}')`

// visitorCursor is the oldest transaction that has not ended, and the first one
// that has not begun.
const visitorCursor = `
SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint, pg_snapshot_xmax(pg_current_snapshot())::text::bigint`

// visitorThreads are the thread and those that were merged into it.
const visitorThreads = `m.conversation_id IN (
	SELECT id FROM conversations WHERE id = @conversation OR merged_into = @conversation)`

// visitorSees is what the visitor may see: their own, and what was sent to them.
const visitorSees = visitorThreads + ` AND NOT m.private
  AND (m.direction = 'in' OR m.state IN ('sent', 'delivered', 'read'))`

const visitorColumns = `
SELECT m.id, m.direction, m.author, a.name AS agent_name, m.external_id, m.text, m.attachments, m.state, m.position,
       coalesce(m.changed_in::text::bigint, 0) AS version, m.created_at, m.edited_at, m.deleted_at,
       (SELECT r.emoji FROM reactions r
        WHERE r.inbox_id = m.inbox_id AND r.target = m.external_id AND r.author = 'brand' AND r.emoji <> '') AS reaction,
       CASE WHEN m.reply_to <> '' THEN (
           SELECT left(q.text, 200) FROM messages q
           WHERE q.inbox_id = m.inbox_id AND q.external_id = m.reply_to AND q.deleted_at IS NULL) END AS quoted
FROM messages m LEFT JOIN users a ON a.id = m.agent_id
WHERE ` + visitorSees

const visitorPage = visitorColumns + ` AND (@before::bigint = 0 OR m.position < @before)
ORDER BY m.position DESC LIMIT @limit`

const visitorChanges = visitorColumns + ` AND m.changed_in >= (@cursor::bigint)::text::xid8
ORDER BY m.position LIMIT @limit`

const visitorFile = `
SELECT EXISTS (
	SELECT FROM messages m
	WHERE ` + visitorSees + ` AND m.deleted_at IS NULL
	  AND m.attachments @> jsonb_build_array(jsonb_build_object('id', @file::text)))`

const visitorReceipt = `
UPDATE messages m
SET state = @state, delivered_at = coalesce(m.delivered_at, clock_timestamp()),
    read_at = CASE WHEN @state = 'read' THEN coalesce(m.read_at, clock_timestamp()) ELSE m.read_at END
WHERE ` + visitorThreads + ` AND NOT m.private AND m.direction = 'out'
  AND (m.state = 'sent' OR (m.state = 'delivered' AND @state = 'read'))
  AND m.position <= (SELECT m.position FROM messages m WHERE m.id = @up_to AND ` + visitorThreads + `)`

type visitorRow struct {
	ID                  string
	Direction           conversation.Direction
	Author              conversation.Author
	AgentName           *string
	ExternalID          *string
	Text                string
	Attachments         []byte
	State               conversation.MessageState
	Position            int64
	Version             uint64
	CreatedAt           time.Time
	EditedAt, DeletedAt *time.Time
	Reaction, Quoted    *string
}

func scanVisitorMessage(row pgx.CollectableRow) (conversation.VisitorMessage, error) {
	r, err := pgx.RowToStructByName[visitorRow](row)
	if err != nil {
		return conversation.VisitorMessage{}, err
	}
	m := conversation.VisitorMessage{
		ID: r.ID, Direction: r.Direction, Author: r.Author, AgentName: text(r.AgentName), ExternalID: text(r.ExternalID),
		Text: r.Text, State: r.State, Position: r.Position, Version: r.Version, CreatedAt: r.CreatedAt.UTC(),
		EditedAt: instant(r.EditedAt), DeletedAt: instant(r.DeletedAt),
		Reaction: text(r.Reaction), Quoted: text(r.Quoted),
	}
	if err := json.Unmarshal(r.Attachments, &m.Attachments); err != nil {
		return conversation.VisitorMessage{}, fmt.Errorf("decode attachments of message %s: %w", r.ID, err)
	}
	return m, nil
}

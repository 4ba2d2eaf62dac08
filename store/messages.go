package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// Messages returns a page of a conversation's history, latest first: at most
// limit messages before the position before (0 for the latest). Notes are among
// them, and so is what was said in conversations that were merged into it. An
// unknown conversation has none.
func (s *Store) Messages(ctx context.Context, conversationID string, before int64, limit int) ([]conversation.Message, error) {
	rows, err := s.pool.Query(ctx, listMessages, pgx.NamedArgs{
		"conversation": conversationID, "before": before, "limit": limit,
	})
	if err != nil {
		return nil, fmt.Errorf("list messages: %w", err)
	}
	messages, err := pgx.CollectRows(rows, scanMessage)
	if err != nil {
		return nil, fmt.Errorf("list messages: %w", err)
	}
	return messages, nil
}

// An inbound message shows the decision made about its burst, an automatic reply
// the one it came from: "why did it say nothing?" has an answer too.
const messageColumns = `m.id, m.position, m.conversation_id, m.seq, m.direction, m.author, m.agent_id,
	a.name AS agent_name, m.private, m.external_id, m.kind, m.text, m.attachments, m.content, m.template,
	m.reply_to, m.campaign_id, m.state, m.reason, m.failure_code, m.sent_at, m.created_at,
	m.delivered_at, m.read_at, m.edited_at, m.deleted_at,
	CASE WHEN m.reply_to <> '' THEN (
		SELECT quoted.id FROM messages quoted WHERE quoted.inbox_id = m.inbox_id AND quoted.external_id = m.reply_to
	) END AS reply_to_id,
	(SELECT jsonb_agg(jsonb_build_object(
			'author', CASE r.author WHEN 'brand' THEN 'agent' ELSE r.author END, 'emoji', r.emoji, 'at', r.at) ORDER BY r.at)
		FROM reactions r WHERE r.inbox_id = m.inbox_id AND r.target = m.external_id AND r.emoji <> '') AS reactions,
	CASE WHEN m.edited_at IS NOT NULL THEN (
		SELECT jsonb_agg(jsonb_build_object('text', e.former, 'at', e.at) ORDER BY e.at, e.key)
		FROM message_edits e WHERE e.message_id = m.id) END AS former,
	CASE WHEN m.author = 'auto' THEN (
		SELECT jsonb_build_object('ID', u.id, 'Name', u.name)
		FROM decision_verdicts w JOIN users u ON u.id = w.user_id WHERE w.decision_id = m.decision_id) END AS corrected,
	CASE WHEN m.private THEN (
		SELECT jsonb_agg(jsonb_build_object('ID', u.id, 'Name', u.name) ORDER BY n.id)
		FROM mentions n JOIN users u ON u.id = n.user_id WHERE n.message_id = m.id) END AS mentioned,
	coalesce(m.decision_id, (
		SELECT d.id FROM decisions d
		WHERE m.author = 'contact' AND d.conversation_id = m.conversation_id AND m.seq BETWEEN d.from_seq AND d.upto_seq
		ORDER BY d.from_seq DESC LIMIT 1)) AS decision_id`

// listMessages takes a page from each of the threads that are one by now, so that
// each is read from its index.
const listMessages = `
SELECT ` + messageColumns + `
FROM (
	SELECT page.* FROM conversations c CROSS JOIN LATERAL (
		SELECT * FROM messages
		WHERE conversation_id = c.id AND (@before::bigint = 0 OR position < @before)
		ORDER BY position DESC LIMIT @limit
	) page
	WHERE c.id = @conversation OR c.merged_into = @conversation
	ORDER BY page.position DESC LIMIT @limit
) m LEFT JOIN users a ON a.id = m.agent_id
ORDER BY m.position DESC`

// GetMessage returns one message of a conversation or conversation.ErrNotFound.
func (s *Store) GetMessage(ctx context.Context, conversationID, id string) (conversation.Message, error) {
	rows, err := s.pool.Query(ctx, selectMessage, pgx.NamedArgs{"conversation": conversationID, "id": id})
	if err != nil {
		return conversation.Message{}, fmt.Errorf("get message: %w", err)
	}
	message, err := pgx.CollectExactlyOneRow(rows, scanMessage)
	if errors.Is(err, pgx.ErrNoRows) {
		err = conversation.ErrNotFound
	}
	if err != nil {
		return conversation.Message{}, fmt.Errorf("get message: %w", err)
	}
	return message, nil
}

const selectMessage = `
SELECT ` + messageColumns + `
FROM messages m LEFT JOIN users a ON a.id = m.agent_id
WHERE m.id = @id AND m.conversation_id IN (
	SELECT id FROM conversations WHERE id = @conversation OR merged_into = @conversation)`

type messageRow struct {
	ID             string
	Position       int64
	ConversationID string
	Seq            *int64
	Direction      conversation.Direction
	Author         conversation.Author
	AgentID        *string
	AgentName      *string
	Private        bool
	ExternalID     *string
	Kind           conversation.Kind
	Text           string
	Attachments    []byte
	Content        []byte
	Template       []byte
	ReplyTo        string
	ReplyToID      *string
	CampaignID     string
	State          conversation.MessageState
	Reason         string
	FailureCode    int
	DecisionID     *string
	Corrected      []byte
	Mentioned      []byte
	Reactions      []byte
	Former         []byte
	SentAt         *time.Time
	CreatedAt      time.Time
	DeliveredAt    *time.Time
	ReadAt         *time.Time
	EditedAt       *time.Time
	DeletedAt      *time.Time
}

func scanMessage(row pgx.CollectableRow) (conversation.Message, error) {
	r, err := pgx.RowToStructByName[messageRow](row)
	if err != nil {
		return conversation.Message{}, err
	}
	m := conversation.Message{
		ID: r.ID, Position: r.Position, ConversationID: r.ConversationID, Direction: r.Direction, Author: r.Author,
		AgentID: text(r.AgentID), AgentName: text(r.AgentName), Private: r.Private, ExternalID: text(r.ExternalID),
		Kind: r.Kind, Text: r.Text, ReplyTo: r.ReplyTo, ReplyToID: text(r.ReplyToID), CampaignID: r.CampaignID,
		State: r.State, Reason: r.Reason, FailureCode: r.FailureCode,
		DecisionID: text(r.DecisionID), SentAt: instant(r.SentAt), CreatedAt: r.CreatedAt.UTC(),
		DeliveredAt: instant(r.DeliveredAt), ReadAt: instant(r.ReadAt),
		EditedAt: instant(r.EditedAt), DeletedAt: instant(r.DeletedAt),
	}
	if r.Seq != nil {
		m.Seq = *r.Seq
	}
	for _, column := range []struct {
		name string
		data []byte
		into any
	}{
		{"attachments", r.Attachments, &m.Attachments},
		{"content", r.Content, &m.Content},
		{"template", r.Template, &m.Template},
		{"correction", r.Corrected, &m.Corrected},
		{"mentions", r.Mentioned, &m.Mentions},
		{"reactions", r.Reactions, &m.Reactions},
		{"former wordings", r.Former, &m.Former},
	} {
		if column.data == nil {
			continue
		}
		if err := json.Unmarshal(column.data, column.into); err != nil {
			return conversation.Message{}, fmt.Errorf("decode %s of message %s: %w", column.name, r.ID, err)
		}
	}
	for i := range m.Reactions {
		m.Reactions[i].At = m.Reactions[i].At.UTC()
	}
	for i := range m.Former {
		m.Former[i].At = m.Former[i].At.UTC()
	}
	return m, nil
}

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
// them. An unknown conversation has none.
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
	a.name AS agent_name, m.private, m.external_id, m.text, m.attachments, m.reply_to, m.campaign_id,
	m.state, m.reason, m.sent_at, m.created_at, coalesce(m.decision_id, (
		SELECT d.id FROM decisions d
		WHERE m.author = 'contact' AND d.conversation_id = m.conversation_id AND m.seq BETWEEN d.from_seq AND d.upto_seq
		ORDER BY d.from_seq DESC LIMIT 1)) AS decision_id`

const listMessages = `
SELECT ` + messageColumns + `
FROM messages m LEFT JOIN users a ON a.id = m.agent_id
WHERE m.conversation_id = @conversation AND (@before::bigint = 0 OR m.position < @before)
ORDER BY m.position DESC LIMIT @limit`

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
WHERE m.id = @id AND m.conversation_id = @conversation`

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
	Text           string
	Attachments    []byte
	ReplyTo        string
	CampaignID     string
	State          conversation.MessageState
	Reason         string
	DecisionID     *string
	SentAt         *time.Time
	CreatedAt      time.Time
}

func scanMessage(row pgx.CollectableRow) (conversation.Message, error) {
	r, err := pgx.RowToStructByName[messageRow](row)
	if err != nil {
		return conversation.Message{}, err
	}
	m := conversation.Message{
		ID: r.ID, Position: r.Position, ConversationID: r.ConversationID, Direction: r.Direction, Author: r.Author,
		AgentID: text(r.AgentID), AgentName: text(r.AgentName), Private: r.Private, ExternalID: text(r.ExternalID),
		Text: r.Text, ReplyTo: r.ReplyTo, CampaignID: r.CampaignID, State: r.State, Reason: r.Reason,
		DecisionID: text(r.DecisionID), SentAt: instant(r.SentAt), CreatedAt: r.CreatedAt.UTC(),
	}
	if r.Seq != nil {
		m.Seq = *r.Seq
	}
	if err := json.Unmarshal(r.Attachments, &m.Attachments); err != nil {
		return conversation.Message{}, fmt.Errorf("decode attachments of message %s: %w", r.ID, err)
	}
	return m, nil
}

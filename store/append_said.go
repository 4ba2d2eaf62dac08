package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// repliedTo is what the channel calls the message that m replies to, "" for none.
// Apps and widgets know messages by our ids too.
func repliedTo(ctx context.Context, tx pgx.Tx, m conversation.Outbound) (string, error) {
	if m.ReplyTo == "" {
		return "", nil
	}
	var known *string
	err := tx.QueryRow(ctx, externalOf, m.ReplyTo, m.ConversationID).Scan(&known)
	if errors.Is(err, pgx.ErrNoRows) || (err == nil && known == nil) {
		return "", conversation.ErrNoReply
	}
	if err != nil {
		return "", fmt.Errorf("find message to reply to: %w", err)
	}
	return *known, nil
}

const externalOf = `
SELECT coalesce(m.external_id, CASE WHEN i.channel IN ('webhook', 'widget') THEN m.id::text END)
FROM messages m
JOIN conversations c ON c.id = m.conversation_id
JOIN inboxes i ON i.id = m.inbox_id
WHERE m.id = $1 AND $2 IN (c.id, c.merged_into) AND NOT m.private`

// words is what people read of a message: a template's words with its values.
func words(ctx context.Context, tx pgx.Tx, inboxID string, m conversation.Outbound) (string, error) {
	if m.Template == nil {
		return m.Text, nil
	}
	var body string
	err := tx.QueryRow(ctx, templateBody, inboxID, m.Template.Name, m.Template.Language).Scan(&body)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return "", fmt.Errorf("find template: %w", err)
	}
	return m.Template.Words(body), nil
}

const templateBody = `
SELECT coalesce(components ->> 'body', '') FROM templates WHERE inbox_id = $1 AND name = $2 AND language = $3`

// agentKind is what the message shows as in the history.
func agentKind(m conversation.Outbound) conversation.Kind {
	switch {
	case m.Template != nil:
		return conversation.KindTemplate
	case len(m.Attachments) > 0:
		return m.Attachments[0].Shows()
	default:
		return conversation.KindText
	}
}

// templateColumn is NULL for no template.
func templateColumn(t *conversation.Template) ([]byte, error) {
	if t == nil {
		return nil, nil
	}
	column, err := json.Marshal(t)
	if err != nil {
		return nil, fmt.Errorf("encode template: %w", err)
	}
	return column, nil
}

package activities

import (
	"context"
	"errors"

	"github.com/parleyhq/parley/conversation"
)

// AppendRequest carries messages that backend services signalled by value.
type AppendRequest struct {
	ConversationID string                       `json:"conversation_id"`
	Inbound        []conversation.InboundSignal `json:"inbound,omitempty"`
	Agent          []conversation.AgentSignal   `json:"agent,omitempty"`
}

// Append puts by-value messages into the mailbox under the same keys as the
// API's. What can never be stored (an unknown inbox, say) is dropped with an
// entry in the audit trail: a poisonous signal must not stop the conversation.
func (a *Conversation) Append(ctx context.Context, r AppendRequest) error {
	for _, s := range r.Inbound {
		_, err := a.Mailbox.Ingest(ctx, []conversation.Inbound{{
			InboxID: s.InboxID, From: conversation.Sender{ID: s.From.ID, Name: conversation.Clean(s.From.Name)},
			ExternalID: s.ID, Text: conversation.Clean(s.Text), Attachments: s.Attachments,
			SentAt: conversation.Believable(s.SentAt), ReplyTo: s.ReplyTo, CampaignID: s.CampaignID,
		}})
		if err := a.orDrop(ctx, r.ConversationID, conversation.SignalInboundMessage, err); err != nil {
			return err
		}
	}
	for _, s := range r.Agent {
		_, err := a.Mailbox.AppendAgent(ctx, conversation.Outbound{
			ConversationID: r.ConversationID,
			MessageID:      conversation.MessageID(r.ConversationID, "signal/"+s.AgentID, s.ID),
			AgentID:        s.AgentID, Text: conversation.Clean(s.Text), Attachments: s.Attachments,
		})
		if err := a.orDrop(ctx, r.ConversationID, conversation.SignalAgentMessage, err); err != nil {
			return err
		}
	}
	return nil
}

func (a *Conversation) orDrop(ctx context.Context, conversationID, signal string, err error) error {
	if err == nil {
		return nil
	}
	if !errors.Is(err, conversation.ErrNotFound) && !errors.Is(err, conversation.ErrInvalid) {
		return a.failed("append", err)
	}
	a.Log.Warn("signal dropped", "signal", signal, "conversation", conversationID, "error", err)
	return a.noteDropped(ctx, conversationID)
}

// DropRequest says that a signal was not for the conversation it was sent to.
type DropRequest struct {
	ConversationID string `json:"conversation_id"`
	Signal         string `json:"signal"`
	Why            string `json:"why"`
}

// Drop notes a dropped signal in the audit trail.
func (a *Conversation) Drop(ctx context.Context, r DropRequest) error {
	a.Log.Warn("signal dropped", "signal", r.Signal, "conversation", r.ConversationID, "why", r.Why)
	return a.noteDropped(ctx, r.ConversationID)
}

func (a *Conversation) noteDropped(ctx context.Context, conversationID string) error {
	record := conversation.Record{Type: conversation.SignalDropped}
	if err := a.Mailbox.LogDroppedSignal(ctx, conversationID, record); err != nil {
		return a.failed("note dropped signal", err)
	}
	return nil
}

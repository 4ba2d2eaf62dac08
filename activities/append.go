package activities

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/parleyhq/parley/conversation"
)

// AppendRequest carries messages that backend services signalled by value.
type AppendRequest struct {
	ConversationID string                       `json:"conversation_id"`
	Inbound        []conversation.InboundSignal `json:"inbound,omitempty"`
	Agent          []conversation.AgentSignal   `json:"agent,omitempty"`
}

// Appended says what became of them.
type Appended struct {
	// NotStored counts the ones the mailbox refused for good.
	NotStored int `json:"not_stored,omitempty"`
	// Strangers counts the ones of agents who may not take conversations.
	Strangers int `json:"strangers,omitempty"`
}

// Append puts by-value messages into the mailbox under the same keys as the
// API's. What can never be stored (an unknown inbox, say) is counted and left
// out: a poisonous signal must not stop the conversation.
func (a *Conversation) Append(ctx context.Context, r AppendRequest) (Appended, error) {
	var appended Appended
	if err := a.appendInbound(ctx, r, &appended); err != nil {
		return Appended{}, err
	}
	strangers, err := a.strangers(ctx, r.Agent)
	if err != nil {
		return Appended{}, err
	}
	for _, s := range r.Agent {
		if slices.Contains(strangers, s.AgentID) {
			appended.Strangers++
			continue
		}
		if !conversation.PlainID(s.ID) {
			if err := a.count(&appended, r.ConversationID, errControls); err != nil {
				return Appended{}, err
			}
			continue
		}
		_, err := a.Mailbox.AppendAgent(ctx, conversation.Outbound{
			ConversationID: r.ConversationID,
			MessageID:      conversation.MessageID(r.ConversationID, "signal/"+s.AgentID, s.ID),
			AgentID:        s.AgentID, Text: conversation.Clean(s.Text), Attachments: s.Attachments,
		})
		if err := a.count(&appended, r.ConversationID, err); err != nil {
			return Appended{}, err
		}
	}
	return appended, nil
}

func (a *Conversation) strangers(ctx context.Context, signals []conversation.AgentSignal) ([]string, error) {
	if len(signals) == 0 {
		return nil, nil
	}
	agents := make([]string, len(signals))
	for i, s := range signals {
		agents[i] = s.AgentID
	}
	strangers, err := a.Users.Strangers(ctx, agents)
	if err != nil {
		return nil, a.failed("look up users", err)
	}
	return strangers, nil
}

// appendInbound puts them into one transaction, and each into its own if one of
// them cannot be stored.
func (a *Conversation) appendInbound(ctx context.Context, r AppendRequest, appended *Appended) error {
	batch := make([]conversation.Inbound, 0, len(r.Inbound))
	for _, s := range r.Inbound {
		if !plainIDs(s.ID, s.From.ID, s.ReplyTo, s.CampaignID) {
			if err := a.count(appended, r.ConversationID, errControls); err != nil {
				return err
			}
			continue
		}
		batch = append(batch, conversation.Inbound{
			InboxID: s.InboxID, From: conversation.Sender{ID: s.From.ID, Name: conversation.Clean(s.From.Name)},
			ExternalID: s.ID, Text: conversation.Clean(s.Text), Attachments: addressed(s.Attachments),
			SentAt: conversation.Believable(s.SentAt), ReplyTo: s.ReplyTo, CampaignID: s.CampaignID,
		})
	}
	if len(batch) == 0 {
		return nil
	}
	if _, err := a.Mailbox.Ingest(ctx, batch); err == nil || !forGood(err) {
		return a.count(appended, r.ConversationID, err)
	}
	for i := range batch {
		_, err := a.Mailbox.Ingest(ctx, batch[i:i+1])
		if err := a.count(appended, r.ConversationID, err); err != nil {
			return err
		}
	}
	return nil
}

// errControls refuses an id, as the API and the webhooks do.
var errControls = fmt.Errorf("an id has control characters: %w", conversation.ErrInvalid)

func plainIDs(ids ...string) bool {
	return !slices.ContainsFunc(ids, func(id string) bool { return !conversation.PlainID(id) })
}

// forGood reports whether trying again would end in the same way.
func forGood(err error) bool {
	return errors.Is(err, conversation.ErrNotFound) || errors.Is(err, conversation.ErrInvalid)
}

func (a *Conversation) count(appended *Appended, conversationID string, err error) error {
	if err == nil {
		return nil
	}
	if !forGood(err) {
		return a.failed("append", err)
	}
	a.Log.Warn("signal dropped", "conversation", conversationID, "error", err)
	appended.NotStored++
	return nil
}

// addressed are the files of an end user's message as a service may hand them
// over: by their address. It cannot say that they are stored here.
func addressed(attachments []conversation.Attachment) []conversation.Attachment {
	var files []conversation.Attachment
	for _, a := range attachments {
		files = append(files, conversation.Attachment{URL: a.URL, Name: a.Name, MIME: a.MIME, Size: a.Size, Kind: a.Kind})
	}
	return files
}

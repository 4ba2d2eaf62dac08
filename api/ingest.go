package api

import (
	"context"
	"sync"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

// Mailbox is where messages become durable.
type Mailbox interface {
	// Ingest stores messages of end users in one transaction. It fails with
	// conversation.ErrNotFound if an inbox does not exist, and with
	// conversation.ErrInvalid for what can never be stored.
	Ingest(ctx context.Context, batch []conversation.Inbound) ([]conversation.Accepted, error)
	// Receive stores what a provider posted, in one transaction, and returns what
	// became of its messages. It fails as Ingest does.
	Receive(ctx context.Context, w provider.Webhook) ([]conversation.Accepted, error)
	// AppendAgent stores an agent's message, queued.
	AppendAgent(ctx context.Context, m conversation.Outbound) (conversation.Accepted, error)
}

// Bell tells a conversation's workflow that its mailbox has news. Ring returns
// at once and may come to nothing: what was not heard is rung again by the
// sweeper. Drain waits until what was rung has been sent, or ctx ends.
type Bell interface {
	Ring(accepted conversation.Accepted, signal string)
	// FAQsChanged rings for the training of the FAQ set.
	FAQsChanged()
	Drain(ctx context.Context) error
}

type ingestHandlers struct {
	mailbox  Mailbox
	inboxes  Inboxes
	channels map[conversation.Channel]Channel
	bell     Bell
	metrics  *Metrics
	// known are the channels of inboxes that services wrote to, by id: they never
	// change.
	known   *sync.Map
	pressed acknowledger
}

// IngestMessage takes a message from a backend service. It is answered only
// once the message is durable.
func (h ingestHandlers) IngestMessage(ctx context.Context, r IngestMessageRequestObject) (IngestMessageResponseObject, error) {
	var f fields
	b := r.Body
	message := conversation.Inbound{
		InboxID: r.ID, From: conversation.Sender{ID: b.From.ID, Name: b.From.Name}, ExternalID: b.ID,
		Text: b.Text, Attachments: f.message(b.Text, b.Attachments), SentAt: conversation.Believable(b.SentAt),
		ReplyTo: b.ReplyTo, CampaignID: b.CampaignID,
	}
	f.id("id", b.ID, conversation.MaxID)
	f.id("from.id", b.From.ID, conversation.MaxID)
	f.id("reply_to", b.ReplyTo, conversation.MaxID)
	f.id("campaign_id", b.CampaignID, conversation.MaxCampaignID)
	if err := f.err(); err != nil {
		return nil, err
	}
	if err := h.takesServices(ctx, r.ID); err != nil {
		return nil, err
	}
	accepted, err := h.take(ctx, []conversation.Inbound{message})
	if err != nil {
		return nil, err
	}
	a := accepted[0]
	if a.Conflict {
		return nil, messageIDTaken("id")
	}
	return IngestMessage202JSONResponse{
		ConversationID: a.ConversationID, MessageID: a.MessageID, Duplicate: a.Duplicate,
	}, nil
}

// take stores messages, then rings for them.
func (h ingestHandlers) take(ctx context.Context, batch []conversation.Inbound) ([]conversation.Accepted, error) {
	accepted, err := h.mailbox.Ingest(ctx, batch)
	if err != nil {
		return nil, err
	}
	h.announce(accepted)
	return accepted, nil
}

// announce counts messages that were stored, and rings for them.
func (h ingestHandlers) announce(accepted []conversation.Accepted) {
	for _, a := range accepted {
		h.metrics.accepted(a)
		if a.Ring {
			h.bell.Ring(a, conversation.SignalInboundMessage)
		}
	}
}

// takesServices wants an inbox that services write to. Of people whom a provider
// knows only the provider may say what they wrote.
func (h ingestHandlers) takesServices(ctx context.Context, id string) error {
	channel, known := h.known.Load(id)
	if !known {
		inbox, err := h.inboxes.GetInbox(ctx, id)
		if err != nil {
			return err
		}
		channel = inbox.Channel
		h.known.Store(id, channel)
	}
	if channel != conversation.ChannelWebhook {
		return refuse(kindWrongChannel, "Services write to webhook inboxes; what comes into this one, its provider sends.")
	}
	return nil
}

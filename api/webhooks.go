package api

import (
	"context"
	"fmt"
	"net/http"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

// Channel is what the API needs of a channel; see package channels.
type Channel interface {
	// Decode verifies a webhook on its raw body and returns what it reports. It
	// fails with channels.ErrSignature, channels.ErrTooOld,
	// channels.ErrAccountIncomplete or a *channels.BodyError.
	Decode(inbox conversation.Inbox, header http.Header, body []byte) ([]provider.Event, error)
	// Policy is what the provider allows.
	Policy() channels.Policy
}

// windows is what the API knows of the channels' windows.
type windows map[conversation.Channel]Channel

// ReceiveWebhook takes what a provider or an app posts. A provider delivers again
// until it gets a 2xx, so redeliveries are fine, and so is another message under
// a known id: the first stays, and the inbox counts the other.
//
// A disabled inbox still takes in. One that cannot verify what it is sent, because
// it is not set up completely or its secrets do not open, answers 503: providers
// deliver again for a day or longer, and nothing is lost meanwhile.
func (h ingestHandlers) ReceiveWebhook(ctx context.Context, r ReceiveWebhookRequestObject) (ReceiveWebhookResponseObject, error) {
	inbox, channel, err := h.receiver(ctx, r.InboxID)
	if err != nil {
		return nil, err
	}
	call := callOf(ctx)
	events, err := channel.Decode(inbox, call.header, call.body)
	if err != nil {
		h.metrics.refused(inbox.Channel, err)
		return nil, fmt.Errorf("receive webhook: %w", err)
	}
	if len(events) == 0 && inbox.Channel == conversation.ChannelWebhook {
		return ReceiveWebhook202JSONResponse{}, nil
	}
	inboxes, err := channels.InboxesOf(ctx, h.inboxes, channel, inbox, call.header, call.body, events)
	if err != nil {
		return nil, err
	}
	accepted, err := h.mailbox.Receive(ctx, provider.Webhook{InboxID: inbox.ID, Body: call.body, Events: events, Inboxes: inboxes})
	if err != nil {
		return nil, err
	}
	h.announce(accepted)
	h.pressed.acknowledge(ctx, channel, inbox, events)
	if inbox.Channel != conversation.ChannelWebhook {
		// Telegram would carry out what a JSON answer says.
		return ReceiveWebhook200Response{}, nil
	}
	receipt := ReceiveWebhook202JSONResponse{Accepted: len(accepted)}
	for _, a := range accepted {
		if a.Duplicate || a.Conflict {
			receipt.Duplicates++
		}
	}
	return receipt, nil
}

// AnswerHandshake lets Meta verify that the address is that of the inbox.
func (h ingestHandlers) AnswerHandshake(ctx context.Context, r AnswerHandshakeRequestObject) (AnswerHandshakeResponseObject, error) {
	inbox, channel, err := h.receiver(ctx, r.InboxID)
	if err != nil {
		return nil, err
	}
	shaker, ok := channel.(channels.Handshaker)
	if !ok {
		return nil, refuse(kindMethodNotAllowed, "Webhooks of this inbox are posted.")
	}
	challenge, err := shaker.Handshake(inbox, callOf(ctx).query)
	if err != nil {
		h.metrics.refused(inbox.Channel, err)
		return nil, fmt.Errorf("answer handshake: %w", err)
	}
	return AnswerHandshake200TextResponse(challenge), nil
}

// receiver returns an inbox that can verify what it is sent, and its channel.
func (h ingestHandlers) receiver(ctx context.Context, id string) (conversation.Inbox, Channel, error) {
	inbox, err := h.inboxes.GetInbox(ctx, id)
	if err != nil {
		return conversation.Inbox{}, nil, err
	}
	channel, ok := h.channels[inbox.Channel]
	if !ok {
		return conversation.Inbox{}, nil, fmt.Errorf("no channel %q for inbox %s", inbox.Channel, inbox.ID)
	}
	if inbox.Locked != "" {
		return conversation.Inbox{}, nil, fmt.Errorf("%w: %s", conversation.ErrInboxLocked, inbox.Locked)
	}
	return inbox, channel, nil
}

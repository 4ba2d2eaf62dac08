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

// block says whether a channel takes no free-form message after the send window.
func (w windows) block(c conversation.Channel) bool {
	channel, ok := w[c]
	return ok && channel.Policy().WindowBlocks()
}

// ReceiveWebhook takes messages from a provider. A provider delivers again
// until it gets a 2xx, so redeliveries are fine, and so is another message under
// a known id: the first stays, and the inbox counts the other.
func (h ingestHandlers) ReceiveWebhook(ctx context.Context, r ReceiveWebhookRequestObject) (ReceiveWebhookResponseObject, error) {
	inbox, err := h.inboxes.GetInbox(ctx, r.InboxID)
	if err != nil {
		return nil, err
	}
	channel, ok := h.channels[inbox.Channel]
	if !ok {
		return nil, fmt.Errorf("no channel %q for inbox %s", inbox.Channel, inbox.ID)
	}
	call := callOf(ctx)
	events, err := channel.Decode(inbox, call.header, call.body)
	if err != nil {
		return nil, fmt.Errorf("receive webhook: %w", err)
	}
	messages := messagesOf(inbox, events)
	receipt := ReceiveWebhook202JSONResponse{Accepted: len(messages)}
	if len(messages) == 0 {
		return receipt, nil
	}
	accepted, err := h.take(ctx, messages)
	if err != nil {
		return nil, err
	}
	for _, a := range accepted {
		if a.Duplicate || a.Conflict {
			receipt.Duplicates++
		}
	}
	return receipt, nil
}

// messagesOf are the messages among events, for the mailbox.
func messagesOf(inbox conversation.Inbox, events []provider.Event) []conversation.Inbound {
	var messages []conversation.Inbound
	for _, e := range events {
		if m := e.Message; m != nil && e.Account == inbox.Account {
			messages = append(messages, conversation.Inbound{
				InboxID: inbox.ID, From: conversation.Sender{ID: m.From.Identities[0].Value, Name: m.From.Name},
				Identities: m.From.Identities, Username: m.From.Username, Language: m.From.Language,
				ExternalID: m.ExternalID, Kind: m.Kind, Content: m.Content(), Text: m.Text, Attachments: m.Attachments,
				SentAt: m.SentAt, ReplyTo: m.ReplyTo, CampaignID: m.CampaignID,
			})
		}
	}
	return messages
}

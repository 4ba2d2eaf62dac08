package api

import (
	"context"
	"fmt"
	"net/http"

	"github.com/parleyhq/parley/conversation"
)

// Channel is what the API needs of a channel; see package channels.
type Channel interface {
	// Receive verifies a webhook on its raw body and returns its messages. It
	// fails with channels.ErrSignature, channels.ErrTooOld or a
	// *channels.BodyError.
	Receive(ctx context.Context, inbox conversation.Inbox, header http.Header, body []byte) ([]conversation.Inbound, error)
	// WindowBlocks says whether the channel takes no free-form message once the
	// send window is over.
	WindowBlocks() bool
}

// windows is what the API knows of the channels' windows.
type windows map[conversation.Channel]Channel

// block says whether a channel takes no free-form message after the send window.
func (w windows) block(c conversation.Channel) bool {
	channel, ok := w[c]
	return ok && channel.WindowBlocks()
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
	messages, err := channel.Receive(ctx, inbox, call.header, call.body)
	if err != nil {
		return nil, fmt.Errorf("receive webhook: %w", err)
	}
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

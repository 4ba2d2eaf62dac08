package activities

import (
	"context"
	"errors"
	"runtime/debug"
	"time"

	"go.temporal.io/sdk/temporal"

	"github.com/parleyhq/parley/conversation"
)

// DeliverRequest names the message to deliver.
type DeliverRequest struct {
	MessageID string `json:"message_id"`
}

// Deliver makes one attempt to deliver a message and says where it stands. The
// attempt is recorded before the call, because a provider's send call has no
// idempotency key. Waiting for the next attempt is the workflow's business, so
// that no worker slot is held.
func (a *Conversation) Deliver(ctx context.Context, r DeliverRequest) (conversation.Delivery, error) {
	dispatch, delivery, err := a.Deliveries.BeginDelivery(ctx, r.MessageID)
	if errors.Is(err, conversation.ErrNotFound) {
		return conversation.Delivery{}, temporal.NewNonRetryableApplicationError("no such message", "NotFound", nil)
	}
	if err != nil {
		return conversation.Delivery{}, a.failed("begin delivery", err)
	}
	if dispatch == nil {
		return delivery, nil
	}
	attempted := a.send(ctx, *dispatch)
	attempted.MessageID = r.MessageID
	if err := a.finish(ctx, attempted); err != nil {
		return conversation.Delivery{}, a.failed("finish delivery", err)
	}
	return conversation.Delivery{State: attempted.State, NotBefore: attempted.NotBefore}, nil
}

// send never panics: a message that its channel cannot bear is one whose fate is
// unknown.
func (a *Conversation) send(ctx context.Context, d conversation.Dispatch) (attempted conversation.Attempted) {
	defer func() {
		if p := recover(); p != nil {
			a.Log.Error("channel panicked", "message", d.Message.ID, "panic", p, "stack", string(debug.Stack()))
			attempted = conversation.Attempted{State: conversation.MessageUnknown, Reason: "the channel failed while sending"}
		}
	}()
	return a.Sender.Send(ctx, d)
}

// finish insists for a moment: an outcome that is not recorded is an outcome
// nobody knows. It goes on when the activity's own time is over.
func (a *Conversation) finish(ctx context.Context, attempted conversation.Attempted) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishTimeout)
	defer cancel()
	for {
		err := a.Deliveries.FinishDelivery(ctx, attempted)
		if err == nil || ctx.Err() != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(finishPause):
		}
	}
}

const (
	finishTimeout = 5 * time.Second
	finishPause   = 200 * time.Millisecond
)

package activities_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"

	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/conversation"
)

// deliveries answers one BeginDelivery and refuses some FinishDeliveries.
type deliveries struct {
	dispatch *conversation.Dispatch
	delivery conversation.Delivery
	begin    error
	refuses  int
	finished []conversation.Attempted
}

func (d *deliveries) BeginDelivery(context.Context, string) (*conversation.Dispatch, conversation.Delivery, error) {
	return d.dispatch, d.delivery, d.begin
}

func (d *deliveries) FinishDelivery(ctx context.Context, a conversation.Attempted) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	d.finished = append(d.finished, a)
	if len(d.finished) <= d.refuses {
		return errors.New("connection reset")
	}
	return nil
}

type sender func(d conversation.Dispatch) conversation.Attempted

func (s sender) Send(_ context.Context, d conversation.Dispatch) conversation.Attempted { return s(d) }

func deliver(ctx context.Context, d *deliveries, s sender) (conversation.Delivery, error) {
	a := activities.Conversation{Deliveries: d, Sender: s, Log: slog.New(slog.DiscardHandler)}
	return a.Deliver(ctx, activities.DeliverRequest{MessageID: "m"})
}

func mustNotSend(t *testing.T) sender {
	t.Helper()
	return func(conversation.Dispatch) conversation.Attempted {
		t.Error("there was nothing to send")
		return conversation.Attempted{}
	}
}

func TestTheEndOfAnAttemptIsRecordedAndReported(t *testing.T) {
	t.Parallel()
	at := time.Unix(1000, 0)
	d := &deliveries{dispatch: &conversation.Dispatch{Attempt: 2}}
	delivery, err := deliver(t.Context(), d, func(got conversation.Dispatch) conversation.Attempted {
		require.Equal(t, *d.dispatch, got)
		return conversation.Attempted{State: conversation.MessageQueued, NotBefore: at, Reason: "HTTP 503"}
	})
	require.NoError(t, err)
	require.Equal(t, conversation.Delivery{State: conversation.MessageQueued, NotBefore: at}, delivery)
	require.Equal(t, []conversation.Attempted{{
		MessageID: "m", State: conversation.MessageQueued, NotBefore: at, Reason: "HTTP 503",
	}}, d.finished)
}

func TestWhatMustWaitOrIsSettledIsNotSent(t *testing.T) {
	t.Parallel()
	for _, state := range []conversation.MessageState{conversation.MessageSent, conversation.MessageQueued, conversation.MessageDropped} {
		want := conversation.Delivery{State: state, NotBefore: time.Unix(1000, 0)}
		got, err := deliver(t.Context(), &deliveries{delivery: want}, mustNotSend(t))
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

func TestAMessageThatIsNotThereIsNotTriedAgain(t *testing.T) {
	t.Parallel()
	_, err := deliver(t.Context(), &deliveries{begin: fmt.Errorf("begin: %w", conversation.ErrNotFound)}, mustNotSend(t))
	var application *temporal.ApplicationError
	require.ErrorAs(t, err, &application)
	require.True(t, application.NonRetryable())

	_, err = deliver(t.Context(), &deliveries{begin: errors.New("connection refused")}, mustNotSend(t))
	require.Error(t, err)
	require.NotErrorAs(t, err, &application, "this one is")
}

// The message has left: that must be recorded, even if the activity's own time
// is over or the database stumbles.
func TestTheEndOfAnAttemptIsInsistedOn(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	d := &deliveries{dispatch: &conversation.Dispatch{}, refuses: 2}
	delivery, err := deliver(ctx, d, func(conversation.Dispatch) conversation.Attempted {
		cancel()
		return conversation.Attempted{State: conversation.MessageSent}
	})
	require.NoError(t, err)
	require.Equal(t, conversation.MessageSent, delivery.State)
	require.Len(t, d.finished, 3)
}

// A channel that panics has sent or has not: nobody knows.
func TestAPanicWhileSendingIsAnUnknownEnd(t *testing.T) {
	t.Parallel()
	d := &deliveries{dispatch: &conversation.Dispatch{}}
	delivery, err := deliver(t.Context(), d, func(conversation.Dispatch) conversation.Attempted { panic("nil pointer") })
	require.NoError(t, err)
	require.Equal(t, conversation.MessageUnknown, delivery.State)
	require.Equal(t, conversation.MessageUnknown, d.finished[0].State)
	require.Equal(t, "m", d.finished[0].MessageID)
}

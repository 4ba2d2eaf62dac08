package workflows

import (
	"errors"
	"slices"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/conversation"
)

// mayDeliver: deliveries of a conversation go one at a time, in order.
func (r *run) mayDeliver(now time.Time) bool {
	return r.delivering == nil && len(r.outbox) > 0 && !r.mayDeliverAt().After(now)
}

// mayDeliverAt is when the head of the outbox is due: its own time has come, and
// the pace to the end user allows it.
func (r *run) mayDeliverAt() time.Time {
	at := r.outbox[0].NotBefore
	if free := r.rules.Pace.Free(r.booked); free.After(at) {
		return free
	}
	return at
}

func (r *run) deliver(ctx workflow.Context) {
	head := r.outbox[0]
	r.booked = r.rules.Pace.Book(r.booked, workflow.Now(ctx))
	ctx = longActivity(ctx, "deliver "+string(head.Author)+" message")
	r.delivering = workflow.ExecuteActivity(ctx, r.acts.Deliver, activities.DeliverRequest{MessageID: head.MessageID})
}

// finishDelivery takes a settled message off the outbox; one that has to be
// tried again stays at its head.
func (r *run) finishDelivery(ctx workflow.Context) error {
	var delivery conversation.Delivery
	err := r.delivering.Get(ctx, &delivery)
	r.delivering = nil
	var application *temporal.ApplicationError
	if err != nil && !errors.As(err, &application) {
		return err
	}
	if err == nil && delivery.State == conversation.MessageQueued {
		// The database's clock may be behind the engine's: without a pause the
		// two would ask each other in circles.
		r.outbox[0].NotBefore = delivery.NotBefore
		if pause := workflow.Now(ctx).Add(shortestPause); pause.After(delivery.NotBefore) {
			r.outbox[0].NotBefore = pause
		}
		return nil
	}
	if err != nil {
		workflow.GetLogger(ctx).Error("message cannot be delivered", "message", r.outbox[0].MessageID, "error", err)
	}
	r.outbox = r.outbox[1:]
	if len(r.outbox) == 0 && r.outboxFull {
		r.outboxFull, r.stale = false, true
	}
	return nil
}

// shortestPause is the least time between two attempts to deliver a message.
const shortestPause = time.Second

// forgetAutomatic takes the automatic replies that a commit dropped off the
// outbox. One under way stays: whether it goes out is decided in its row.
func (r *run) forgetAutomatic() {
	keep := 0
	if r.delivering != nil {
		keep = 1
	}
	if len(r.outbox) <= keep {
		return
	}
	rest := slices.DeleteFunc(slices.Clone(r.outbox[keep:]), func(o conversation.Outgoing) bool {
		return o.Author == conversation.ByAuto
	})
	r.outbox = append(r.outbox[:keep:keep], rest...)
}

// shortActivity is for Postgres work of milliseconds. It is retried until
// Postgres is back: nothing can be decided without it.
func shortActivity(ctx workflow.Context) workflow.Context {
	return workflow.WithLocalActivityOptions(ctx, workflow.LocalActivityOptions{
		// Without it the first would bound all retries together.
		ScheduleToCloseTimeout: 365 * 24 * time.Hour,
		StartToCloseTimeout:    10 * time.Second,
		RetryPolicy: &temporal.RetryPolicy{
			InitialInterval: 100 * time.Millisecond, BackoffCoefficient: 2, MaximumInterval: 5 * time.Second,
		},
	})
}

// longActivity is for calls to other machines.
func longActivity(ctx workflow.Context, summary string) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: 45 * time.Second,
		Summary:             summary,
		RetryPolicy: &temporal.RetryPolicy{
			InitialInterval: 500 * time.Millisecond, BackoffCoefficient: 2, MaximumInterval: 30 * time.Second,
		},
	})
}

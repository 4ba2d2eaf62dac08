package workflows

import (
	"time"

	"go.temporal.io/sdk/workflow"
)

// alarm is the conversation's one durable timer, extended lazily: a later
// deadline lets the running timer fire early and be set again then, which costs
// nothing per message; only an earlier deadline restarts it.
type alarm struct {
	timer  workflow.Future
	cancel workflow.CancelFunc
	at     time.Time
}

// set makes sure that the timer fires at the deadline or before it. A zero
// deadline leaves a running timer alone.
func (a *alarm) set(ctx workflow.Context, now, deadline time.Time, summary string) {
	if a.rang() {
		a.timer = nil
	}
	if deadline.IsZero() || (a.timer != nil && !deadline.Before(a.at)) {
		return
	}
	if a.timer != nil {
		a.cancel()
	}
	timerCtx, cancel := workflow.WithCancel(ctx)
	a.timer = workflow.NewTimerWithOptions(timerCtx, max(deadline.Sub(now), time.Millisecond),
		workflow.TimerOptions{Summary: summary})
	a.cancel, a.at = cancel, deadline
}

// rang reports whether the timer has fired.
func (a *alarm) rang() bool { return a.timer != nil && a.timer.IsReady() }

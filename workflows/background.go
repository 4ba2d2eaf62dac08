package workflows

import (
	"strconv"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"
)

// beatTimeout is how soon the engine gives the work of a worker that has died to
// another one.
const beatTimeout = 30 * time.Second

// untilDone is how many attempts work gets that waits for what it needs, be that
// away for days.
const untilDone = 1 << 20

// background is for work beside the conversations that takes seconds or minutes.
func background(ctx workflow.Context, summary string, limit time.Duration, attempts int32) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: limit,
		HeartbeatTimeout:    beatTimeout,
		Summary:             summary,
		// A cancelled run must not write its end before the work has noticed.
		WaitForCancellation: true,
		RetryPolicy: &temporal.RetryPolicy{
			InitialInterval: time.Second, BackoffCoefficient: 2, MaximumInterval: 5 * time.Minute,
			MaximumAttempts: attempts,
		},
	})
}

// ending is how a run ends that came to err: as cancelled if somebody cancelled it,
// whatever failed because of that or at that time.
func ending(ctx workflow.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// afterwards is a context in which something can be put in order after the run
// has been cancelled.
func afterwards(ctx workflow.Context) workflow.Context {
	ctx, _ = workflow.NewDisconnectedContext(ctx)
	return ctx
}

// wrongID says that a workflow was started under an id that names nothing.
func wrongID(want string) error {
	return temporal.NewNonRetryableApplicationError("the workflow id is not "+want, "WrongWorkflowID", nil)
}

// thousands writes a count as people read it: 12,345.
func thousands(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

package load

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
)

// Terminate ends a workflow at once, if it runs.
func Terminate(ctx context.Context, c client.Client, workflowID string) error {
	err := c.TerminateWorkflow(ctx, workflowID, "", "the benchmark is over")
	if missing(err) || err == nil {
		return nil
	}
	return fmt.Errorf("terminate workflow: %w", err)
}

// HistoryLength returns how many events a workflow's history has once nothing is
// under way in it, 0 if there is no such workflow.
func HistoryLength(ctx context.Context, c client.Client, workflowID string) (int64, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, quietLimit, errors.New("workflow does not come to rest"))
	defer cancel()
	for {
		d, err := c.DescribeWorkflowExecution(ctx, workflowID, "")
		if missing(err) {
			return 0, nil
		}
		if err != nil {
			return 0, fmt.Errorf("describe workflow: %w", err)
		}
		if d.GetPendingWorkflowTask() == nil && len(d.GetPendingActivities()) == 0 {
			return d.GetWorkflowExecutionInfo().GetHistoryLength(), nil
		}
		select {
		case <-time.After(quietPause):
		case <-ctx.Done():
			return 0, context.Cause(ctx)
		}
	}
}

const (
	quietLimit = time.Minute
	quietPause = 20 * time.Millisecond
)

func missing(err error) bool {
	var notFound *serviceerror.NotFound
	return errors.As(err, &notFound)
}

package jobs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.temporal.io/api/common/v1"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
)

// Forget ends the runs of a workflow that began before an instant, has the engine
// delete what it knows of them, and returns how many it found. The engine lists a
// run some seconds after it began and deletes it a moment after it was told to:
// whoever wants none to be left asks until there are none.
func (j *Jobs) Forget(ctx context.Context, namespace, workflowID string, before time.Time) (int, error) {
	runs, err := j.runsOf(ctx, namespace, workflowID)
	if err != nil {
		return 0, err
	}
	found := 0
	for _, run := range runs {
		if run.StartTime.AsTime().After(before) {
			continue
		}
		found++
		if run.Status == enums.WORKFLOW_EXECUTION_STATUS_RUNNING {
			err := j.client.TerminateWorkflow(ctx, workflowID, run.Execution.RunId, "the person was erased")
			if unlessGone(err) != nil {
				return found, fmt.Errorf("end a run of %s: %w", workflowID, err)
			}
		}
		_, err := j.client.WorkflowService().DeleteWorkflowExecution(ctx, &workflowservice.DeleteWorkflowExecutionRequest{
			Namespace: namespace, WorkflowExecution: &common.WorkflowExecution{WorkflowId: workflowID, RunId: run.Execution.RunId},
		})
		if unlessGone(err) != nil {
			return found, fmt.Errorf("delete the history of %s: %w", workflowID, err)
		}
	}
	return found, nil
}

// runsOf lists the runs of a workflow; the latest is known at once.
func (j *Jobs) runsOf(ctx context.Context, namespace, workflowID string) ([]*workflow.WorkflowExecutionInfo, error) {
	var runs []*workflow.WorkflowExecutionInfo
	var next []byte
	for {
		page, err := j.client.ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{
			Namespace: namespace, Query: fmt.Sprintf("WorkflowId = '%s'", workflowID), NextPageToken: next,
		})
		if err != nil {
			return nil, fmt.Errorf("list runs of %s: %w", workflowID, err)
		}
		runs = append(runs, page.Executions...)
		if next = page.NextPageToken; len(next) == 0 {
			break
		}
	}
	latest, err := j.client.DescribeWorkflowExecution(ctx, workflowID, "")
	if unlessGone(err) != nil {
		return nil, fmt.Errorf("find the latest run of %s: %w", workflowID, err)
	}
	if err != nil {
		return runs, nil //nolint:nilerr // there is none
	}
	for _, run := range runs {
		if run.Execution.RunId == latest.WorkflowExecutionInfo.Execution.RunId {
			return runs, nil
		}
	}
	return append(runs, latest.WorkflowExecutionInfo), nil
}

// unlessGone is nil for what is not there any more.
func unlessGone(err error) error {
	var gone *serviceerror.NotFound
	if errors.As(err, &gone) {
		return nil
	}
	return err
}

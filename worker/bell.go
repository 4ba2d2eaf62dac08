package worker

import (
	"context"
	"errors"
	"fmt"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"

	"github.com/parleyhq/parley/campaign"
	"github.com/parleyhq/parley/responder"
)

// Bell starts the workflows beside the conversations, or tells the one that runs.
type Bell struct {
	client client.Client
	queue  string
}

// NewBell returns one for the workers of a task queue.
func NewBell(c client.Client, queue string) *Bell { return &Bell{client: c, queue: queue} }

// FAQsChanged has the FAQ set trained for.
func (b *Bell) FAQsChanged(ctx context.Context) error {
	_, err := b.client.SignalWithStartWorkflow(ctx, responder.TrainingID, responder.SignalFAQsChanged, nil,
		client.StartWorkflowOptions{TaskQueue: b.queue}, responder.TrainingType)
	if err != nil {
		return fmt.Errorf("ring for training: %w", err)
	}
	return nil
}

// CampaignChanged has a campaign look at what it has to send.
func (b *Bell) CampaignChanged(ctx context.Context, id string) error {
	_, err := b.client.SignalWithStartWorkflow(ctx, campaign.WorkflowID(id), campaign.SignalChanged, nil,
		client.StartWorkflowOptions{TaskQueue: b.queue}, campaign.WorkflowType)
	if err != nil {
		return fmt.Errorf("ring for campaign: %w", err)
	}
	return nil
}

// Start makes sure that a workflow runs: one that does is left alone.
func (b *Bell) Start(ctx context.Context, workflowType, id string) error {
	_, err := b.client.ExecuteWorkflow(ctx, client.StartWorkflowOptions{
		ID: id, TaskQueue: b.queue, WorkflowIDConflictPolicy: enums.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
	}, workflowType)
	var started *serviceerror.WorkflowExecutionAlreadyStarted
	if err != nil && !errors.As(err, &started) {
		return fmt.Errorf("start %s: %w", workflowType, err)
	}
	return nil
}

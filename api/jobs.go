package api

import (
	"context"
	"errors"
	"fmt"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"github.com/parleyhq/parley/campaign"
	"github.com/parleyhq/parley/responder"
)

// Jobs starts and stops the workflows beside the conversations. What they are to
// do stands in the database before: a job that could not be started, because the
// engine is away, is started by the sweeper.
type Jobs interface {
	// StartImport and StartReplay start the workflow of what was stored under an
	// id, StartReembed that of the change that was begun. One that runs is left
	// alone.
	StartImport(ctx context.Context, id string) error
	StartReplay(ctx context.Context, id string) error
	StartReembed(ctx context.Context) error
	// AwaitImport and AwaitReplay return when the workflow has ended, however it
	// ended, and fail when ctx ends first.
	AwaitImport(ctx context.Context, id string) error
	AwaitReplay(ctx context.Context, id string) error
	// CancelImport and CancelReembed ask the workflow to stop; one that does not
	// run is no error.
	CancelImport(ctx context.Context, id string) error
	CancelReembed(ctx context.Context) error
	// CampaignChanged has a campaign look at what it has to send.
	CampaignChanged(ctx context.Context, id string) error
	// FindSuggestions looks for suggestions now, and reports whether it began: one
	// search runs at a time.
	FindSuggestions(ctx context.Context) (began bool, err error)
}

// FAQsChanged tells the training that the FAQ set has changed.
func (t *Temporal) FAQsChanged(ctx context.Context) error {
	_, err := t.client.SignalWithStartWorkflow(ctx, responder.TrainingID, responder.SignalFAQsChanged, nil,
		client.StartWorkflowOptions{TaskQueue: t.taskQueue}, responder.TrainingType)
	if err != nil {
		return fmt.Errorf("signal %s: %w", responder.SignalFAQsChanged, err)
	}
	return nil
}

// StartImport implements [Jobs].
func (t *Temporal) StartImport(ctx context.Context, id string) error {
	_, err := t.start(ctx, responder.ImportType, responder.ImportID(id))
	return err
}

// StartReplay implements [Jobs].
func (t *Temporal) StartReplay(ctx context.Context, id string) error {
	_, err := t.start(ctx, responder.ReplayType, responder.ReplayID(id))
	return err
}

// StartReembed implements [Jobs].
func (t *Temporal) StartReembed(ctx context.Context) error {
	_, err := t.start(ctx, responder.ReembedType, responder.ReembedID)
	return err
}

// FindSuggestions implements [Jobs].
func (t *Temporal) FindSuggestions(ctx context.Context) (bool, error) {
	return t.start(ctx, responder.SuggestionsType, responder.SuggestionsNowID)
}

// CampaignChanged implements [Jobs].
func (t *Temporal) CampaignChanged(ctx context.Context, id string) error {
	_, err := t.client.SignalWithStartWorkflow(ctx, campaign.WorkflowID(id), campaign.SignalChanged, nil,
		client.StartWorkflowOptions{TaskQueue: t.taskQueue}, campaign.WorkflowType)
	if err != nil {
		return fmt.Errorf("signal %s: %w", campaign.SignalChanged, err)
	}
	return nil
}

// AwaitImport implements [Jobs].
func (t *Temporal) AwaitImport(ctx context.Context, id string) error {
	return t.await(ctx, responder.ImportID(id))
}

// AwaitReplay implements [Jobs].
func (t *Temporal) AwaitReplay(ctx context.Context, id string) error {
	return t.await(ctx, responder.ReplayID(id))
}

// CancelImport implements [Jobs].
func (t *Temporal) CancelImport(ctx context.Context, id string) error {
	return t.cancel(ctx, responder.ImportID(id))
}

// CancelReembed implements [Jobs].
func (t *Temporal) CancelReembed(ctx context.Context) error {
	return t.cancel(ctx, responder.ReembedID)
}

// start starts a workflow without an argument, and reports whether it had to.
func (t *Temporal) start(ctx context.Context, workflowType, id string) (began bool, err error) {
	_, err = t.client.ExecuteWorkflow(ctx, client.StartWorkflowOptions{
		ID: id, TaskQueue: t.taskQueue,
		WorkflowIDConflictPolicy:                 enumspb.WORKFLOW_ID_CONFLICT_POLICY_FAIL,
		WorkflowExecutionErrorWhenAlreadyStarted: true,
	}, workflowType)
	var started *serviceerror.WorkflowExecutionAlreadyStarted
	switch {
	case errors.As(err, &started):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("start %s: %w", id, err)
	}
	return true, nil
}

func (t *Temporal) await(ctx context.Context, id string) error {
	err := t.client.GetWorkflow(ctx, id, "").Get(ctx, nil)
	var ended *temporal.WorkflowExecutionError
	if err != nil && !errors.As(err, &ended) {
		return fmt.Errorf("await %s: %w", id, err)
	}
	return nil
}

func (t *Temporal) cancel(ctx context.Context, id string) error {
	err := t.client.CancelWorkflow(ctx, id, "")
	var gone *serviceerror.NotFound
	if err != nil && !errors.As(err, &gone) {
		return fmt.Errorf("cancel %s: %w", id, err)
	}
	return nil
}

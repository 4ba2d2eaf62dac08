// Package jobs starts, tells and stops the workflows beside the conversations:
// trainings, imports, replays, changes of the embedder, suggestions, campaigns, erasures.
// Which of them are due stands in the database; the API asks for one at once,
// and workers for what is still waiting later.
package jobs

import (
	"context"
	"errors"
	"fmt"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"

	"github.com/parleyhq/parley/campaign"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/responder"
)

// Jobs reaches the workflows that the workers of one task queue run.
type Jobs struct {
	client client.Client
	queue  string
}

// New returns the jobs of a task queue, conversation.TaskQueue outside of tests.
func New(c client.Client, queue string) *Jobs { return &Jobs{client: c, queue: queue} }

// FAQsChanged has the FAQ set trained for, once more if a training runs.
func (j *Jobs) FAQsChanged(ctx context.Context) error {
	return j.tell(ctx, responder.TrainingType, responder.TrainingID, responder.SignalFAQsChanged)
}

// CampaignChanged has a campaign look at what it has to send.
func (j *Jobs) CampaignChanged(ctx context.Context, id string) error {
	return j.tell(ctx, campaign.WorkflowType, campaign.WorkflowID(id), campaign.SignalChanged)
}

// StartTraining starts the training of the FAQ set; one that runs is left alone,
// unlike by [Jobs.FAQsChanged].
func (j *Jobs) StartTraining(ctx context.Context) error {
	_, err := j.start(ctx, responder.TrainingType, responder.TrainingID)
	return err
}

// StartImport starts the import that was stored under an id, unless it runs.
func (j *Jobs) StartImport(ctx context.Context, id string) error {
	_, err := j.start(ctx, responder.ImportType, responder.ImportID(id))
	return err
}

// StartReplay starts the replay that was stored under an id, unless it runs.
func (j *Jobs) StartReplay(ctx context.Context, id string) error {
	_, err := j.start(ctx, responder.ReplayType, responder.ReplayID(id))
	return err
}

// StartErasure starts the erasure that was stored under an id, unless it runs.
func (j *Jobs) StartErasure(ctx context.Context, id string) error {
	_, err := j.start(ctx, conversation.ErasureType, conversation.ErasureWorkflowID(id))
	return err
}

// StartReembed starts the change of the embedder that was begun, unless it runs.
func (j *Jobs) StartReembed(ctx context.Context) error {
	_, err := j.start(ctx, responder.ReembedType, responder.ReembedID)
	return err
}

// FindSuggestions looks for suggestions now, and reports whether it began: one
// search runs at a time.
func (j *Jobs) FindSuggestions(ctx context.Context) (began bool, err error) {
	return j.start(ctx, responder.SuggestionsType, responder.SuggestionsNowID)
}

// tell signals a workflow that takes no argument, and starts it if it sleeps.
func (j *Jobs) tell(ctx context.Context, workflowType, id, signal string) error {
	_, err := j.client.SignalWithStartWorkflow(ctx, id, signal, nil,
		client.StartWorkflowOptions{TaskQueue: j.queue}, workflowType)
	if err != nil {
		return fmt.Errorf("signal %s to %s: %w", signal, id, err)
	}
	return nil
}

// start starts a workflow without an argument, and reports whether it had to.
func (j *Jobs) start(ctx context.Context, workflowType, id string) (began bool, err error) {
	_, err = j.client.ExecuteWorkflow(ctx, client.StartWorkflowOptions{
		ID: id, TaskQueue: j.queue,
		WorkflowIDConflictPolicy:                 enums.WORKFLOW_ID_CONFLICT_POLICY_FAIL,
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

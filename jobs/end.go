package jobs

import (
	"context"
	"errors"
	"fmt"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/temporal"

	"github.com/parleyhq/parley/responder"
)

// AwaitImport returns when the import has ended, however it ended, and fails when
// ctx ends first.
func (j *Jobs) AwaitImport(ctx context.Context, id string) error {
	return j.await(ctx, responder.ImportID(id))
}

// AwaitReplay does so for a replay.
func (j *Jobs) AwaitReplay(ctx context.Context, id string) error {
	return j.await(ctx, responder.ReplayID(id))
}

// CancelImport asks the import to stop; one that does not run is no error.
func (j *Jobs) CancelImport(ctx context.Context, id string) error {
	return j.cancel(ctx, responder.ImportID(id))
}

// CancelReembed does so for the change of the embedder.
func (j *Jobs) CancelReembed(ctx context.Context) error {
	return j.cancel(ctx, responder.ReembedID)
}

func (j *Jobs) await(ctx context.Context, id string) error {
	err := j.client.GetWorkflow(ctx, id, "").Get(ctx, nil)
	var ended *temporal.WorkflowExecutionError
	if err != nil && !errors.As(err, &ended) {
		return fmt.Errorf("await %s: %w", id, err)
	}
	return nil
}

func (j *Jobs) cancel(ctx context.Context, id string) error {
	err := j.client.CancelWorkflow(ctx, id, "")
	var gone *serviceerror.NotFound
	if err != nil && !errors.As(err, &gone) {
		return fmt.Errorf("cancel %s: %w", id, err)
	}
	return nil
}

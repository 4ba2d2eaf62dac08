package jobs_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/parleyhq/parley/internal/devstack"
	"github.com/parleyhq/parley/jobs"
	"github.com/parleyhq/parley/responder"
)

func TestMain(m *testing.M) { devstack.Main(m) }

// nobody is an id that nothing has.
const nobody = "00000000-0000-4000-8000-000000000000"

// job runs until it is cancelled.
func job(ctx workflow.Context) error {
	return workflow.Await(ctx, func() bool { return false })
}

// training ends at its second signal.
func training(ctx workflow.Context) error {
	signals := workflow.GetSignalChannel(ctx, responder.SignalFAQsChanged)
	signals.Receive(ctx, nil)
	signals.Receive(ctx, nil)
	return nil
}

func reachJobs(t *testing.T) (*jobs.Jobs, client.Client) {
	t.Helper()
	c, err := client.Dial(client.Options{HostPort: devstack.Temporal(t)})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	w := worker.New(c, t.Name(), worker.Options{})
	for _, name := range []string{responder.ImportType, responder.ReplayType, responder.ReembedType, responder.SuggestionsType} {
		w.RegisterWorkflowWithOptions(job, workflow.RegisterOptions{Name: name})
	}
	w.RegisterWorkflowWithOptions(training, workflow.RegisterOptions{Name: responder.TrainingType})
	require.NoError(t, w.Start())
	t.Cleanup(w.Stop)
	return jobs.New(c, t.Name()), c
}

// A job is started once however often it is asked for, waited for as long as one
// likes, and stopped; stopping what does not run is fine.
func TestJobs(t *testing.T) {
	t.Parallel()
	reached, c := reachJobs(t)
	ctx := t.Context()
	for name, run := range map[string]struct {
		id     string
		start  func(context.Context) error
		await  func(context.Context) error
		cancel func(context.Context) error
	}{
		"import": {
			id:     responder.ImportID(nobody),
			start:  func(ctx context.Context) error { return reached.StartImport(ctx, nobody) },
			await:  func(ctx context.Context) error { return reached.AwaitImport(ctx, nobody) },
			cancel: func(ctx context.Context) error { return reached.CancelImport(ctx, nobody) },
		},
		"replay": {
			id:     responder.ReplayID(nobody),
			start:  func(ctx context.Context) error { return reached.StartReplay(ctx, nobody) },
			await:  func(ctx context.Context) error { return reached.AwaitReplay(ctx, nobody) },
			cancel: func(ctx context.Context) error { return c.CancelWorkflow(ctx, responder.ReplayID(nobody), "") },
		},
		"reembed": {
			id:     responder.ReembedID,
			start:  reached.StartReembed,
			await:  func(ctx context.Context) error { return c.GetWorkflow(ctx, responder.ReembedID, "").Get(ctx, nil) },
			cancel: reached.CancelReembed,
		},
	} {
		require.NoError(t, run.start(ctx), name)
		first := runOf(t, c, run.id)
		require.NoError(t, run.start(ctx), name)
		require.Equal(t, first, runOf(t, c, run.id), name)

		short, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
		require.Error(t, run.await(short), name)
		cancel()
		require.NoError(t, run.cancel(ctx), name)
		if name == "reembed" {
			require.Error(t, run.await(ctx), "it was cancelled")
		} else {
			require.NoError(t, run.await(ctx), "ended is ended")
		}
	}
	require.NoError(t, reached.CancelImport(ctx, uuid.NewString()))
	require.NoError(t, reached.CancelReembed(ctx))
}

// runOf is the run that a workflow id has now.
func runOf(t *testing.T, c client.Client, id string) string {
	t.Helper()
	described, err := c.DescribeWorkflowExecution(t.Context(), id, "")
	require.NoError(t, err)
	return described.WorkflowExecutionInfo.Execution.RunId
}

// One search for suggestions runs at a time.
func TestFindSuggestionsOnce(t *testing.T) {
	t.Parallel()
	reached, c := reachJobs(t)
	began, err := reached.FindSuggestions(t.Context())
	require.NoError(t, err)
	require.True(t, began)
	began, err = reached.FindSuggestions(t.Context())
	require.NoError(t, err)
	require.False(t, began)
	require.NoError(t, c.TerminateWorkflow(t.Context(), responder.SuggestionsNowID, "", "end of the test"))
}

// Changes of the FAQ set reach the training that runs, or start one.
func TestFAQsChanged(t *testing.T) {
	t.Parallel()
	reached, c := reachJobs(t)
	require.NoError(t, reached.FAQsChanged(t.Context()))
	require.NoError(t, reached.FAQsChanged(t.Context()))
	require.NoError(t, c.GetWorkflow(t.Context(), responder.TrainingID, "").Get(t.Context(), nil))
}

package api_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/parleyhq/parley/api"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/internal/devstack"
)

// small is a workflow with a conversation's contract and none of its rules: the
// first who claims owns, and it ends when somebody closes it.
func small(ctx workflow.Context, start conversation.Start) (conversation.InboundSignal, error) {
	var owner string
	var closed bool
	handle := func(name string, do func(conversation.UpdateRequest) bool) error {
		return workflow.SetUpdateHandler(ctx, name, func(ctx workflow.Context, r conversation.UpdateRequest) (conversation.Result, error) {
			// Long enough that many are in flight together.
			if err := workflow.Sleep(ctx, 20*time.Millisecond); err != nil {
				return conversation.Result{}, err
			}
			granted := do(r)
			return conversation.Result{Granted: granted, OwnerID: owner}, nil
		})
	}
	err := errors.Join(
		handle(conversation.UpdateClaim, func(r conversation.UpdateRequest) bool {
			if owner == "" {
				owner = r.UserID
			}
			return owner == r.UserID
		}),
		handle(conversation.UpdateClose, func(conversation.UpdateRequest) bool {
			closed = true
			return true
		}),
	)
	if err != nil {
		return conversation.InboundSignal{}, err
	}
	if start.ConversationID != conversation.FromWorkflowID(workflow.GetInfo(ctx).WorkflowExecution.ID) {
		return conversation.InboundSignal{}, temporal.NewApplicationError("started for another conversation", "")
	}
	heard := conversation.InboundSignal{}
	signals := workflow.GetSignalChannel(ctx, conversation.SignalInboundMessage)
	err = workflow.Await(ctx, func() bool { return closed || signals.Len() > 0 })
	signals.ReceiveAsync(&heard)
	if err == nil {
		err = workflow.Await(ctx, func() bool { return workflow.AllHandlersFinished(ctx) })
	}
	return heard, err
}

// reach starts a worker for small on a task queue of the test's own.
func reach(t *testing.T) (*api.Temporal, client.Client) {
	t.Helper()
	c, err := client.Dial(client.Options{HostPort: devstack.Temporal(t)})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	w := worker.New(c, t.Name(), worker.Options{})
	w.RegisterWorkflowWithOptions(small, workflow.RegisterOptions{Name: conversation.WorkflowType})
	require.NoError(t, w.Start())
	t.Cleanup(w.Stop)
	return api.NewTemporal(c, t.Name()), c
}

// The engine refuses the eleventh update in flight; nobody gets to see that, nor
// where two processes, each of which sends eight, meet at one conversation.
func TestManyUpdatesAtOnce(t *testing.T) {
	t.Parallel()
	one, c := reach(t)
	processes := []*api.Temporal{one, api.NewTemporal(c, t.Name())}
	id := conversation.ID("inbox", t.Name())
	results := make([]conversation.Result, 40)
	errs := make([]error, len(results))
	var wait sync.WaitGroup
	for i := range results {
		wait.Go(func() {
			results[i], errs[i] = processes[i%2].Update(t.Context(), id, fmt.Sprint("request ", i), conversation.UpdateClaim,
				conversation.UpdateRequest{UserID: fmt.Sprint("user ", i)})
		})
	}
	wait.Wait()
	granted := 0
	for i, result := range results {
		require.NoError(t, errs[i])
		require.Equal(t, results[0].OwnerID, result.OwnerID)
		if result.Granted {
			granted++
		}
	}
	require.Equal(t, 1, granted)
}

// A run that ends does not stop anybody: the next update starts another.
func TestUpdatesAcrossRuns(t *testing.T) {
	t.Parallel()
	reached, _ := reach(t)
	id := conversation.ID("inbox", t.Name())
	var wait sync.WaitGroup
	errs := make([]error, 24)
	for i := range errs {
		wait.Go(func() {
			name := conversation.UpdateClaim
			if i%3 == 0 {
				name = conversation.UpdateClose
			}
			_, errs[i] = reached.Update(t.Context(), id, fmt.Sprint("request ", i), name, conversation.UpdateRequest{UserID: "somebody"})
		})
	}
	wait.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
}

// A signal starts the workflow and says nothing but where the message is.
func TestSignal(t *testing.T) {
	t.Parallel()
	reached, c := reach(t)
	id := conversation.ID("inbox", t.Name())
	accepted := conversation.Accepted{ConversationID: id, MessageID: "message", Seq: 7, InboxID: "inbox"}
	require.NoError(t, reached.Signal(t.Context(), accepted, conversation.SignalInboundMessage))
	var heard conversation.InboundSignal
	require.NoError(t, c.GetWorkflow(t.Context(), conversation.WorkflowID(id), "").Get(t.Context(), &heard))
	require.Equal(t, conversation.InboundSignal{MessageID: "message", Seq: 7}, heard)
}

// Without a worker nobody answers. That is not a failure, and not for ever.
func TestNobodyAnswers(t *testing.T) {
	t.Parallel()
	c, err := client.Dial(client.Options{HostPort: devstack.Temporal(t)})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	_, err = api.NewTemporal(c, t.Name()).Update(ctx, conversation.ID("inbox", t.Name()), "request", conversation.UpdateClaim, conversation.UpdateRequest{})
	require.ErrorIs(t, err, api.ErrUnanswered)
}

// Temporal away, busy, or just letting a run go: asked again. A refusal that
// will be the same next time: not.
func TestPassingErrors(t *testing.T) {
	t.Parallel()
	for _, err := range []error{
		serviceerror.NewResourceExhausted(0, "limit"), serviceerror.NewUnavailable("away"), serviceerror.NewAborted("moved"),
		serviceerror.NewWorkflowNotReady("completing"), serviceerror.NewNotFound("workflow execution already completed"),
		serviceerror.NewDeadlineExceeded("late"), serviceerror.NewCanceled("gone"), context.DeadlineExceeded, context.Canceled,
		temporal.NewNonRetryableApplicationError("completed", "AcceptedUpdateCompletedWorkflow", nil),
	} {
		require.True(t, api.Passing(fmt.Errorf("failed workflow update: %w", err)), "%T", err)
	}
	for _, err := range []error{
		serviceerror.NewInvalidArgument("bad"), serviceerror.NewPermissionDenied("no", ""), serviceerror.NewNamespaceNotFound("x"),
		temporal.NewApplicationError("user_id must be a UUID", ""), errors.New("else"),
	} {
		require.False(t, api.Passing(fmt.Errorf("failed workflow update: %w", err)), "%T", err)
	}
}

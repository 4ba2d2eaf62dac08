package api

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/jobs"
)

// ErrUnanswered: a workflow was asked for something and gave no answer in time.
// It may still do it.
var ErrUnanswered = errors.New("api: workflow did not answer")

// updatesInFlight is how many updates one process sends to one conversation at
// a time. The engine takes ten from all processes together.
const updatesInFlight = 8

// runEnded is what the engine calls the failure of an update whose run ended
// before it was done.
const runEnded = "AcceptedUpdateCompletedWorkflow"

// Temporal reaches conversations' workflows, whether they run or sleep, and the
// jobs beside them.
type Temporal struct {
	*jobs.Jobs
	client    client.Client
	taskQueue string
	gate      *gate
}

// NewTemporal returns a way to the workflows of a task queue,
// conversation.TaskQueue outside of tests.
func NewTemporal(c client.Client, taskQueue string) *Temporal {
	return &Temporal{Jobs: jobs.New(c, taskQueue), client: c, taskQueue: taskQueue, gate: newGate(updatesInFlight)}
}

// Signal rings for a message that is in the mailbox already: the signal carries
// its id and its place there, never what it says.
func (t *Temporal) Signal(ctx context.Context, a conversation.Accepted, signal string) error {
	var doorbell any = conversation.InboundSignal{MessageID: a.MessageID, Seq: a.Seq}
	if signal == conversation.SignalAgentMessage {
		doorbell = conversation.AgentSignal{MessageID: a.MessageID, Seq: a.Seq}
	}
	options := t.options(a.ConversationID)
	if a.Sleeping {
		options.TypedSearchAttributes = firstAttributes(a, signal)
	}
	_, err := t.client.SignalWithStartWorkflow(ctx, conversation.WorkflowID(a.ConversationID), signal, doorbell,
		options, conversation.WorkflowType, conversation.Start{ConversationID: a.ConversationID})
	if err != nil {
		return fmt.Errorf("signal %s: %w", signal, err)
	}
	return nil
}

// firstAttributes are the search attributes a workflow starts with when the
// signal starts it: what its first task is about to find out anyway. Without
// them that task would upsert, which costs more than all else it does.
func firstAttributes(a conversation.Accepted, signal string) temporal.SearchAttributes {
	known := []temporal.SearchAttributeUpdate{
		temporal.NewSearchAttributeKeyKeyword(conversation.AttributeInbox).ValueSet(a.InboxID),
	}
	if signal == conversation.SignalInboundMessage {
		status := temporal.NewSearchAttributeKeyKeyword(conversation.AttributeStatus)
		known = append(known, status.ValueSet(string(conversation.New)))
	}
	return temporal.NewSearchAttributes(known...)
}

// Update asks for something and waits for the answer. What the engine refuses
// for the moment is asked again with the same request id until ctx ends; then it
// fails with [ErrUnanswered].
func (t *Temporal) Update(ctx context.Context, conversationID, requestID, name string, req conversation.UpdateRequest) (conversation.Result, error) {
	leave, err := t.gate.enter(ctx, conversationID)
	if err != nil {
		return conversation.Result{}, fmt.Errorf("%w: queue for conversation: %w", ErrUnanswered, err)
	}
	defer leave()
	for pause := 20 * time.Millisecond; ; pause = min(2*pause, time.Second) {
		result, err := t.update(ctx, conversationID, requestID, name, req)
		switch {
		case err == nil:
			return result, nil
		case !passing(err):
			return conversation.Result{}, fmt.Errorf("update %s: %w", name, err)
		}
		// Half fixed, half random, so that refused callers do not come back together.
		wait := time.NewTimer(pause/2 + rand.N(pause/2)) //nolint:gosec // jitter, not a secret
		select {
		case <-wait.C:
		case <-ctx.Done():
			wait.Stop()
			return conversation.Result{}, fmt.Errorf("%w: update %s: %w", ErrUnanswered, name, err)
		}
	}
}

func (t *Temporal) update(ctx context.Context, conversationID, requestID, name string, req conversation.UpdateRequest) (conversation.Result, error) {
	handle, err := t.client.UpdateWithStartWorkflow(ctx, client.UpdateWithStartWorkflowOptions{
		StartWorkflowOperation: t.client.NewWithStartWorkflowOperation(
			t.options(conversationID), conversation.WorkflowType, conversation.Start{ConversationID: conversationID}),
		UpdateOptions: client.UpdateWorkflowOptions{
			UpdateID: requestID, UpdateName: name, Args: []any{req},
			WaitForStage: client.WorkflowUpdateStageCompleted,
		},
	})
	if err != nil {
		return conversation.Result{}, err
	}
	var result conversation.Result
	err = handle.Get(ctx, &result)
	return result, err
}

// options start the workflow if it does not run.
func (t *Temporal) options(conversationID string) client.StartWorkflowOptions {
	return client.StartWorkflowOptions{
		ID: conversation.WorkflowID(conversationID), TaskQueue: t.taskQueue,
		WorkflowIDConflictPolicy: enumspb.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
		WorkflowIDReusePolicy:    enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
	}
}

// passing reports whether an error says "not now": the engine is busy or away,
// or the run was just completing. A lost answer counts too: the request id makes
// asking again harmless.
func passing(err error) bool {
	var (
		exhausted *serviceerror.ResourceExhausted
		away      *serviceerror.Unavailable
		aborted   *serviceerror.Aborted
		notReady  *serviceerror.WorkflowNotReady
		gone      *serviceerror.NotFound
		late      *serviceerror.DeadlineExceeded
		cancelled *serviceerror.Canceled
		unheard   *client.WorkflowUpdateServiceTimeoutOrCanceledError
		failed    *temporal.ApplicationError
	)
	return errors.As(err, &exhausted) || errors.As(err, &away) || errors.As(err, &aborted) ||
		errors.As(err, &notReady) || errors.As(err, &gone) || errors.As(err, &late) ||
		errors.As(err, &cancelled) || errors.As(err, &unheard) ||
		(errors.As(err, &failed) && failed.Type() == runEnded) ||
		errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)
}

// Package bare is the engine alone: a workflow that receives signals and does
// nothing with them. What it costs to get a message into a durable workflow at
// all is what Parley is measured against.
package bare

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"google.golang.org/grpc"

	"github.com/parleyhq/parley/bench/internal/load"
)

const (
	taskQueue    = "bench-bare"
	workflowType = "BenchBare"
	signal       = "message"
)

// Engine is the bare engine: client and worker in this process, the server
// elsewhere.
type Engine struct {
	client client.Client
	worker worker.Worker
	tasks  *tasks
}

// Start connects to the server at address and starts the worker. Its options
// are those of Parley's worker.
func Start(ctx context.Context, address string) (*Engine, error) {
	tasks := newTasks()
	c, err := client.DialContext(ctx, client.Options{
		HostPort: address, Logger: log.NewStructuredLogger(slog.New(slog.DiscardHandler)),
		ConnectionOptions: client.ConnectionOptions{
			// As parley's own connection: both sides without compression.
			GrpcCompression: &client.GrpcCompressionNone{},
			DialOptions:     []grpc.DialOption{grpc.WithChainUnaryInterceptor(tasks.intercept)},
		},
	})
	if err != nil {
		return nil, fmt.Errorf("connect to the engine: %w", err)
	}
	w := worker.New(c, taskQueue, worker.Options{
		WorkflowTaskPollerBehavior: worker.NewPollerBehaviorAutoscaling(worker.PollerBehaviorAutoscalingOptions{}),
	})
	w.RegisterWorkflowWithOptions(tasks.receive, workflow.RegisterOptions{Name: workflowType})
	if err := w.Start(); err != nil {
		c.Close()
		return nil, fmt.Errorf("start the bare worker: %w", err)
	}
	return &Engine{client: c, worker: w, tasks: tasks}, nil
}

// Stop stops the worker and disconnects.
func (e *Engine) Stop() {
	e.worker.Stop()
	e.client.Close()
}

// Name names the side in reports.
func (e *Engine) Name() string { return "bare engine" }

// body is what a signal carries.
type body struct {
	Key  string
	Text string
}

// Handle signals the conversation's workflow, starting it if need be. The
// message is done when the server has the workflow task that received it.
func (e *Engine) Handle(ctx context.Context, m load.Message) (load.Handled, error) {
	key := fmt.Sprintf("%s/%d", m.Conversation, m.N)
	_, err := e.client.SignalWithStartWorkflow(ctx, workflowID(m.Conversation), signal, body{Key: key, Text: m.Text},
		client.StartWorkflowOptions{
			TaskQueue: taskQueue, WorkflowIDConflictPolicy: enums.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
		}, workflowType)
	if err != nil {
		return load.Handled{}, fmt.Errorf("signal with start: %w", err)
	}
	accepted := time.Now()
	done, err := e.tasks.done.Await(ctx, key, 1)
	if err != nil {
		return load.Handled{}, fmt.Errorf("wait for the workflow task: %w", err)
	}
	return load.Handled{Accepted: accepted, Done: done}, nil
}

// Prepare starts the workflow.
func (e *Engine) Prepare(ctx context.Context, first load.Message) error {
	_, err := e.Handle(ctx, first)
	return err
}

// Drain returns at once: a message that was handled leads to nothing else.
func (e *Engine) Drain(context.Context, string, int) error { return nil }

// Events returns the length of the workflow's history.
func (e *Engine) Events(ctx context.Context, conversation string) (int64, error) {
	return load.HistoryLength(ctx, e.client, workflowID(conversation))
}

// End terminates the workflow.
func (e *Engine) End(ctx context.Context, conversation string) error {
	return load.Terminate(ctx, e.client, workflowID(conversation))
}

func workflowID(conversation string) string { return "bench-bare/" + conversation }

// Package worker runs the workflows and activities of Parley, and the sweeper
// that rings for what was forgotten. Scale out by running more of them.
package worker

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	sdk "go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"golang.org/x/sync/errgroup"

	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/jobs"
	"github.com/parleyhq/parley/workflows"
)

// Options are what a worker needs.
type Options struct {
	Client client.Client
	// TaskQueue serves workflow and activity tasks alike, which eager activities
	// need; "" for conversation.TaskQueue.
	TaskQueue  string
	Activities *activities.Conversation
	// Background is served too unless it is nil; Pending then finds what of it was
	// asked for and is not done.
	Background *activities.Background
	Pending    Pending
	Overdue    Overdue
	// Reports are kept up to date unless they are nil.
	Reports Reports
	Log     *slog.Logger
	// SweepEvery and SweepAge are the sweeper's pace, 0 for 30 s and 60 s.
	SweepEvery, SweepAge time.Duration
}

// StopTimeout is how long a worker that is told to stop lets the tasks end that
// it has begun, calls to providers among them.
const StopTimeout = 20 * time.Second

// Worker serves one task queue.
type Worker struct {
	sdk     sdk.Worker
	sweeper *sweeper
	// keeper is nil where nothing but conversations is served.
	keeper *keeper
	// roller is nil where no reports are kept.
	roller *roller
	// fatal is why the SDK's worker has stopped by itself.
	fatal chan error
}

// New returns a worker that has not started yet.
func New(o Options) *Worker {
	if o.TaskQueue == "" {
		o.TaskQueue = conversation.TaskQueue
	}
	if o.SweepEvery == 0 {
		o.SweepEvery = 30 * time.Second
	}
	if o.SweepAge == 0 {
		o.SweepAge = 60 * time.Second
	}
	fatal := make(chan error, 1)
	w := &Worker{
		sdk: sdk.New(o.Client, o.TaskQueue, sdkOptions(fatal)), fatal: fatal,
		sweeper: &sweeper{
			overdue: o.Overdue, client: o.Client, queue: o.TaskQueue, log: o.Log,
			every: o.SweepEvery, age: o.SweepAge,
		},
	}
	Register(w.sdk, o.Activities)
	if o.Background != nil {
		RegisterBackground(w.sdk, *o.Background)
		w.keeper = &keeper{
			pending: o.Pending, jobs: jobs.New(o.Client, o.TaskQueue), log: o.Log,
			every: o.SweepEvery, age: o.SweepEvery,
		}
	}
	if o.Reports != nil {
		w.roller = &roller{reports: o.Reports, log: o.Log, every: rollEvery}
	}
	return w
}

// sdkOptions tells fatal, once, why the SDK's worker has stopped by itself.
func sdkOptions(fatal chan<- error) sdk.Options {
	// Autoscaling pollers are the one worker option that pays: more throughput
	// and half the latency under load.
	return sdk.Options{
		WorkflowTaskPollerBehavior: sdk.NewPollerBehaviorAutoscaling(sdk.PollerBehaviorAutoscalingOptions{}),
		ActivityTaskPollerBehavior: sdk.NewPollerBehaviorAutoscaling(sdk.PollerBehaviorAutoscalingOptions{}),
		WorkerStopTimeout:          StopTimeout,
		OnFatalError:               func(err error) { fatal <- err },
	}
}

// Registry is where workflows and activities are registered: a worker, a
// replayer or a test environment.
type Registry interface {
	RegisterWorkflowWithOptions(w any, options workflow.RegisterOptions)
	RegisterActivityWithOptions(a any, options activity.RegisterOptions)
}

// Register registers the conversation workflow and its activities.
func Register(r Registry, a *activities.Conversation) {
	r.RegisterWorkflowWithOptions(workflows.Conversation, workflow.RegisterOptions{Name: conversation.WorkflowType})
	r.RegisterActivityWithOptions(a, activity.RegisterOptions{})
}

// Run serves tasks and sweeps until ctx ends, then lets running tasks finish. It
// fails if the server will not give this worker tasks any more, as where its
// namespace is gone.
func (w *Worker) Run(ctx context.Context) error {
	if err := w.sdk.Start(); err != nil {
		return fmt.Errorf("start worker: %w", err)
	}
	defer w.sdk.Stop()
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		w.sweeper.run(ctx)
		return nil
	})
	if w.keeper != nil {
		group.Go(func() error {
			w.keeper.run(ctx)
			return nil
		})
	}
	if w.roller != nil {
		group.Go(func() error {
			w.roller.run(ctx)
			return nil
		})
	}
	group.Go(func() error {
		select {
		case err := <-w.fatal:
			return fmt.Errorf("serve tasks: %w", err)
		case <-ctx.Done():
			return nil
		}
	})
	return group.Wait()
}

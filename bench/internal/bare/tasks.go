package bare

import (
	"context"
	"strings"
	"sync"
	"time"

	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/workflow"
	"google.golang.org/grpc"

	"github.com/parleyhq/parley/bench/internal/load"
)

// tasks knows which messages have been handled for good: workflow code runs
// before its effects are durable, so a message is done only when the server has
// acknowledged the workflow task that received it.
type tasks struct {
	done *load.Marks

	mu sync.Mutex
	// received are the keys of messages that the workflow task under way has
	// received, by workflow id.
	received map[string][]string
}

func newTasks() *tasks { return &tasks{done: load.NewMarks(), received: map[string][]string{}} }

// receive is the workflow.
func (t *tasks) receive(ctx workflow.Context) error {
	id := workflow.GetInfo(ctx).WorkflowExecution.ID
	signals := workflow.GetSignalChannel(ctx, signal)
	for {
		var b body
		signals.Receive(ctx, &b)
		t.mu.Lock()
		t.received[id] = append(t.received[id], b.Key)
		t.mu.Unlock()
	}
}

func (t *tasks) intercept(
	ctx context.Context, method string, request, reply any, connection *grpc.ClientConn, invoke grpc.UnaryInvoker, options ...grpc.CallOption,
) error {
	completed, ok := request.(*workflowservice.RespondWorkflowTaskCompletedRequest)
	if !ok {
		return invoke(ctx, method, request, reply, connection, options...)
	}
	keys := t.take(strings.TrimPrefix(completed.GetResourceId(), "workflow:"))
	if err := invoke(ctx, method, request, reply, connection, options...); err != nil {
		return err
	}
	at := time.Now()
	for _, key := range keys {
		t.done.Reach(key, 1, at)
	}
	return nil
}

// take returns what the workflow's task has received. A task that fails comes
// again and receives again.
func (t *tasks) take(id string) []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	keys := t.received[id]
	delete(t.received, id)
	return keys
}

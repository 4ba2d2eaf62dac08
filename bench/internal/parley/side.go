package parley

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"go.temporal.io/api/workflowservice/v1"
	"google.golang.org/grpc"

	"github.com/parleyhq/parley/bench/internal/load"
	"github.com/parleyhq/parley/conversation"
)

// End says what a message has to lead to before it counts as handled.
type End int

const (
	// UntilApplied: its effect on the conversation's state is in Postgres.
	UntilApplied End = iota
	// UntilDelivered: the app has the automatic reply.
	UntilDelivered
)

// Side returns Parley as a side whose messages are handled at the given end.
func (s *System) Side(until End) load.Side { return side{System: s, until: until} }

// Held returns Parley as a side whose conversations are held by an agent: the
// autoresponder has nothing to say there.
func (s *System) Held() load.Side { return side{System: s, until: UntilApplied, held: true} }

type side struct {
	*System
	until End
	// held has an agent hold every conversation before it is measured.
	held bool
}

// Name names the side in reports.
func (s side) Name() string { return "Parley" }

// Handle posts a message and waits for what it leads to.
func (s side) Handle(ctx context.Context, m load.Message) (load.Handled, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, handleLimit, fmt.Errorf("message not handled within %s", handleLimit))
	defer cancel()
	id := s.id(m.Conversation)
	s.store.journeys.pass(id, Posted)
	messageID, err := s.front.post(ctx, m)
	if err != nil {
		return load.Handled{}, fmt.Errorf("post message: %w", err)
	}
	s.store.journeys.pass(id, Accepted)
	accepted := time.Now()
	marks := s.store.applied
	if s.until == UntilDelivered {
		marks = s.store.delivered
	}
	done, err := marks.Await(ctx, id, s.store.seq(messageID))
	if err != nil {
		return load.Handled{}, fmt.Errorf("wait for the effect: %w", err)
	}
	return load.Handled{Accepted: accepted, Done: done}, nil
}

// handleLimit is when a message counts as lost.
const handleLimit = 90 * time.Second

// Prepare sends a conversation's first message and has an agent claim it.
func (s side) Prepare(ctx context.Context, first load.Message) error {
	if _, err := s.Handle(ctx, first); err != nil {
		return err
	}
	if err := s.Drain(ctx, first.Conversation, first.N); err != nil {
		return err
	}
	result, err := s.workflows.Update(ctx, s.id(first.Conversation), uuid.NewString(), conversation.UpdateClaim,
		conversation.UpdateRequest{UserID: s.agent})
	if err != nil {
		return fmt.Errorf("claim: %w", err)
	}
	if !result.Granted {
		return fmt.Errorf("claim: refused, %s", result.Reason)
	}
	return nil
}

// Drain waits for the autoresponder, which looks at a message after its effect
// on the state is durable.
func (s side) Drain(ctx context.Context, conversation string, n int) error {
	if s.held && n > 1 {
		return nil
	}
	_, err := s.store.decided.Await(ctx, s.id(conversation), int64(n))
	return err
}

// Events returns the length of the workflow's history.
func (s side) Events(ctx context.Context, name string) (int64, error) {
	return load.HistoryLength(ctx, s.client, conversation.WorkflowID(s.id(name)))
}

// End terminates the workflow.
func (s side) End(ctx context.Context, name string) error {
	return load.Terminate(ctx, s.client, conversation.WorkflowID(s.id(name)))
}

// Journey handles a message and returns when it passed the moments on its way.
func (s *System) Journey(ctx context.Context, m load.Message) (Journey, error) {
	id := s.id(m.Conversation)
	s.store.journeys.begin(id)
	if _, err := s.Side(UntilDelivered).Handle(ctx, m); err != nil {
		return Journey{}, err
	}
	return s.store.journeys.end(id), nil
}

func (s *System) id(name string) string { return conversation.ID(s.inbox.ID, name) }

// interceptRing notes when the API signals a workflow.
func (w *watched) interceptRing(
	ctx context.Context, method string, request, reply any, connection *grpc.ClientConn, invoke grpc.UnaryInvoker, options ...grpc.CallOption,
) error {
	signal, ok := request.(*workflowservice.SignalWithStartWorkflowExecutionRequest)
	if !ok {
		return invoke(ctx, method, request, reply, connection, options...)
	}
	id := conversation.FromWorkflowID(signal.GetWorkflowId())
	w.journeys.pass(id, Ringing)
	err := invoke(ctx, method, request, reply, connection, options...)
	w.journeys.pass(id, Rung)
	return err
}

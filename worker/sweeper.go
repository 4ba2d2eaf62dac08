package worker

import (
	"context"
	"log/slog"
	"time"

	"go.temporal.io/sdk/client"

	"github.com/parleyhq/parley/conversation"
)

// Overdue finds what was forgotten, and elects the one process that looks.
type Overdue interface {
	Elect(ctx context.Context) (release func(), elected bool, err error)
	Sweep(ctx context.Context, age time.Duration, limit int) ([]conversation.Overdue, error)
}

// sweepLimit is how many conversations one sweep rings for.
const sweepLimit = 500

// sweeper rings for conversations whose workflow has missed something: its
// doorbell was lost, its run was, or Temporal was away (DESIGN section 2, rule
// 2). One process at a time sweeps.
type sweeper struct {
	overdue    Overdue
	client     client.Client
	queue      string
	log        *slog.Logger
	every, age time.Duration
}

func (s *sweeper) run(ctx context.Context) {
	ticker := time.NewTicker(s.every)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			s.sweep(ctx)
		}
	}
}

// sweep rings for what is overdue. While Temporal is away it leaves everything
// as it is: a ring that cannot be heard would only make the next one later.
func (s *sweeper) sweep(ctx context.Context) {
	if err := s.reachable(ctx); err != nil {
		s.log.Warn("sweeper cannot reach Temporal", "error", err)
		return
	}
	release, elected, err := s.overdue.Elect(ctx)
	if err != nil {
		s.log.Warn("sweeper cannot be elected", "error", err)
		return
	}
	if !elected {
		return
	}
	defer release()
	overdue, err := s.overdue.Sweep(ctx, s.age, sweepLimit)
	if err != nil {
		s.log.Warn("sweep failed", "error", err)
		return
	}
	for _, o := range overdue {
		if err := s.ring(ctx, o); err != nil {
			s.log.Warn("sweeper could not ring", "conversation", o.ConversationID, "error", err)
			if s.reachable(ctx) != nil {
				return
			}
		}
	}
	if len(overdue) > 0 {
		s.log.Info("sweeper rang", "conversations", len(overdue))
	}
}

func (s *sweeper) reachable(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	_, err := s.client.CheckHealth(ctx, nil)
	return err
}

func (s *sweeper) ring(ctx context.Context, o conversation.Overdue) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	_, err := s.client.SignalWithStartWorkflow(ctx, conversation.WorkflowID(o.ConversationID),
		conversation.SignalInboundMessage, conversation.InboundSignal{MessageID: o.MessageID, Seq: o.Seq},
		client.StartWorkflowOptions{TaskQueue: s.queue}, conversation.WorkflowType,
		conversation.Start{ConversationID: o.ConversationID})
	return err
}

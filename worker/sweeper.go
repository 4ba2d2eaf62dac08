package worker

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"golang.org/x/sync/errgroup"

	"github.com/parleyhq/parley/conversation"
)

// Overdue finds what was forgotten, for one process at a time, and rings for it.
type Overdue interface {
	Sweep(
		ctx context.Context, age time.Duration, limit int,
		ring func(ctx context.Context, overdue []conversation.Overdue) (rung []string),
	) (found int, err error)
}

const (
	// sweepPage is how many conversations are found at once.
	sweepPage = 500
	// sweepTimeout bounds a sweep, which keeps others from theirs.
	sweepTimeout = time.Minute
	// ringsAtOnce and ringTimeout bound the rings of a page.
	ringsAtOnce = 16
	ringTimeout = 5 * time.Second
)

// sweeper rings for conversations whose workflow has missed something: its
// doorbell was lost, its run was, or Temporal was away. One process at a time
// sweeps.
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

// sweep rings page by page until there is nothing more, or Temporal is away.
func (s *sweeper) sweep(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, sweepTimeout)
	defer cancel()
	for {
		rung := 0
		found, err := s.overdue.Sweep(ctx, s.age, sweepPage, func(ctx context.Context, page []conversation.Overdue) []string {
			ids := s.ringAll(ctx, page)
			rung = len(ids)
			return ids
		})
		if rung > 0 {
			s.log.Info("sweeper rang", "conversations", rung)
		}
		if err != nil {
			s.log.Warn("sweep failed", "error", err)
			return
		}
		if found < sweepPage || rung < found {
			return
		}
	}
}

// ringAll rings for each and returns whom the next sweep need not ring for. As
// soon as one ring cannot be heard it stops: a vain ring must not make the next
// one later.
func (s *sweeper) ringAll(ctx context.Context, overdue []conversation.Overdue) (rung []string) {
	var mu sync.Mutex
	group, ringing := errgroup.WithContext(ctx)
	group.SetLimit(ringsAtOnce)
	for _, o := range overdue {
		if ringing.Err() != nil {
			break
		}
		group.Go(func() error {
			err := s.ring(ringing, o)
			if unheard(err) {
				return err
			}
			if err != nil {
				s.log.Warn("sweeper could not ring", "conversation", o.ConversationID, "error", err)
			}
			mu.Lock()
			defer mu.Unlock()
			rung = append(rung, o.ConversationID)
			return nil
		})
	}
	if err := group.Wait(); err != nil && !errors.Is(ctx.Err(), context.Canceled) {
		s.log.Warn("sweeper cannot reach Temporal", "error", err)
	}
	return rung
}

func (s *sweeper) ring(ctx context.Context, o conversation.Overdue) error {
	ctx, cancel := context.WithTimeout(ctx, ringTimeout)
	defer cancel()
	_, err := s.client.SignalWithStartWorkflow(ctx, conversation.WorkflowID(o.ConversationID),
		conversation.SignalInboundMessage, conversation.InboundSignal{MessageID: o.MessageID, Seq: o.Seq},
		client.StartWorkflowOptions{TaskQueue: s.queue}, conversation.WorkflowType,
		conversation.Start{ConversationID: o.ConversationID})
	return err
}

// unheard reports whether err says that the server is away or too busy, rather
// than that it refuses this one ring.
func unheard(err error) bool {
	var unavailable *serviceerror.Unavailable
	var late *serviceerror.DeadlineExceeded
	var busy *serviceerror.ResourceExhausted
	var canceled *serviceerror.Canceled
	return errors.As(err, &unavailable) || errors.As(err, &late) || errors.As(err, &busy) || errors.As(err, &canceled) ||
		errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)
}

package worker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"

	"github.com/parleyhq/parley/conversation"
)

// rungClient answers each ring as told.
type rungClient struct {
	client.Client
	answer func(ctx context.Context, n int64) error
	rings  atomic.Int64
}

func (c *rungClient) SignalWithStartWorkflow(
	ctx context.Context, _, _ string, _ any, _ client.StartWorkflowOptions, _ any, _ ...any,
) (client.WorkflowRun, error) {
	return nil, c.answer(ctx, c.rings.Add(1))
}

func sweeping(answer func(ctx context.Context, n int64) error) (*sweeper, *rungClient) {
	c := &rungClient{answer: answer}
	return &sweeper{client: c, log: slog.New(slog.DiscardHandler), age: time.Minute, every: time.Hour}, c
}

func page(n int) []conversation.Overdue {
	overdue := make([]conversation.Overdue, n)
	for i := range overdue {
		overdue[i] = conversation.Overdue{ConversationID: fmt.Sprint("c", i), Seq: 1}
	}
	return overdue
}

func TestAllOfAPageAreRungSeveralAtOnce(t *testing.T) {
	t.Parallel()
	var ringing atomic.Int64
	together := make(chan struct{})
	s, c := sweeping(func(ctx context.Context, _ int64) error {
		if ringing.Add(1) == ringsAtOnce {
			close(together)
		}
		select {
		case <-together:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	})
	require.Len(t, s.ringAll(t.Context(), page(100)), 100)
	require.Equal(t, int64(100), c.rings.Load())
}

// An outage ends the page: nobody whose ring was not heard counts as rung.
func TestAnOutageEndsThePage(t *testing.T) {
	t.Parallel()
	for _, outage := range []error{
		serviceerror.NewUnavailable("away"),
		serviceerror.NewDeadlineExceeded("late"),
		fmt.Errorf("signal: %w", context.DeadlineExceeded),
	} {
		s, c := sweeping(func(_ context.Context, n int64) error {
			if n <= 3 {
				return nil
			}
			return outage
		})
		require.Len(t, s.ringAll(t.Context(), page(500)), 3, "%v", outage)
		require.LessOrEqual(t, c.rings.Load(), int64(3+2*ringsAtOnce))
	}
}

// What the server will not take for one conversation must not keep the others
// from being found: it is backed off like the rest.
func TestARefusedRingIsBackedOff(t *testing.T) {
	t.Parallel()
	s, _ := sweeping(func(context.Context, int64) error { return serviceerror.NewInvalidArgument("too many signals") })
	require.Len(t, s.ringAll(t.Context(), page(20)), 20)
}

func TestStoppingRingsForNobody(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	stop()
	s, c := sweeping(func(ctx context.Context, _ int64) error { return ctx.Err() })
	require.Empty(t, s.ringAll(ctx, page(20)))
	require.Zero(t, c.rings.Load())
}

// pages is as many overdue conversations as it says, found page by page.
type pages struct {
	left, sweeps int
	err          error
}

func (p *pages) Sweep(
	ctx context.Context, _ time.Duration, limit int, ring func(context.Context, []conversation.Overdue) []string,
) (int, error) {
	p.sweeps++
	found := min(p.left, limit)
	p.left -= len(ring(ctx, page(found)))
	return found, p.err
}

func TestABacklogIsRungWithoutAPause(t *testing.T) {
	t.Parallel()
	s, c := sweeping(func(context.Context, int64) error { return nil })
	backlog := &pages{left: 3*sweepPage + 1}
	s.overdue = backlog
	s.sweep(t.Context())
	require.Zero(t, backlog.left)
	require.Equal(t, int64(3*sweepPage+1), c.rings.Load())
}

func TestASweepEndsWithAnOutageOrAFailure(t *testing.T) {
	t.Parallel()
	s, _ := sweeping(func(context.Context, int64) error { return serviceerror.NewUnavailable("away") })
	outage := &pages{left: 5 * sweepPage}
	s.overdue = outage
	s.sweep(t.Context())
	require.Equal(t, 1, outage.sweeps)

	s, _ = sweeping(func(context.Context, int64) error { return nil })
	failing := &pages{left: 5 * sweepPage, err: errors.New("no connection")}
	s.overdue = failing
	s.sweep(t.Context())
	require.Equal(t, 1, failing.sweeps)
}

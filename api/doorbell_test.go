package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
)

// slowSignaller takes its time, and remembers.
type slowSignaller struct {
	takes time.Duration
	err   error

	mu      sync.Mutex
	signals []ring
	inside  int
	most    int
}

func (s *slowSignaller) Signal(ctx context.Context, accepted conversation.Accepted, signal string) error {
	s.mu.Lock()
	s.signals = append(s.signals, ring{accepted, signal})
	s.inside++
	s.most = max(s.most, s.inside)
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		s.inside--
		s.mu.Unlock()
	}()
	select {
	case <-time.After(s.takes):
		return s.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *slowSignaller) FAQsChanged(ctx context.Context) error {
	return s.Signal(ctx, conversation.Accepted{}, "faqs-changed")
}

func newDoorbell(t *testing.T, s Signaller) (*Doorbell, func(outcome string) int) {
	t.Helper()
	m, err := NewMetrics(prometheus.NewRegistry())
	require.NoError(t, err)
	rings := func(outcome string) int {
		var counter dto.Metric
		require.NoError(t, m.rings.WithLabelValues(outcome).Write(&counter))
		return int(counter.GetCounter().GetValue())
	}
	return NewDoorbell(s, m, slog.New(slog.DiscardHandler)), rings
}

func accepted(id string, seq int64) conversation.Accepted {
	return conversation.Accepted{ConversationID: id, Seq: seq}
}

// Rings of one conversation that wait become one, with the latest message.
func TestDoorbellMerges(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &slowSignaller{takes: time.Second}
		bell, rings := newDoorbell(t, s)
		for i := range ringers { // keep everybody busy
			bell.Ring(accepted(fmt.Sprint("busy ", i), 1), conversation.SignalInboundMessage)
		}
		synctest.Wait()
		for _, seq := range []int64{1, 3, 2} {
			bell.Ring(accepted("one", seq), conversation.SignalInboundMessage)
		}
		bell.Ring(accepted("one", 4), conversation.SignalAgentMessage)
		require.NoError(t, bell.Drain(t.Context()))
		require.Len(t, s.signals, ringers+1)
		require.Equal(t, ring{accepted("one", 4), conversation.SignalAgentMessage}, s.signals[ringers])
		require.Equal(t, ringers, s.most)
		require.Equal(t, 3, rings("merged"))
		require.Equal(t, ringers+1, rings("rung"))
	})
}

// A message that arrives while its conversation's ring is on its way gets a
// ring of its own: that one may have been heard already.
func TestDoorbellRingsAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &slowSignaller{takes: time.Second}
		bell, _ := newDoorbell(t, s)
		bell.Ring(accepted("one", 1), conversation.SignalInboundMessage)
		synctest.Wait()
		bell.Ring(accepted("one", 2), conversation.SignalInboundMessage)
		require.NoError(t, bell.Drain(t.Context()))
		require.Len(t, s.signals, 2)
	})
}

// Temporal away: requests do not wait, rings are let go.
func TestDoorbellLetsGo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &slowSignaller{takes: time.Hour}
		bell, rings := newDoorbell(t, s)
		begin := time.Now()
		for i := range ringers {
			bell.Ring(accepted(fmt.Sprint("busy ", i), 1), conversation.SignalInboundMessage)
		}
		synctest.Wait()
		for i := range ringsWaiting + 10 {
			bell.Ring(accepted(fmt.Sprint("waiting ", i), 1), conversation.SignalInboundMessage)
		}
		require.Zero(t, time.Since(begin))
		require.Equal(t, 10, rings("full"))

		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		require.ErrorIs(t, bell.Drain(ctx), context.DeadlineExceeded)
		require.Equal(t, 3*time.Second, time.Since(begin))
		require.Equal(t, ringers+ringsWaiting, rings("failed"))
		bell.Ring(accepted("late", 1), conversation.SignalInboundMessage)
		require.Equal(t, 11, rings("full"))
		require.NoError(t, bell.Drain(t.Context()))
	})
}

// Each ring has its own time limit.
func TestDoorbellGivesUpOnARing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		bell, rings := newDoorbell(t, &slowSignaller{takes: time.Hour})
		begin := time.Now()
		bell.Ring(accepted("one", 1), conversation.SignalInboundMessage)
		require.NoError(t, bell.Drain(t.Context()))
		require.Equal(t, ringTimeout, time.Since(begin))
		require.Equal(t, 1, rings("failed"))
	})
	synctest.Test(t, func(t *testing.T) {
		bell, rings := newDoorbell(t, &slowSignaller{err: errors.New("refused")})
		bell.Ring(accepted("one", 1), conversation.SignalInboundMessage)
		require.NoError(t, bell.Drain(t.Context()))
		require.Equal(t, 1, rings("failed"))
	})
}

// Few at a time pass to one conversation, and nobody waits for another's.
func TestGate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := newGate(2)
		var mu sync.Mutex
		inside, most := 0, 0
		var wait sync.WaitGroup
		begin := time.Now()
		for range 10 {
			wait.Go(func() {
				leave, err := g.enter(t.Context(), "one")
				if err != nil {
					return
				}
				mu.Lock()
				inside++
				most = max(most, inside)
				mu.Unlock()
				time.Sleep(time.Second) // no time passes in the bubble
				mu.Lock()
				inside--
				mu.Unlock()
				leave()
			})
		}
		synctest.Wait()
		leave, err := g.enter(t.Context(), "another")
		require.NoError(t, err)
		leave()

		impatient, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		_, err = g.enter(impatient, "one")
		require.ErrorIs(t, err, context.DeadlineExceeded)
		wait.Wait()
		require.Equal(t, 2, most)
		require.Equal(t, 5*time.Second, time.Since(begin))
		require.Empty(t, g.doors)
	})
}

// Changes of the FAQ set share one ring for the training, beside those of
// conversations.
func TestDoorbellOfTheTraining(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &slowSignaller{takes: time.Second}
		bell, rings := newDoorbell(t, s)
		for i := range ringers { // keep everybody busy
			bell.Ring(accepted(fmt.Sprint("busy ", i), 1), conversation.SignalInboundMessage)
		}
		synctest.Wait()
		bell.FAQsChanged()
		bell.FAQsChanged()
		require.NoError(t, bell.Drain(t.Context()))
		require.Equal(t, 1, rings("merged"))
		require.Len(t, s.signals, ringers+1)
		require.Equal(t, "faqs-changed", s.signals[ringers].signal)
	})
}

package live_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/parleyhq/parley/live"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func note(conversation string, k live.Kind) live.Note {
	return live.Note{Kind: k, ConversationID: conversation}
}

// next returns what waits, or nothing.
func next(t *testing.T, s *live.Subscription) live.News {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range 100 { // select takes any of what is ready
		if news, err := s.Next(ctx); err == nil {
			return news
		}
	}
	return live.News{}
}

func TestNotesGoToWhoListens(t *testing.T) {
	t.Parallel()
	h := live.NewHub()
	a, b, all := h.Subscribe("a"), h.Subscribe("b"), h.Subscribe(live.Everything)
	h.Publish(note("a", live.KindMessage))
	h.Publish(note("a", live.KindMessage))
	h.Publish(note("a", live.KindTyping))
	both := live.News{Notes: []live.Note{note("a", live.KindMessage), note("a", live.KindTyping)}}
	require.Equal(t, both, next(t, a), "what says the same waits once")
	require.Equal(t, live.News{}, next(t, a))
	require.Equal(t, live.News{}, next(t, b))
	require.Equal(t, both, next(t, all))

	a.Close()
	h.Publish(note("a", live.KindSeen))
	require.Equal(t, live.News{}, next(t, a))
	require.Len(t, next(t, all).Notes, 1)
}

// Nobody waits for a listener that does not listen: it is told to look for itself.
func TestSlowListener(t *testing.T) {
	t.Parallel()
	h := live.NewHub()
	slow := h.Subscribe(live.Everything)
	for i := range 10_000 {
		h.Publish(note(string(rune(i)), live.KindMessage))
	}
	require.Equal(t, live.News{Missed: true}, next(t, slow))
	h.Publish(note("a", live.KindMessage))
	require.Len(t, next(t, slow).Notes, 1, "and hears again")
}

func TestClosedHub(t *testing.T) {
	t.Parallel()
	h := live.NewHub()
	before := h.Subscribe("a")
	h.Close()
	h.Close()
	after := h.Subscribe("a")
	for _, s := range []*live.Subscription{before, after} {
		_, err := s.Next(t.Context())
		require.ErrorIs(t, err, live.ErrClosed)
		s.Close()
	}
}

func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	h := live.NewHub()
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 200 {
				s := h.Subscribe("a")
				h.Publish(note("a", live.KindMessage))
				_, err := s.Next(t.Context())
				require.NoError(t, err)
				s.Close()
			}
		})
	}
	group.Wait()
}

// source breaks off as often as it is told to.
type source struct {
	heard [][]byte
	ends  chan struct{}
	again chan struct{}
}

func (s *source) Listen(ctx context.Context, ready func(), heard func([]byte)) error {
	ready()
	for _, payload := range s.heard {
		heard(payload)
	}
	s.again <- struct{}{}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-s.ends:
		return errors.New("the connection broke")
	}
}

func TestRunListensAgain(t *testing.T) {
	t.Parallel()
	h := live.NewHub()
	ctx, cancel := context.WithCancel(t.Context())
	s := &source{
		heard: [][]byte{[]byte("no json"), []byte(`{"kind":"typing","conversation_id":"a","party":"brand","later":1}`)},
		ends:  make(chan struct{}), again: make(chan struct{}),
	}
	a := h.Subscribe("a")
	done := make(chan struct{})
	go func() {
		h.Run(ctx, s, slog.New(slog.DiscardHandler))
		close(done)
	}()
	for range 2 {
		<-s.again
		// Missed comes first, and stands for what follows until it is taken.
		require.True(t, next(t, a).Missed)
		s.ends <- struct{}{}
	}
	<-s.again
	cancel()
	<-done
	_, err := h.Subscribe("a").Next(t.Context())
	require.ErrorIs(t, err, live.ErrClosed, "nothing is heard any more")
}

package api

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/live"
)

// Teller passes on what is not kept.
type Teller interface {
	Tell(ctx context.Context, n live.Note) error
}

const (
	// streamsOfUser is how many streams a user may have open at a process: each page
	// of a browser has one.
	streamsOfUser = 16
	// streamsOfAll is how many streams a process has open: each has a connection and
	// two goroutines.
	streamsOfAll = 2000
	// streamBeat is how long a stream says nothing. Then it is also asked whether
	// its reader still may: of a session that ends a stream hears at once, and of
	// one that nobody has used for too long, then.
	streamBeat = 15 * time.Second
)

type eventHandlers struct {
	feed          *live.Feed
	conversations Conversations
	guard         guard
	streams       *streams
	beat          time.Duration
	log           *slog.Logger
}

func newEventHandlers(config Config, s Services, g guard, feed *live.Feed) eventHandlers {
	g.credentials = g.crowd
	beat := config.StreamBeat
	if beat == 0 {
		beat = streamBeat
	}
	return eventHandlers{feed, s.Store, g, newStreams(), beat, s.Log}
}

// StreamEvents tells the caller what happens (server-sent events). Every event
// names something that has changed; its id is where to go on from.
func (h eventHandlers) StreamEvents(ctx context.Context, r StreamEventsRequestObject) (StreamEventsResponseObject, error) {
	var since live.Snapshot
	if last := r.Params.LastEventID; last != "" {
		var err error
		if since, err = live.ParseSnapshot(last); err != nil {
			return nil, invalid(FieldError{Field: "Last-Event-ID", Reason: "is no id of an event"})
		}
	}
	giveBack, err := h.streams.take(callOf(ctx).principal.ID())
	if err != nil {
		return nil, err
	}
	return eventStream{h, ctx, since, giveBack}, nil
}

// eventStream is a response that lasts.
type eventStream struct {
	h        eventHandlers
	ctx      context.Context //nolint:containedctx // the generated interface passes none
	since    live.Snapshot
	giveBack func()
}

// VisitStreamEventsResponse writes events until the caller leaves or may not read
// them any more, or the server stops. The end of a stream that has begun is all
// that the caller learns of an error: the next stream makes up for it.
func (s eventStream) VisitStreamEventsResponse(w http.ResponseWriter) error {
	defer s.giveBack()
	out, err := newEventWriter(w)
	if err != nil {
		return err
	}
	follower := s.h.feed.Follow(s.since)
	defer follower.Close()
	first, err := follower.Next(s.ctx)
	if errors.Is(err, live.ErrClosed) {
		return away(err, "The server stops.")
	}
	if err != nil {
		return err
	}
	if out.start() != nil {
		return nil // it left
	}
	n := narrator{h: s.h, out: out, caller: callOf(s.ctx).principal, names: map[string]string{}}
	// What ended after the caller was asked who they are and before the follower was
	// there was told to nobody.
	if err = n.recheck(s.ctx); err == nil {
		err = n.tell(s.ctx, follower, first) // it goes on until something ends it
	}
	if s.ctx.Err() == nil && !errors.Is(err, live.ErrClosed) {
		s.h.log.InfoContext(s.ctx, "a stream ended", "request_id", callOf(s.ctx).requestID, "error", err)
	}
	return nil
}

// streams counts the open streams of each user.
type streams struct {
	mu   sync.Mutex
	open map[string]int
	all  int
}

func newStreams() *streams { return &streams{open: map[string]int{}} }

// take counts one more, unless the user or all have too many; the caller gives it
// back.
func (s *streams) take(who string) (giveBack func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open[who] >= streamsOfUser {
		return nil, tooFast(streamBeat, "This user has too many streams open.")
	}
	if s.all >= streamsOfAll {
		return nil, away(nil, "Too many streams are open.")
	}
	s.open[who]++
	s.all++
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.all--
		if s.open[who]--; s.open[who] == 0 {
			delete(s.open, who)
		}
	}, nil
}

// mayStill reports whether the caller of a stream may go on reading: sessions end,
// roles change, keys are revoked.
func (h eventHandlers) mayStill(ctx context.Context) (bool, error) {
	request := (&http.Request{Header: callOf(ctx).header}).WithContext(ctx)
	now := &call{}
	err := h.guard.identify(request, now)
	if refused := new(problem); errors.As(err, &refused) {
		return false, nil
	}
	return err == nil && account.Allowed(now.principal, account.ReadConversations), err
}

package api

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/live"
)

// The pace of a stream of events.
const (
	// eventsBeat is how long a stream is silent at most: proxies drop what is, and
	// a note that was lost is made good then.
	eventsBeat = 20 * time.Second
	// eventsWrite is how long a browser may take to accept what it is sent.
	eventsWrite = 15 * time.Second
)

// events streams what happens in the visitor's thread (server-sent events). Every
// message carries its id and version, and the event's id is where to go on from:
// a browser that was away for a while misses nothing, and may get something
// twice. One that was away for too long is told to start over (resync).
func (h *widgetHandlers) events(c echo.Context, inbox conversation.Inbox, v conversation.Visitor) error {
	who := v.Identity()
	giveBack, err := h.limits.stream(inbox.ID + string(who.Kind) + who.Value)
	if err != nil {
		return err
	}
	defer giveBack()
	ctx := c.Request().Context()
	w, err := newEventWriter(c.Response())
	if err != nil {
		return err
	}
	f := follower{h: h, inbox: inbox, visitor: v, out: w, sent: make(map[string]uint64)}
	if f.cursor, err = f.begin(ctx, c.Request().Header.Get("Last-Event-ID")); err != nil {
		return err
	}
	// What ends a stream that has begun is told by its end.
	if err := f.follow(ctx); ctx.Err() == nil && !errors.Is(err, live.ErrClosed) {
		h.log.InfoContext(ctx, "a stream ended", "request_id", callOf(ctx).requestID, "error", err)
	}
	return nil
}

// follower is one open stream.
type follower struct {
	h       *widgetHandlers
	inbox   conversation.Inbox
	visitor conversation.Visitor
	out     *eventWriter
	cursor  uint64
	// sent are the versions of messages that the cursor has not passed yet.
	sent map[string]uint64
}

// begin returns where to go on from: now, if the browser does not say.
func (f *follower) begin(ctx context.Context, last string) (uint64, error) {
	if _, err := f.h.thread(ctx, f.inbox, f.visitor); err != nil {
		return 0, err
	}
	if last == "" {
		page, err := f.h.store.VisitorMessages(ctx, orNone(""), 0, 1)
		return page.Cursor, err
	}
	cursor, err := strconv.ParseUint(last, 10, 63)
	if err != nil {
		return 0, invalid(FieldError{Field: "Last-Event-ID", Reason: "is no cursor"})
	}
	return cursor, nil
}

// follow writes events until the browser leaves, the server stops, or the visitor
// may not see the thread any more.
func (f *follower) follow(ctx context.Context) error {
	if err := f.out.start(); err != nil {
		return err
	}
	for {
		thread, err := f.h.thread(ctx, f.inbox, f.visitor)
		if err != nil {
			return err
		}
		// Before the first message there is nothing but the id it will have.
		topic := thread
		if topic == "" {
			topic = conversation.ID(f.inbox.ID, f.visitor.Identity().Value)
		}
		if err := f.listen(ctx, topic, thread); err != nil {
			return err
		}
	}
}

// listen follows one thread, until it turns out to be another one.
func (f *follower) listen(ctx context.Context, topic, thread string) error {
	subscription := f.h.hub.Subscribe(topic)
	defer subscription.Close()
	for {
		// Listening first, then looking: nothing comes between.
		if err := f.catchUp(ctx, orNone(thread)); err != nil {
			return err
		}
		beat, cancel := context.WithTimeout(ctx, eventsBeat)
		news, err := subscription.Next(beat)
		cancel()
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil && !errors.Is(err, context.DeadlineExceeded) {
			return err
		}
		if err := f.pass(news); err != nil {
			return err
		}
		// A first message, or a merge, made it another thread; a login took it away.
		now, err := f.h.thread(ctx, f.inbox, f.visitor)
		if err != nil {
			return err
		}
		if now != thread {
			return nil
		}
	}
}

// catchUp writes what has changed since the cursor.
func (f *follower) catchUp(ctx context.Context, thread string) error {
	page, err := f.h.store.VisitorChanges(ctx, thread, f.cursor)
	if errors.Is(err, conversation.ErrNotFound) {
		page, err = f.h.store.VisitorMessages(ctx, thread, 0, 1)
		if err != nil {
			return err
		}
		f.cursor = page.Cursor
		clear(f.sent)
		return f.out.event("resync", strconv.FormatUint(f.cursor, 10), struct{}{})
	}
	if err != nil {
		return err
	}
	news := slices.DeleteFunc(page.Messages, func(m conversation.VisitorMessage) bool { return f.sent[m.ID] == m.Version })
	for i, m := range news {
		// Only the last one has the id: a browser that did not get them all goes on
		// from where it was.
		id := ""
		if i == len(news)-1 {
			id = strconv.FormatUint(page.Cursor, 10)
		}
		if err := f.out.event("message", id, widgetMessageView(m)); err != nil {
			return err
		}
		f.sent[m.ID] = m.Version
	}
	f.cursor = page.Cursor
	// While an older transaction runs the cursor stays behind what was sent.
	maps.DeleteFunc(f.sent, func(_ string, version uint64) bool { return version < f.cursor })
	return nil
}

// pass hands on what is not kept, and shows that the stream is alive.
func (f *follower) pass(news live.News) error {
	for _, n := range news.Notes {
		var err error
		switch {
		case n.Kind == live.KindTyping && n.Party == live.PartyBrand:
			err = f.out.event("typing", "", struct{}{})
		case n.Kind == live.KindSeen:
			err = f.out.event("seen", "", struct{}{})
		}
		if err != nil {
			return err
		}
	}
	if len(news.Notes) == 0 {
		return f.out.beat()
	}
	return nil
}

package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
)

// eventWriter writes server-sent events, each within a deadline of its own: the
// server's, which bound whole requests, are not for streams.
type eventWriter struct {
	response   http.ResponseWriter
	controller *http.ResponseController
	// queued waits for the next write.
	queued bytes.Buffer
}

func newEventWriter(response http.ResponseWriter) (*eventWriter, error) {
	w := &eventWriter{response: response, controller: http.NewResponseController(response)}
	if err := w.controller.SetReadDeadline(time.Time{}); err != nil {
		return nil, fmt.Errorf("stream events: %w", err)
	}
	return w, nil
}

// A browser whose stream was cut comes back after between soonestReturn and
// latestReturn, each after another time: all streams of a process end at once.
const (
	soonestReturn = 500 * time.Millisecond
	latestReturn  = 3 * time.Second
)

// start sends the header, at once: a browser waits for it.
func (w *eventWriter) start() error {
	header := w.response.Header()
	header.Set(echo.HeaderContentType, "text/event-stream; charset=utf-8")
	header.Set("Cache-Control", "no-store, no-transform")
	// nginx would keep events back until it has a page full of them.
	header.Set("X-Accel-Buffering", "no")
	w.response.WriteHeader(http.StatusOK)
	after := soonestReturn + rand.N(latestReturn-soonestReturn) //nolint:gosec // not all at once, no more
	return w.write(fmt.Appendf(nil, "retry: %d\n\n", after.Milliseconds()))
}

// event sends one. Its data is JSON, which has no line breaks.
func (w *eventWriter) event(name, id string, data any) error {
	if err := w.queue(name, id, data); err != nil {
		return err
	}
	return w.flush()
}

// queue keeps an event for the next write.
func (w *eventWriter) queue(name, id string, data any) error {
	encoded, err := json.Marshal(data)
	if err != nil {
		return fmt.Errorf("encode event: %w", err)
	}
	if id != "" {
		fmt.Fprintf(&w.queued, "id: %s\n", id)
	}
	fmt.Fprintf(&w.queued, "event: %s\ndata: %s\n\n", name, encoded)
	return nil
}

// place says where to go on from after what is queued, and writes it. It is no
// event: browsers take note of the id, and tell nobody.
func (w *eventWriter) place(id string) error {
	fmt.Fprintf(&w.queued, "id: %s\n\n", id)
	return w.flush()
}

func (w *eventWriter) flush() error {
	defer w.queued.Reset()
	return w.write(w.queued.Bytes())
}

// beat says nothing, to show that the stream is alive.
func (w *eventWriter) beat() error { return w.write([]byte(":\n\n")) }

func (w *eventWriter) write(b []byte) error {
	if err := w.controller.SetWriteDeadline(time.Now().Add(eventsWrite)); err != nil {
		return fmt.Errorf("stream events: %w", err)
	}
	if _, err := w.response.Write(b); err != nil {
		return fmt.Errorf("stream events: %w", err)
	}
	if err := w.controller.Flush(); err != nil {
		return fmt.Errorf("stream events: %w", err)
	}
	return nil
}

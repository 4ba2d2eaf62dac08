package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
)

// eventWriter writes server-sent events, each within a deadline of its own: the
// server's, which bound whole requests, are not for streams.
type eventWriter struct {
	response   http.ResponseWriter
	controller *http.ResponseController
}

func newEventWriter(c echo.Context) (*eventWriter, error) {
	w := &eventWriter{c.Response(), http.NewResponseController(c.Response())}
	if err := w.controller.SetReadDeadline(time.Time{}); err != nil {
		return nil, fmt.Errorf("stream events: %w", err)
	}
	return w, nil
}

// start sends the header, at once: a browser waits for it.
func (w *eventWriter) start() error {
	header := w.response.Header()
	header.Set(echo.HeaderContentType, "text/event-stream; charset=utf-8")
	header.Set("Cache-Control", "no-store, no-transform")
	// nginx would keep events back until it has a page full of them.
	header.Set("X-Accel-Buffering", "no")
	w.response.WriteHeader(http.StatusOK)
	return w.beat()
}

// event sends one. Its data is JSON, which has no line breaks.
func (w *eventWriter) event(name, id string, data any) error {
	encoded, err := json.Marshal(data)
	if err != nil {
		return fmt.Errorf("encode event: %w", err)
	}
	var b bytes.Buffer
	if id != "" {
		fmt.Fprintf(&b, "id: %s\n", id)
	}
	fmt.Fprintf(&b, "event: %s\ndata: %s\n\n", name, encoded)
	return w.write(b.Bytes())
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

package api

import (
	"io"
	"net/http"
	"time"
)

// stall is how long a body that flows may stand still. The server's own limits are
// for bodies of an ordinary size; these have as long as they move.
const stall = 30 * time.Second

// flowingBody is a request's body that may take long.
type flowingBody struct {
	io.ReadCloser
	control *http.ResponseController
}

// Read implements io.Reader.
func (b flowingBody) Read(p []byte) (int, error) {
	now := time.Now()
	// The answer is written after the last byte, and has its own time.
	if err := b.control.SetReadDeadline(now.Add(stall)); err != nil {
		return 0, err
	}
	if err := b.control.SetWriteDeadline(now.Add(2 * stall)); err != nil {
		return 0, err
	}
	return b.ReadCloser.Read(p)
}

// flowingWriter is a response whose body may take long.
type flowingWriter struct{ http.ResponseWriter }

// Write implements io.Writer.
func (w flowingWriter) Write(p []byte) (int, error) {
	if err := http.NewResponseController(w.ResponseWriter).SetWriteDeadline(time.Now().Add(stall)); err != nil {
		return 0, err
	}
	return w.ResponseWriter.Write(p)
}

// Unwrap is for http.ResponseController.
func (w flowingWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

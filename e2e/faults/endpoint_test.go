package faults

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/fakes/openai"
)

// endpoint is an embedding endpoint that can be taken away, and made to wait with
// requests for a certain text.
type endpoint struct {
	t          *testing.T
	model      string
	dimensions int
	fake       *openai.Server
	address    string
	server     *httptest.Server

	mu     sync.Mutex
	text   string
	gate   chan struct{}
	waited bool
}

func newEndpoint(t *testing.T) *endpoint {
	t.Helper()
	e := &endpoint{t: t, model: "fake", dimensions: 64, address: "127.0.0.1:0"}
	e.fake = openai.New(openai.Options{Model: e.model, Dimensions: e.dimensions})
	e.start()
	e.address = e.server.Listener.Addr().String()
	t.Cleanup(func() { e.server.Close() })
	return e
}

// start serves, on the address it had before.
func (e *endpoint) start() {
	e.t.Helper()
	listener, err := net.Listen("tcp", e.address)
	require.NoError(e.t, err)
	e.server = &httptest.Server{Listener: listener, Config: &http.Server{Handler: e}}
	e.server.Start()
}

func (e *endpoint) stop() {
	e.server.CloseClientConnections()
	e.server.Close()
}

func (e *endpoint) url() string { return "http://" + e.address + "/v1" }

// vectors is the name of the model on its vectors.
func (e *endpoint) vectors() string { return fmt.Sprintf("%s/%d", e.model, e.dimensions) }

// hold lets requests for a text wait until the function that it returns is called.
func (e *endpoint) hold(text string) (open func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	gate := make(chan struct{})
	e.text, e.gate, e.waited = text, gate, false
	return sync.OnceFunc(func() { close(gate) })
}

// holds reports whether a request waits, or has waited.
func (e *endpoint) holds() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.waited
}

func (e *endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the client has gone
	}
	if gate := e.waits(body); gate != nil {
		select {
		case <-gate:
		case <-r.Context().Done():
			return
		}
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	e.fake.ServeHTTP(w, r)
}

func (e *endpoint) waits(body []byte) chan struct{} {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.text == "" || !bytes.Contains(body, []byte(e.text)) {
		return nil
	}
	e.waited = true
	return e.gate
}

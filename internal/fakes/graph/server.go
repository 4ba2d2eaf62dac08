// Package graph is Meta's Graph API on a loopback port, for tests, demos and
// benchmarks: it takes messages as WhatsApp and Messenger do, holds their senders
// to the same limits, reports what became of them by signed webhooks that come
// late, twice and out of order, and misbehaves on request. It shares no code with
// the channels it is there to try.
package graph

import (
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"

	"github.com/parleyhq/parley/internal/fakes/exchange"
)

// Server is a running API. Its methods may be called at any time from anywhere.
type Server struct {
	// Queue says how the next messages are met.
	exchange.Queue

	options Options
	server  *httptest.Server
	closing chan struct{}
	client  *http.Client

	mu       sync.Mutex
	random   *rand.Rand
	revoked  bool
	callback string
	queue    []*posting
	refused  int
	changed  chan struct{}

	whatsapp  whatsapp
	messenger messenger
}

// Options are the settings of a Server.
type Options struct {
	// AppSecret signs webhooks, VerifyToken is given in the handshake, Token has
	// to come with every call.
	AppSecret   string
	VerifyToken string
	Token       string
	// Now is the clock of windows, limits, media and retries, nil for the machine's.
	Now func() time.Time
	// Habits are how webhooks come.
	Habits Habits
	// Seed makes what is random repeatable.
	Seed uint64
	// First is what ids are counted from, so that a server that is started again
	// gives others than before.
	First int
}

// New starts a server on a loopback port. Close stops it.
func New(o Options) *Server {
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Server{
		options: o, closing: make(chan struct{}), changed: make(chan struct{}, 1),
		client: &http.Client{Transport: &http.Transport{}},
		random: rand.New(rand.NewPCG(o.Seed, 0)), //nolint:gosec // a test is to be repeatable
	}
	s.whatsapp.init()
	s.messenger.init()
	s.whatsapp.count, s.messenger.count = o.First, o.First
	s.server = httptest.NewServer(s)
	return s
}

// URL is the base of the API, without a version.
func (s *Server) URL() string { return s.server.URL }

// Close lets go of hanging requests and stops the server.
func (s *Server) Close() {
	close(s.closing)
	s.server.CloseClientConnections()
	s.server.Close()
	s.client.CloseIdleConnections()
}

// Revoke makes the API refuse the token from now on, or take it again.
func (s *Server) Revoke(revoked bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.revoked = revoked
}

// call is one request to the API.
type call struct {
	*Server
	w http.ResponseWriter
	r *http.Request
	// path is what follows the version.
	path []string
	// body is the JSON object that was posted, nil for anything else.
	body map[string]any
}

// ServeHTTP serves /v23.0/… and the files that the API names.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	c := &call{Server: s, w: w, r: r, path: path[1:]}
	if path[0] == "cdn" && len(c.path) == 1 {
		s.cdn(w, r, c.path[0])
		return
	}
	app := path[len(path)-1] == "subscriptions" && s.isApp(bearer(r))
	if !app && !s.authorised(r) {
		c.fail(http.StatusUnauthorized, Failure{Code: 190, Subcode: 463, Message: "Malformed access token " + bearer(r)})
		return
	}
	if path[0] == "files" && len(c.path) == 1 {
		c.file()
		return
	}
	if !strings.HasPrefix(path[0], "v") || len(c.path) == 0 {
		c.fail(http.StatusNotFound, Failure{Code: 100, Message: "Unknown path components"})
		return
	}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
		if err != nil || json.Unmarshal(body, &c.body) != nil {
			c.fail(http.StatusBadRequest, Failure{Code: 100, Message: "Invalid JSON"})
			return
		}
	}
	// The first that knows what the call is about answers it.
	for _, serve := range []func() bool{c.serveWhatsApp, c.serveMessenger} {
		if serve() {
			return
		}
	}
	c.fail(http.StatusNotFound, Failure{Code: 100, Subcode: 33, Message: "Unsupported request"})
}

func bearer(r *http.Request) string {
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	return token
}

func (s *Server) authorised(r *http.Request) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return bearer(r) == s.options.Token && !s.revoked
}

// answer writes a JSON answer.
func (c *call) answer(status int, body any) {
	c.w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	c.w.WriteHeader(status)
	_ = json.NewEncoder(c.w).Encode(body)
}

// text is a string in what was posted, by its path.
func (c *call) text(path ...string) string {
	var at any = c.body
	for _, key := range path {
		object, ok := at.(map[string]any)
		if !ok {
			return ""
		}
		at = object[key]
	}
	s, _ := at.(string)
	return s
}

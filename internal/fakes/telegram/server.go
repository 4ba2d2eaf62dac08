// Package telegram is Telegram's Bot API on a loopback port, for tests, demos and
// benchmarks: it takes messages as Telegram does, posts updates one by one in the
// order of each chat, holds a chat's next update back until the one before it was
// taken, and misbehaves on request. It shares no code with the channel it is there
// to try.
package telegram

import (
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"

	"github.com/parleyhq/parley/internal/fakes/exchange"
)

// Server is a running API with one bot. Its methods may be called at any time
// from anywhere.
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
	webhook  webhook
	updateID int64
	// changed wakes Run.
	changed  chan struct{}
	chats    map[int64]*chat
	files    map[string]*file
	sent     []Call
	executed []string
	actions  []Call
}

// Options are the settings of a Server.
type Options struct {
	// Token is the bot's, "<id>:<key>"; Username and Name are the bot's, too.
	Token    string
	Username string
	Name     string
	// Now is the clock of updates and retries, nil for the machine's.
	Now func() time.Time
	// Seed makes what is random repeatable.
	Seed uint64
	// First is what messages and updates are counted from, so that a server that is
	// started again gives other ids than before.
	First int64
}

// New starts a server on a loopback port. Close stops it.
func New(o Options) *Server {
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Server{
		options: o, closing: make(chan struct{}), changed: make(chan struct{}, 1), client: &http.Client{Transport: &http.Transport{}},
		random: rand.New(rand.NewPCG(o.Seed, 0)), //nolint:gosec // a test is to be repeatable
		chats:  map[int64]*chat{}, files: map[string]*file{},
	}
	s.updateID = 900_000_000 + o.First
	s.server = httptest.NewServer(s)
	return s
}

// URL is the base of the API.
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

// bot is the bot as a user.
func (s *Server) bot() map[string]any {
	return map[string]any{"id": s.botID(), "is_bot": true, "first_name": s.options.Name, "username": s.options.Username}
}

func (s *Server) botID() json.Number {
	id, _, _ := strings.Cut(s.options.Token, ":")
	return json.Number(id)
}

// refusal is why the API does not do what it was asked, nil if it does.
type refusal struct {
	status      int
	description string
	parameters  map[string]any
}

// ServeHTTP serves /bot<token>/<method> and /file/bot<token>/<path>.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimPrefix(r.URL.Path, "/")
	if rest, ok := strings.CutPrefix(path, "file/bot"); ok {
		s.serveFile(w, rest)
		return
	}
	token, method, ok := strings.Cut(strings.TrimPrefix(path, "bot"), "/")
	if !ok || !strings.HasPrefix(path, "bot") {
		respond(w, nil, &refusal{status: http.StatusNotFound, description: "Not Found"})
		return
	}
	if !s.knows(token) {
		respond(w, nil, &refusal{status: http.StatusUnauthorized, description: "Unauthorized"})
		return
	}
	call, err := readCall(method, r)
	if err != nil {
		respond(w, nil, &refusal{status: http.StatusBadRequest, description: "Bad Request: can't parse request"})
		return
	}
	if !strings.HasPrefix(method, "send") || method == "sendChatAction" {
		result, refused := s.serve(call)
		respond(w, result, refused)
		return
	}
	s.Meet(&exchange.Exchange{Writer: w, Request: r, Closing: s.closing, Take: func(w http.ResponseWriter) {
		result, refused := s.send(call)
		respond(w, result, refused)
	}})
}

func (s *Server) knows(token string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return token == s.options.Token && !s.revoked
}

// serve carries out what is no message.
func (s *Server) serve(c Call) (any, *refusal) {
	switch c.Method {
	case "getMe":
		return s.bot(), nil
	case "setWebhook":
		return s.setWebhook(c)
	case "deleteWebhook":
		return s.deleteWebhook(), nil
	case "getWebhookInfo":
		return s.webhookInfo(), nil
	case "getUpdates":
		return nil, &refusal{status: http.StatusConflict, description: "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"}
	case "sendChatAction", "answerCallbackQuery", "setMessageReaction":
		return s.act(c)
	case "getFile":
		return s.getFile(c)
	default:
		return nil, &refusal{status: http.StatusNotFound, description: "Not Found: method not found"}
	}
}

// respond writes the API's envelope, with the error code as the HTTP status.
func respond(w http.ResponseWriter, result any, refused *refusal) {
	w.Header().Set("Content-Type", "application/json")
	if refused == nil {
		_ = json.NewEncoder(w).Encode(map[string]any{"ok": true, "result": result})
		return
	}
	envelope := map[string]any{"ok": false, "error_code": refused.status, "description": refused.description}
	if refused.parameters != nil {
		envelope["parameters"] = refused.parameters
	}
	w.WriteHeader(refused.status)
	_ = json.NewEncoder(w).Encode(envelope)
}

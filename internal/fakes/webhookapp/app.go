// Package webhookapp is a customer's app that takes Parley's webhooks, for tests
// and benchmarks: it verifies every signature with a library of its own, tells
// repetitions by webhook-id, remembers what it took in order, and misbehaves on
// request.
package webhookapp

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"
)

// App is a running app. Its methods may be called at any time from anywhere.
type App struct {
	secrets []string
	now     func() time.Time
	server  *httptest.Server
	closing chan struct{}

	mu       sync.Mutex
	next     []Behaviour
	always   Behaviour
	attempts []Attempt
	taken    []Message
	seen     map[string]bool
	changed  chan struct{}
}

// Options are the settings of an App.
type Options struct {
	// Secrets verify deliveries: any of them will do, none takes nothing.
	Secrets []string
	// Now judges timestamps, nil for the machine's clock.
	Now func() time.Time
}

// Attempt is one request that reached the app, whatever became of it.
type Attempt struct {
	ID        string // webhook-id
	Timestamp string // webhook-timestamp
	Body      []byte
	// Refused says why the app did not look at it, "" if it did: a bad
	// signature, an old timestamp, a body it cannot read.
	Refused string
	// Repeated says that the app had taken the same webhook-id before.
	Repeated bool
	At       time.Time
}

// New starts an app on a loopback port. Close stops it.
func New(o Options) *App {
	a := &App{
		secrets: o.Secrets, now: o.Now, always: Accept(), closing: make(chan struct{}),
		seen: map[string]bool{}, changed: make(chan struct{}),
	}
	if a.now == nil {
		a.now = time.Now
	}
	a.server = httptest.NewServer(a)
	return a
}

// URL is where deliveries go.
func (a *App) URL() string { return a.server.URL + "/webhooks/parley" }

// Trust verifies deliveries by one more secret.
func (a *App) Trust(secret string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.secrets = append(a.secrets[:len(a.secrets):len(a.secrets)], secret)
}

// Close lets go of hanging requests and stops the app.
func (a *App) Close() {
	close(a.closing)
	a.server.CloseClientConnections()
	a.server.Close()
}

// Then queues how the next attempts are met, one each. Afterwards the app
// behaves as usual again.
func (a *App) Then(behaviours ...Behaviour) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.next = append(a.next, behaviours...)
}

// Always sets how attempts are usually met; a new app accepts.
func (a *App) Always(b Behaviour) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.always = b
}

// Attempts returns all requests so far in the order they came.
func (a *App) Attempts() []Attempt {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]Attempt(nil), a.attempts...)
}

// Messages returns what the app took so far, in order.
func (a *App) Messages() []Message {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]Message(nil), a.taken...)
}

// Wait returns the messages as soon as there are n, or the context's error.
func (a *App) Wait(ctx context.Context, n int) ([]Message, error) {
	for {
		a.mu.Lock()
		changed, enough := a.changed, len(a.taken) >= n
		a.mu.Unlock()
		if enough {
			return a.Messages(), nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return a.Messages(), ctx.Err()
		}
	}
}

// ServeHTTP judges one delivery and meets it as told.
func (a *App) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	attempt, body := a.judge(r)
	behave := a.note(&attempt)
	if attempt.Refused != "" {
		http.Error(w, attempt.Refused, http.StatusUnauthorized)
		return
	}
	behave(&Exchange{app: a, Writer: w, Request: r, attempt: attempt, body: body})
}

// note records an attempt and picks the behaviour it meets. A refused one uses
// up none.
func (a *App) note(attempt *Attempt) Behaviour {
	a.mu.Lock()
	defer a.mu.Unlock()
	attempt.Repeated = a.seen[attempt.ID]
	a.attempts = append(a.attempts, *attempt)
	if attempt.Refused != "" || len(a.next) == 0 {
		return a.always
	}
	behave := a.next[0]
	a.next = a.next[1:]
	return behave
}

// take is the app's own work: once per webhook-id.
func (a *App) take(attempt Attempt, body envelope) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.seen[attempt.ID] || body.Type == "inbox.test" {
		return
	}
	a.seen[attempt.ID] = true
	a.taken = append(a.taken, body.message(attempt.At))
	close(a.changed)
	a.changed = make(chan struct{})
}

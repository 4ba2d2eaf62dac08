package api_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
)

// serving is a bundle whose server does all that a server does, and can be started
// again.
func serving(t *testing.T, options ...option) (b *bundle, serve func() (url string, stop func())) {
	t.Helper()
	var config api.Config
	var services api.Services
	b = setup(t, append(options, func(c *api.Config, s *api.Services) {
		config, services = *c, *s
		services.Log = slog.New(slog.DiscardHandler)
	})...)
	return b, func() (string, func()) {
		server, err := api.New(config, services)
		require.NoError(t, err)
		listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
		require.NoError(t, err)
		ctx, cancel := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { _ = server.Serve(ctx, listener) })
		stop := sync.OnceFunc(func() {
			cancel()
			running.Wait()
		})
		t.Cleanup(stop)
		return "http://" + listener.Addr().String(), stop
	}
}

// heard is an event of a stream, or the place after some.
type heard struct {
	id, name string
	data     struct {
		ID             string      `json:"id"`
		Version        int64       `json:"version"`
		ConversationID string      `json:"conversation_id"`
		User           *api.Person `json:"user"`
		Here           bool        `json:"here"`
	}
}

// listen hands what a stream says to hear until that has had enough or the stream
// ends, and returns its status.
func listen(ctx context.Context, url, last string, who header, hear func(heard) (more bool)) int {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/v1/events", nil)
	if err != nil {
		return 0
	}
	request.Header.Set(who.name, who.value)
	if last != "" {
		request.Header.Set("Last-Event-ID", last)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return response.StatusCode
	}
	var e heard
	for lines := bufio.NewScanner(response.Body); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), ": ")
		switch name {
		case "id":
			e.id = value
		case "event":
			e.name = value
		case "data":
			_ = json.Unmarshal([]byte(value), &e.data)
		case "":
			if e != (heard{}) && !hear(e) {
				return response.StatusCode
			}
			e = heard{}
		}
	}
	return response.StatusCode
}

// Clients that come and go, and a server that is started again: nobody misses
// anything or hears it twice.
func TestEventsAreHeardOnce(t *testing.T) {
	t.Parallel()
	b, serve := serving(t)
	_, agent := b.user(t, "asha", account.Agent)
	key := b.apiKey(t, account.ScopeRead)
	inbox := b.inbox(t)
	const clients, writers, writes = 20, 4, 15
	url, stop := serve()
	var mu sync.Mutex
	address := func() string {
		mu.Lock()
		defer mu.Unlock()
		return url
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	type tally struct {
		times  map[string]int
		resets int
	}
	tallies := make([]tally, clients)
	var ready, listening sync.WaitGroup
	for i := range clients {
		tallies[i].times = map[string]int{}
		ready.Add(1)
		who := agent
		if i%2 == 0 {
			who = key
		}
		listening.Go(func() {
			last, begun := "", sync.OnceFunc(ready.Done)
			for ctx.Err() == nil {
				places := 0
				listen(ctx, address(), last, who, func(e heard) bool {
					mu.Lock()
					defer mu.Unlock()
					switch e.name {
					case "reset":
						tallies[i].resets++
					case "message", "conversation":
						tallies[i].times[fmt.Sprint(e.name, e.data.ID, e.data.Version)]++
					}
					if e.id == "" {
						return true
					}
					last = e.id
					begun()
					places++
					return places < 3+i%5 // then it comes again
				})
			}
		})
	}
	ready.Wait()
	var writing sync.WaitGroup
	for w := range writers {
		writing.Go(func() {
			for n := range writes {
				b.conversation(t, inbox.ID, fmt.Sprintf("user-%d-%d", w, n%3), fmt.Sprint(n))
			}
		})
		if w == writers/2 {
			stop()
			again, _ := serve()
			mu.Lock()
			url = again
			mu.Unlock()
		}
	}
	writing.Wait()
	all := func() (done bool) {
		mu.Lock()
		defer mu.Unlock()
		for _, c := range tallies {
			messages := 0
			for name := range c.times {
				if strings.HasPrefix(name, "message") {
					messages++
				}
			}
			if messages < writers*writes {
				return false
			}
		}
		return true
	}
	require.Eventually(t, all, 2*time.Minute, 10*time.Millisecond)
	cancel()
	listening.Wait()
	for _, c := range tallies {
		require.Zero(t, c.resets)
		for name, n := range c.times {
			require.Equal(t, 1, n, name)
		}
	}
}

func TestWhoMayHearEvents(t *testing.T) {
	t.Parallel()
	b, serve := serving(t)
	url, _ := serve()
	_, creator := b.user(t, "creator", account.Creator)
	ada, adas := b.user(t, "ada", account.Agent)
	_, bens := b.user(t, "ben", account.Agent)
	enough := func(heard) bool { return false }
	require.Equal(t, 403, listen(t.Context(), url, "", creator, enough))
	require.Equal(t, 403, listen(t.Context(), url, "", b.apiKey(t, account.ScopeIngest), enough))
	require.Equal(t, 401, listen(t.Context(), url, "", bearer("unknown"), enough))
	require.Equal(t, 422, listen(t.Context(), url, "1:2", adas, enough))
	listen(t.Context(), url, "999999999:999999999:", adas, func(e heard) bool {
		require.Equal(t, "reset", e.name)
		return false
	})

	// A colleague hears who writes.
	id := b.conversation(t, b.inbox(t).ID, "asha", "hello")
	asked := false
	listen(t.Context(), url, "", bens, func(e heard) bool {
		if !asked {
			asked = true
			b.do(t, "POST", "/v1/conversations/"+id+"/typing", nil, adas).want(t, 204)
		}
		if e.name != "typing" {
			return true
		}
		require.Equal(t, id, e.data.ConversationID)
		require.Equal(t, &api.Person{ID: ada.ID, Name: "Ada"}, e.data.User)
		return false
	})

	// Nobody has streams without end.
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var open, streams sync.WaitGroup
	for range 16 {
		open.Add(1)
		streams.Go(func() {
			begun := sync.OnceFunc(open.Done)
			listen(ctx, url, "", adas, func(heard) bool {
				begun()
				return true
			})
		})
	}
	open.Wait()
	require.Equal(t, 429, listen(t.Context(), url, "", adas, enough))
	require.Equal(t, 200, listen(t.Context(), url, "", bens, enough))
	cancel()
	streams.Wait()
}

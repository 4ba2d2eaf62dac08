package api_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/api"
	"github.com/parleyhq/parley/channels/widget"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/live"
)

const shop = "https://shop.example.com"

// site is a web site with a widget.
type site struct {
	*bundle
	inbox conversation.Inbox
}

func setupSite(t *testing.T, options ...option) *site {
	t.Helper()
	hub := live.NewHub()
	b := setup(t, append([]option{func(c *api.Config, s *api.Services) {
		s.Live = hub
		s.Widget = api.WidgetFiles{Script: []byte("/* script */"), Demo: []byte("<p>{{.InboxID}} {{.UserID}} {{.Hash}}</p>")}
		// All tests share one address.
		c.WidgetLimits = api.WidgetLimits{PerAddress: 1000, PerVisitor: 1000}
	}}, options...)...)
	var running sync.WaitGroup
	ctx, cancel := context.WithCancel(t.Context())
	running.Go(func() { hub.Run(ctx, b.store, slogOf(b)) })
	t.Cleanup(func() {
		cancel()
		running.Wait()
	})
	inbox, err := b.store.CreateInbox(t.Context(), conversation.ChannelWidget, conversation.InboxSettings{
		Name: "Shop", Config: map[string]string{"origins": shop, "title": "Ask us", "colour": "#0a7"},
		Credentials: map[string]string{widget.CredentialIdentitySecret: "s3cret"},
	})
	require.NoError(t, err)
	return &site{bundle: b, inbox: inbox}
}

// ask makes a request as a page of the shop, or of whom the headers say.
func (s *site) ask(t *testing.T, method, path string, body any, headers ...header) answer {
	t.Helper()
	var reader io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		require.NoError(t, err)
		reader = bytes.NewReader(raw)
	}
	request, err := http.NewRequestWithContext(t.Context(), method, s.url+"/widget/"+s.inbox.ID+path, reader)
	require.NoError(t, err)
	request.Header.Set("Origin", shop)
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	for _, h := range headers {
		request.Header.Set(h.name, h.value)
	}
	response, err := http.DefaultTransport.RoundTrip(request)
	require.NoError(t, err)
	defer func() { require.NoError(t, response.Body.Close()) }()
	raw, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return answer{status: response.StatusCode, header: response.Header, body: raw}
}

type object = map[string]any

// comer is somebody at the site.
type comer struct {
	site  *site
	token string
}

// session makes a session and returns who has it.
func (s *site) session(t *testing.T, body object) comer {
	t.Helper()
	got := into[struct{ Token string }](t, s.ask(t, "POST", "/session", body).want(t, 200))
	return comer{s, got.Token}
}

func (s *site) visitor(t *testing.T) comer {
	t.Helper()
	return s.session(t, object{})
}

// user is what the shop's server says of somebody.
func user(id string) object {
	return object{"id": id, "hash": widget.UserHash("s3cret", id), "name": "Ms " + id}
}

func (c comer) ask(t *testing.T, method, path string, body any) answer {
	t.Helper()
	return c.site.ask(t, method, path, body, bearer(c.token))
}

// writes sends a message and returns its id.
func (c comer) writes(t *testing.T, text string) string {
	t.Helper()
	got := c.ask(t, "POST", "/messages", object{"id": uuid.NewString(), "text": text}).want(t, 202)
	return into[struct {
		MessageID string `json:"message_id"`
	}](t, got).MessageID
}

type history struct {
	Items []struct {
		ID, From, Name, Text, State, Version, Quoted, Reaction string
		ClientID                                               string `json:"client_id"`
		Position                                               int64
	}
	Before, Cursor string
}

func (c comer) history(t *testing.T) history {
	t.Helper()
	return into[history](t, c.ask(t, "GET", "/messages", nil).want(t, 200))
}

func (h history) texts() []string {
	list := []string{}
	for _, m := range h.Items {
		list = append(list, m.From+": "+m.Text)
	}
	return list
}

// thread is the conversation of whoever wrote the message.
func (s *site) thread(t *testing.T, messageID string) string {
	t.Helper()
	var id string
	require.NoError(t, s.raw(t).QueryRow(t.Context(),
		`SELECT conversation_id FROM messages WHERE id = $1`, messageID).Scan(&id))
	return id
}

// answers puts a message of the brand into a conversation.
func (s *site) answers(t *testing.T, thread, text string) {
	t.Helper()
	s.exec(t, `INSERT INTO messages (id, conversation_id, inbox_id, direction, author, text, state)
		VALUES (gen_random_uuid(), $1, $2, 'out', 'auto', $3, 'sent')`, thread, s.inbox.ID, text)
}

// stream is an open stream of events.
type stream struct {
	lines *bufio.Reader
	close func()
}

func (c comer) listens(t *testing.T, cursor string) *stream {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.site.url+"/widget/"+c.site.inbox.ID+"/events", nil)
	require.NoError(t, err)
	request.Header.Set("Authorization", "Bearer "+c.token)
	request.Header.Set("Last-Event-ID", cursor)
	response, err := http.DefaultTransport.RoundTrip(request) //nolint:bodyclose // closed with the stream
	require.NoError(t, err)
	s := &stream{lines: bufio.NewReader(response.Body), close: func() {
		cancel()
		_ = response.Body.Close()
	}}
	t.Cleanup(s.close)
	require.Equal(t, 200, response.StatusCode)
	require.Equal(t, "text/event-stream; charset=utf-8", response.Header.Get("Content-Type"))
	return s
}

// event is the next one, as "name data"; heartbeats are passed over.
func (s *stream) event(t *testing.T) (said, id string) {
	t.Helper()
	for {
		line, err := s.lines.ReadString('\n')
		require.NoError(t, err)
		line = strings.TrimSuffix(line, "\n")
		switch name, value, _ := strings.Cut(line, ": "); name {
		case "event":
			said = value
		case "data":
			said += " " + value
		case "id":
			id = value
		case "":
			if said != "" {
				return said, id
			}
		}
	}
}

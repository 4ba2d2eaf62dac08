package parley

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
	"github.com/parleyhq/parley/bench/internal/load"
	"github.com/parleyhq/parley/channels/webhook"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/store"
)

// front is the API as a backend service sees it.
type front struct {
	client *http.Client
	url    string
	key    string
}

// startAPI serves the API on loopback and makes a key for it.
func (s *System) startAPI(ctx context.Context, o Options) error {
	_, key, err := s.store.CreateAPIKey(ctx, "bench", []account.Scope{account.ScopeIngest})
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	public := &url.URL{Scheme: "http", Host: listener.Addr().String()}
	server, err := s.server(public, o) //nolint:contextcheck // the doorbell outlives the start
	if err != nil {
		return err
	}
	serving, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan error, 1)
	go func() { done <- server.Serve(serving, listener) }()
	s.atStop(func() error {
		cancel()
		return <-done
	})
	s.front = &front{
		client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: idleConnections}},
		url:    public.JoinPath("v1/inboxes", s.inbox.ID, "messages").String(),
		key:    key,
	}
	return nil
}

// idleConnections keeps the load's connections open: what is measured is
// Parley, not the opening of connections.
const idleConnections = 1024

func (s *System) server(public *url.URL, o Options) (*api.Server, error) {
	registry := prometheus.NewRegistry()
	metrics, err := api.NewMetrics(registry)
	if err != nil {
		return nil, fmt.Errorf("metrics: %w", err)
	}
	s.workflows = api.NewTemporal(s.client, taskQueue)
	return api.New(api.Config{PublicURL: public}, api.Services{
		Store: s.store, Workflows: s.workflows, Bell: api.NewDoorbell(s.workflows, metrics, o.Log),
		Matcher: s.matcher, Chain: s.chain, Jobs: s.workflows,
		Channels: map[conversation.Channel]api.Channel{
			conversation.ChannelWebhook: webhook.New(webhook.Options{AllowPrivate: true}),
		},
		Unavailable: store.Unavailable, Metrics: metrics, Gatherer: registry, Log: o.Log,
	})
}

// post sends a message as a backend service does and returns its id.
func (f *front) post(ctx context.Context, m load.Message) (string, error) {
	body, err := json.Marshal(map[string]any{
		"id": fmt.Sprintf("%s/%d", m.Conversation, m.N), "from": map[string]string{"id": m.Conversation}, "text": m.Text,
	})
	if err != nil {
		return "", fmt.Errorf("encode message: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, f.url, bytes.NewReader(body))
	if err != nil {
		return "", fmt.Errorf("make request: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+f.key)
	response, err := f.client.Do(request)
	if err != nil {
		return "", fmt.Errorf("send request: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return "", fmt.Errorf("read answer: %w", err)
	}
	if response.StatusCode != http.StatusAccepted {
		return "", fmt.Errorf("answer %s: %s", response.Status, answer)
	}
	var accepted struct {
		MessageID string `json:"message_id"`
	}
	if err := json.Unmarshal(answer, &accepted); err != nil {
		return "", fmt.Errorf("decode answer: %w", err)
	}
	return accepted.MessageID, nil
}

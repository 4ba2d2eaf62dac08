package deployment

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

// client makes requests of a user with a session.
type client struct {
	http  *http.Client
	url   string
	token string
}

func newClient(url string) *client {
	return &client{url: url, http: &http.Client{
		Timeout: requestLimit, Transport: &http.Transport{MaxIdleConnsPerHost: 16},
	}}
}

// requestLimit is far beyond what any request may take.
const requestLimit = 2 * time.Minute

func (c *client) login(ctx context.Context, email, password string) error {
	var session struct {
		Token string `json:"token"`
	}
	if err := c.postJSON(ctx, "/v1/session", map[string]string{"email": email, "password": password}, &session); err != nil {
		return err
	}
	c.token = session.Token
	return nil
}

func (c *client) postJSON(ctx context.Context, path string, body, out any) error {
	return c.sendJSON(ctx, http.MethodPost, path, body, out)
}

func (c *client) sendJSON(ctx context.Context, method, path string, body, out any) error {
	encoded, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("encode request: %w", err)
	}
	return c.do(ctx, method, path, "application/json", encoded, out)
}

// do makes a request that has to succeed.
func (c *client) do(ctx context.Context, method, path, kind string, body []byte, out any) error {
	request, err := http.NewRequestWithContext(ctx, method, c.url+path, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("make request: %w", err)
	}
	if kind != "" {
		request.Header.Set("Content-Type", kind)
	}
	if c.token != "" {
		request.Header.Set("Authorization", "Bearer "+c.token)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return fmt.Errorf("send request: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return fmt.Errorf("read answer: %w", err)
	}
	if response.StatusCode >= http.StatusMultipleChoices {
		return fmt.Errorf("%s %s: %s: %s", method, path, response.Status, answer)
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(answer, out); err != nil {
		return fmt.Errorf("read answer to %s %s: %w", method, path, err)
	}
	return nil
}

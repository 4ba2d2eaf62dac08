package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// Client speaks to a running Parley over its public HTTP API, as somebody.
type Client struct {
	base, token string
	http        *http.Client
}

// NewClient returns a client for the API at base, such as
// http://127.0.0.1:8080, that shows a session token or an API key.
func NewClient(base, token string) *Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 64
	return &Client{base: base, token: token, http: &http.Client{Transport: transport, Timeout: 30 * time.Second}}
}

// Login returns a client for a user.
func Login(ctx context.Context, base, email, password string) (*Client, error) {
	c := NewClient(base, "")
	var session struct {
		Token string `json:"token"`
	}
	err := c.call(ctx, request{
		method: http.MethodPost, path: "/v1/session", body: map[string]string{"email": email, "password": password},
	}, &session)
	if err != nil {
		return nil, fmt.Errorf("log in: %w", err)
	}
	c.token = session.Token
	return c, nil
}

// Token returns what the client shows.
func (c *Client) Token() string { return c.token }

// RefusedError is an answer of the API that is not a success.
type RefusedError struct {
	Status int    `json:"status"`
	Title  string `json:"title"`
	Detail string `json:"detail"`
	// RetryAfter is how long the server asks to be left alone, 0 if it does not.
	RetryAfter time.Duration `json:"-"`
}

// Error returns "409 Title: detail".
func (e *RefusedError) Error() string { return fmt.Sprintf("%d %s: %s", e.Status, e.Title, e.Detail) }

// request is one call of the API. key makes repeating it harmless.
type request struct {
	method, path, key string
	body              any
}

// call makes a request, patiently: while the server is away for a moment it is
// made again. It fails with *RefusedError for any other answer but success.
func (c *Client) call(ctx context.Context, r request, out any) error {
	for attempt := 1; ; attempt++ {
		err := c.try(ctx, r, out)
		var refused *RefusedError
		if err == nil || attempt == attempts || !errors.As(err, &refused) || refused.Status != http.StatusServiceUnavailable {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(max(refused.RetryAfter, 100*time.Millisecond)):
		}
	}
}

const attempts = 10

func (c *Client) try(ctx context.Context, r request, out any) (err error) {
	var body io.Reader
	if r.body != nil {
		encoded, err := json.Marshal(r.body)
		if err != nil {
			return fmt.Errorf("encode request: %w", err)
		}
		body = bytes.NewReader(encoded)
	}
	q, err := http.NewRequestWithContext(ctx, r.method, c.base+r.path, body)
	if err != nil {
		return fmt.Errorf("make request: %w", err)
	}
	if r.body != nil {
		q.Header.Set("Content-Type", "application/json")
	}
	if r.key != "" {
		q.Header.Set("Idempotency-Key", r.key)
	}
	if c.token != "" {
		q.Header.Set("Authorization", "Bearer "+c.token)
	}
	response, err := c.http.Do(q)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, response.Body.Close()) }()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return fmt.Errorf("%s %s: read the answer: %w", r.method, r.path, err)
	}
	if response.StatusCode >= http.StatusMultipleChoices {
		return fmt.Errorf("%s %s: %w", r.method, r.path, refusal(response, answer))
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(answer, out); err != nil {
		return fmt.Errorf("%s %s: decode the answer: %w", r.method, r.path, err)
	}
	return nil
}

func refusal(response *http.Response, answer []byte) *RefusedError {
	refused := &RefusedError{}
	// What is no problem document says enough with its status.
	_ = json.Unmarshal(answer, refused)
	refused.Status = response.StatusCode
	if seconds, err := strconv.Atoi(response.Header.Get("Retry-After")); err == nil {
		refused.RetryAfter = time.Duration(seconds) * time.Second
	}
	return refused
}

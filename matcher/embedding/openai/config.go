package openai

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"time"
)

// Config describes an endpoint. Zero fields take the value named.
type Config struct {
	// BaseURL ends before "/embeddings": "https://api.openai.com/v1". Required.
	BaseURL string
	// APIKey is sent as a bearer token; empty sends none.
	APIKey string
	// Model is the name the endpoint knows it by. Required.
	Model string
	// Dimensions is the length of the vectors wanted. Required.
	Dimensions int
	// Timeout bounds one attempt: 10 s.
	Timeout time.Duration
	// Retries is how often an attempt is repeated that was answered 408, 429 or
	// 5xx, or not answered: 2. Negative for never.
	Retries int
	// Backoff is the wait before the first repetition, doubled for each further
	// one: 200 ms. A Retry-After of at most ten times as long is waited for
	// instead; after a longer one there is no repetition.
	Backoff time.Duration
	// Rest is how long the endpoint is left alone after five failed attempts in
	// a row: 15 s. One attempt then decides whether it is back.
	Rest time.Duration
	// BatchSize is the number of texts in one request: 64.
	BatchSize int
	// Transport sends the requests: http.DefaultTransport.
	Transport http.RoundTripper
}

func (c Config) withDefaults() Config {
	c.Timeout = orDefault(c.Timeout, 10*time.Second)
	c.Backoff = orDefault(c.Backoff, 200*time.Millisecond)
	c.Rest = orDefault(c.Rest, 15*time.Second)
	c.Retries = max(orDefault(c.Retries, 2), 0)
	c.BatchSize = orDefault(c.BatchSize, 64)
	if c.Transport == nil {
		c.Transport = http.DefaultTransport
	}
	return c
}

func orDefault[T comparable](value, otherwise T) T {
	var zero T
	if value == zero {
		return otherwise
	}
	return value
}

// validate names the field, never its value.
func (c Config) validate() error {
	base, err := url.Parse(c.BaseURL)
	switch {
	case err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https":
		return errors.New("openai: base URL must be http:// or https:// with a host")
	case c.Model == "":
		return errors.New("openai: model is missing")
	case c.Dimensions < 1:
		return errors.New("openai: dimensions must be at least 1")
	case c.BatchSize < 1, c.Timeout < 0, c.Backoff < 0, c.Rest < 0:
		return errors.New("openai: batch size and times must not be negative")
	}
	return nil
}

var errRedirected = errors.New("endpoint redirects: set the base URL it redirects to")

// longestAnswer is well above what a full batch takes, even of longer vectors
// than wanted and with every digit written out.
func (c Config) longestAnswer() int64 {
	const longestNative, digits, envelope = 4096, 32, 1 << 20
	return int64(c.BatchSize)*int64(max(c.Dimensions, longestNative))*digits + envelope
}

func (c Config) httpClient() *http.Client {
	return &http.Client{
		Timeout:   c.Timeout,
		Transport: bounded{next: c.Transport, limit: c.longestAnswer()},
		// Customers' words go to the endpoint that was configured and to no other.
		CheckRedirect: func(*http.Request, []*http.Request) error { return errRedirected },
	}
}

// bounded cuts answers off that never end.
type bounded struct {
	next  http.RoundTripper
	limit int64
}

func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := b.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	response.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(response.Body, b.limit), response.Body}
	return response, nil
}

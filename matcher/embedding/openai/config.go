package openai

import (
	"errors"
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
	// BatchSize is the number of texts in one request: 64, or fewer once the
	// endpoint has refused so many.
	BatchSize int
	// Concurrency is how many requests may be on their way at once: 8. Further
	// ones wait.
	Concurrency int
	// Transport sends the requests: one like http.DefaultTransport that keeps
	// Concurrency connections open.
	Transport http.RoundTripper
}

func (c Config) withDefaults() Config {
	c.Timeout = orDefault(c.Timeout, 10*time.Second)
	c.Backoff = orDefault(c.Backoff, 200*time.Millisecond)
	c.Rest = orDefault(c.Rest, 15*time.Second)
	c.Retries = max(orDefault(c.Retries, 2), 0)
	c.BatchSize = orDefault(c.BatchSize, 64)
	c.Concurrency = orDefault(c.Concurrency, 8)
	if c.Transport == nil {
		c.Transport = defaultTransport(c.Concurrency)
	}
	return c
}

func defaultTransport(connections int) http.RoundTripper {
	standard, ok := http.DefaultTransport.(*http.Transport)
	if !ok { // somebody has replaced it, and knows why
		return http.DefaultTransport
	}
	t := standard.Clone()
	t.MaxIdleConnsPerHost = connections
	return t
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
	case c.BatchSize < 1, c.Concurrency < 1, c.Timeout < 0, c.Backoff < 0, c.Rest < 0:
		return errors.New("openai: batch size, concurrency and times must not be negative")
	}
	return nil
}

package graph

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/outbound"
)

// Client calls the Graph API. It keeps nothing but its connections: accounts
// come with every call.
type Client struct {
	base    *url.URL
	http    *http.Client
	timeout time.Duration
	now     func() time.Time
	hosts   []string
}

// Options are the settings of a Client.
type Options struct {
	// BaseURL is the API's address, "" for https://graph.facebook.com.
	BaseURL string
	// Version is the API's version as it stands in the path, "" for v23.0.
	Version string
	// MediaHosts are the hosts that media may be fetched from, beside that of
	// BaseURL: a host, or a domain with a leading dot for all hosts in it.
	MediaHosts []string
	// HTTP makes the calls, nil for a client that dials public addresses only.
	HTTP *http.Client
	// Timeout bounds one call, from dialling to the end of the answer, 0 for 20 s.
	// Media have their own.
	Timeout time.Duration
	// Now is the clock, nil for the machine's.
	Now func() time.Time
}

// NewClient returns a Client. It fails if BaseURL is no http or https address.
func NewClient(o Options) (*Client, error) {
	if o.BaseURL == "" {
		o.BaseURL = "https://graph.facebook.com"
	}
	if o.Version == "" {
		o.Version = "v23.0"
	}
	base, err := url.Parse(o.BaseURL)
	if err != nil || base.Host == "" || base.User != nil || (base.Scheme != "https" && base.Scheme != "http") {
		return nil, errors.New("graph: the base URL is no plain http or https address")
	}
	c := &Client{base: base.JoinPath(o.Version), http: o.HTTP, timeout: o.Timeout, now: o.Now, hosts: o.MediaHosts}
	if c.http == nil {
		c.http = outbound.NewClient(false)
	}
	// A redirect would take the message, or the token, to an address that nobody
	// configured.
	own := *c.http
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	c.http = &own
	if c.timeout == 0 {
		c.timeout = 20 * time.Second
	}
	if c.now == nil {
		c.now = time.Now
	}
	return c, nil
}

// Call is one request to the API.
type Call struct {
	Method string
	// Path is below the version, in segments: each is escaped.
	Path  []string
	Query url.Values
	// Token goes as bearer, never into the address.
	Token Secret
	// AppSecret adds an appsecret_proof, if it is not empty.
	AppSecret Secret
	// JSON is the body, nil for none. Body and ContentType go before it.
	JSON        any
	Body        io.Reader
	ContentType string
	// Length is how long Body is, 0 if that is not known.
	Length int64
	// Timeout is in place of the client's, if it is not zero.
	Timeout time.Duration
}

// Do makes a call and returns the answer's object. It fails with *Error if the
// API refused, *channels.NotSentError if the call certainly did not reach it, and
// *channels.UnknownError if nobody knows. No error holds a secret.
func (c *Client) Do(ctx context.Context, call Call) (Object, error) {
	timeout := c.timeout
	if call.Timeout != 0 {
		timeout = call.Timeout
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	var left atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { left.Store(true) }})
	request, err := c.request(ctx, call)
	if err != nil {
		return nil, err
	}
	response, err := c.http.Do(request)
	if err != nil {
		return nil, failure(err, left.Load())
	}
	defer func() { _ = response.Body.Close() }()
	const longest = 4 << 20
	body, err := io.ReadAll(io.LimitReader(response.Body, longest))
	if response.StatusCode < 200 || response.StatusCode > 299 {
		return nil, parseError(response, body, c.now(), call.Token, call.AppSecret)
	}
	if err != nil {
		return nil, failure(err, true)
	}
	answer, ok := ParseObject(body)
	if !ok {
		return nil, &channels.UnknownError{Cause: &channels.PlainError{Words: "Meta's answer could not be read"}}
	}
	// An error may come with status 200.
	if answer.Object("error").Has("code") {
		return nil, parseError(response, body, c.now(), call.Token, call.AppSecret)
	}
	return answer, nil
}

func (c *Client) request(ctx context.Context, call Call) (*http.Request, error) {
	to := *c.base
	for _, segment := range call.Path {
		// A segment with a slash, or of dots, would lead to another account.
		if segment == "" || strings.ContainsAny(segment, "/\\?#%") || strings.Trim(segment, ".") == "" {
			return nil, &channels.RejectedError{Reason: "an id of the inbox's account cannot be used"}
		}
		to = *to.JoinPath(segment)
	}
	query := url.Values{}
	for key, values := range call.Query {
		query[key] = values
	}
	if call.AppSecret != "" {
		query.Set("appsecret_proof", Proof(call.AppSecret, call.Token))
	}
	to.RawQuery = query.Encode()

	body, contentType := call.Body, call.ContentType
	if body == nil && call.JSON != nil {
		encoded, err := json.Marshal(call.JSON)
		if err != nil {
			return nil, fmt.Errorf("encode call: %w", err)
		}
		body, contentType = bytes.NewReader(encoded), "application/json"
	}
	request, err := http.NewRequestWithContext(ctx, call.Method, to.String(), body)
	if err != nil {
		return nil, &channels.RejectedError{Reason: "an id of the inbox's account cannot be used"}
	}
	if call.Length > 0 {
		request.ContentLength = call.Length
	}
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	authorise(request, call.Token)
	return request, nil
}

func authorise(request *http.Request, token Secret) {
	request.Header.Set("User-Agent", "Parley")
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+string(token))
	}
}

// failure says what it means that there was no answer. Until there is a
// connection nothing can have been sent.
func failure(err error, left bool) error {
	cause := &channels.PlainError{Words: describe(err), Err: strip(err)}
	if left {
		return &channels.UnknownError{Cause: cause}
	}
	return &channels.NotSentError{Cause: cause}
}

// strip takes the address off an error: its query may hold a proof of the token,
// or the key of a file.
func strip(err error) error {
	var where *url.Error
	if errors.As(err, &where) {
		return where.Err
	}
	return err
}

func describe(err error) string {
	var dns *net.DNSError
	var timeout net.Error
	switch {
	case outbound.Prohibited(err):
		return "Meta's host name leads to an address that is not a public one"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "Meta refused the connection"
	case errors.As(err, &dns):
		return "Meta's host name could not be resolved"
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return "Meta did not answer in time"
	default:
		return "the connection to Meta failed"
	}
}

package telegram

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
	"sync/atomic"
	"syscall"
	"time"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/outbound"
	"github.com/parleyhq/parley/channels/payload"
)

// answer is what the API returned: {"ok": true, "result": …}.
type answer struct{ payload.Object }

// result is the object that was asked for.
func (a answer) result() payload.Object { return a.Object.Object("result") }

// do calls a method with JSON parameters. It fails with *apiError if the API
// refused, *channels.NotSentError if the call certainly did not reach it, and
// *channels.UnknownError if nobody knows. No error holds the token.
func (c *Channel) do(ctx context.Context, account Account, method string, parameters any) (answer, error) {
	encoded, err := json.Marshal(parameters)
	if err != nil {
		return answer{}, fmt.Errorf("encode parameters: %w", err)
	}
	return c.post(ctx, account, method, "application/json", bytes.NewReader(encoded), int64(len(encoded)), c.timeout)
}

func (c *Channel) post(
	ctx context.Context, account Account, method, contentType string, body io.Reader, length int64, timeout time.Duration,
) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	var left atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { left.Store(true) }})
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.address(account, method), body)
	if err != nil {
		// The error names the address.
		return answer{}, errors.New("telegram: the request cannot be made")
	}
	request.ContentLength = length
	request.Header.Set("Content-Type", contentType)
	request.Header.Set("User-Agent", "Parley")
	response, err := c.http.Do(request)
	if err != nil {
		return answer{}, failure(err, left.Load())
	}
	defer func() { _ = response.Body.Close() }()
	const longest = 4 << 20
	text, err := io.ReadAll(io.LimitReader(response.Body, longest))
	got, ok := payload.Parse(text)
	switch {
	case ok && got.Has("ok") && !got.Bool("ok"):
		return answer{}, parseError(response, got, account.Token)
	case response.StatusCode < 200 || response.StatusCode > 299:
		return answer{}, parseError(response, nil, account.Token)
	case err != nil:
		return answer{}, failure(err, true)
	case !ok || !got.Bool("ok"):
		return answer{}, &channels.UnknownError{Cause: &channels.PlainError{Words: "Telegram's answer could not be read"}}
	}
	return answer{got}, nil
}

// address is that of a method. The account's token is a part of it.
func (c *Channel) address(account Account, path ...string) string {
	return c.base.JoinPath(append([]string{"bot" + string(account.Token)}, path...)...).String()
}

// failure says what it means that there was no answer. Until there is a
// connection nothing can have been sent, and what was cut off in the middle
// because a file could not be read was not, either.
func failure(err error, left bool) error {
	var unreadable *fileError
	cause := &channels.PlainError{Words: describe(err), Err: strip(err)}
	switch {
	case errors.As(err, &unreadable):
		return &channels.NotSentError{Cause: &channels.PlainError{Words: "the file could not be read", Err: unreadable}}
	case left:
		return &channels.UnknownError{Cause: cause}
	default:
		return &channels.NotSentError{Cause: cause}
	}
}

// strip takes the address off an error: the token is in it.
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
		return "Telegram's host name leads to an address that is not a public one"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "Telegram refused the connection"
	case errors.As(err, &dns):
		return "Telegram's host name could not be resolved"
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return "Telegram did not answer in time"
	default:
		return "the connection to Telegram failed"
	}
}

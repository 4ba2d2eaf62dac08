package webhook

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"syscall"
	"time"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/outbound"
)

// outcome says what an app's answer means. A 5xx and a handful of 4xx say "not
// now"; any other 4xx and a redirect would be the same next time.
func outcome(r *http.Response, now time.Time) error {
	answered := fmt.Sprintf("the app answered %d", r.StatusCode)
	switch status := r.StatusCode; {
	case status >= 200 && status < 300:
		return nil
	case status == http.StatusGone:
		return channels.ErrGone
	case status == http.StatusTooManyRequests, status == http.StatusRequestTimeout, status == http.StatusTooEarly, status >= 500:
		return &channels.NotSentError{
			RetryAfter: retryAfter(r.Header.Get("Retry-After"), now), Cause: &channels.PlainError{Words: answered},
		}
	case status >= 300 && status < 400:
		return &channels.RejectedError{Reason: answered + ", and redirects are not followed"}
	default:
		return &channels.RejectedError{Reason: answered}
	}
}

// retryAfter reads both forms of RFC 9110 section 10.2.3: seconds or a date.
func retryAfter(value string, now time.Time) time.Duration {
	const longest = 30 * 24 * time.Hour
	if seconds, err := strconv.ParseUint(value, 10, 32); err == nil {
		return min(time.Duration(seconds)*time.Second, longest)
	}
	if at, err := http.ParseTime(value); err == nil {
		return min(max(at.Sub(now), 0), longest)
	}
	return 0
}

// failure says what it means that there was no answer. Until there is a
// connection nothing can have been sent.
func failure(err error, left bool) error {
	if outbound.Prohibited(err) {
		return &channels.RejectedError{Reason: "the app's address is not a public one"}
	}
	cause := &channels.PlainError{Words: describe(err), Err: err}
	if left {
		return &channels.UnknownError{Cause: cause}
	}
	return &channels.NotSentError{Cause: cause}
}

func describe(err error) string {
	var dns *net.DNSError
	var timeout net.Error
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return "the app refused the connection"
	case errors.As(err, &dns):
		return "the app's host name could not be resolved"
	case errors.Is(err, context.Canceled), errors.As(err, &timeout) && timeout.Timeout():
		return "the app did not answer in time"
	default:
		return "the connection to the app failed"
	}
}

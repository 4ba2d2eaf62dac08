package openai

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/failsafe-go/failsafe-go"
	"github.com/failsafe-go/failsafe-go/circuitbreaker"
	"github.com/failsafe-go/failsafe-go/retrypolicy"
	api "github.com/sashabaranov/go-openai"

	"github.com/parleyhq/parley/matcher/embedding"
)

// ErrUnavailable says that the endpoint has failed several times in a row and
// is not being asked at the moment.
var ErrUnavailable = errors.New("embedding endpoint is unavailable")

// StatusError says that the endpoint refused a request. It leaves out the
// endpoint's message, which may quote the text or the key.
type StatusError struct {
	// Code is the HTTP status.
	Code int
	// Kind is the endpoint's own name for the error, "" if it gave none:
	// "invalid_api_key", "insufficient_quota".
	Kind string
	// RetryAfter is how long the endpoint asks to wait, 0 if it does not.
	RetryAfter time.Duration
}

// Error returns the status and the kind.
func (e *StatusError) Error() string {
	text := fmt.Sprintf("endpoint answered %d %s", e.Code, http.StatusText(e.Code))
	if e.Kind != "" {
		text += " (" + e.Kind + ")"
	}
	return text
}

// Temporary reports whether the same request may succeed later.
func (e *StatusError) Temporary() bool {
	switch e.Code {
	case http.StatusRequestTimeout:
		return true
	case http.StatusTooManyRequests:
		return e.Kind != "insufficient_quota"
	default:
		return e.Code >= 500 && e.Code != http.StatusNotImplemented
	}
}

const (
	// failuresInARow make the endpoint unavailable.
	failuresInARow = 5
	// mostPatience is how many times the backoff a Retry-After may ask for.
	mostPatience = 10
)

// guard repeats what may succeed later, and leaves an endpoint alone that keeps
// failing.
func guard(c Config) failsafe.Executor[[][]float32] {
	failed := func(_ [][]float32, err error) bool { return temporary(err) }
	breaker := circuitbreaker.NewBuilder[[][]float32]().
		HandleIf(failed).
		WithFailureThreshold(failuresInARow).
		WithDelay(c.Rest).
		Build()
	retry := retrypolicy.NewBuilder[[][]float32]().
		HandleIf(failed).
		AbortIf(func(_ [][]float32, err error) bool { return asked(err) > mostPatience*c.Backoff }).
		WithMaxRetries(c.Retries).
		WithBackoff(c.Backoff, mostPatience*c.Backoff).
		WithJitterFactor(0.1).
		WithDelayFunc(func(attempt failsafe.ExecutionAttempt[[][]float32]) time.Duration {
			if wait := asked(attempt.LastError()); wait > 0 {
				return wait
			}
			return -1 // the backoff
		}).
		ReturnLastFailure().
		Build()
	return failsafe.With(retry, breaker)
}

// temporary reports whether err may go away. A caller that gives up is no fault
// of the endpoint; one whose time runs out is.
func temporary(err error) bool {
	var status *StatusError
	switch {
	case err == nil, errors.Is(err, context.Canceled), errors.Is(err, circuitbreaker.ErrOpen),
		errors.Is(err, embedding.ErrBadVector), errors.Is(err, errRedirected):
		return false
	case errors.As(err, &status):
		return status.Temporary()
	default:
		// No answer, or none that can be read.
		return true
	}
}

func asked(err error) time.Duration {
	var status *StatusError
	if errors.As(err, &status) {
		return status.RetryAfter
	}
	return 0
}

// refused turns an endpoint's refusal into a StatusError.
func refused(err error, header http.Header) error {
	var answered *api.APIError
	var unreadable *api.RequestError
	switch {
	case errors.As(err, &answered):
		return &StatusError{Code: answered.HTTPStatusCode, Kind: kindOf(answered), RetryAfter: retryAfter(header)}
	case errors.As(err, &unreadable):
		return &StatusError{Code: unreadable.HTTPStatusCode, RetryAfter: retryAfter(header)}
	default:
		return err
	}
}

// kindOf returns the code or type of an error, unless it is more than a name.
func kindOf(e *api.APIError) string {
	kind, _ := e.Code.(string)
	if kind == "" {
		kind = e.Type
	}
	if len(kind) > 64 || strings.ContainsFunc(kind, unicode.IsSpace) {
		return ""
	}
	return kind
}

// retryAfter reads both forms of the header, 0 for neither.
func retryAfter(header http.Header) time.Duration {
	value := header.Get("Retry-After")
	if seconds, err := strconv.ParseFloat(value, 64); err == nil {
		return time.Duration(max(0, min(seconds, 1e6)) * float64(time.Second))
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(0, time.Until(at))
	}
	return 0
}

func unavailable(err error) error {
	if errors.Is(err, circuitbreaker.ErrOpen) {
		return ErrUnavailable
	}
	return err
}

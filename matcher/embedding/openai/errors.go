package openai

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"

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
	// "invalid_api_key", "insufficient_quota", "model_not_found".
	Kind string
	// RetryAfter is how long the endpoint asks to wait, 0 if it does not.
	RetryAfter time.Duration
}

const (
	kindQuota = "insufficient_quota"
	kindModel = "model_not_found"
)

func newStatusError(e *api.APIError, header http.Header, model string) *StatusError {
	status := &StatusError{Code: e.HTTPStatusCode, Kind: kindOf(e), RetryAfter: retryAfter(header)}
	// Most imitators have no name for it, but none fails to quote the model.
	if status.Code == http.StatusNotFound && strings.Contains(e.Message, model) {
		status.Kind = kindModel
	}
	return status
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
		return e.Kind != kindQuota
	default:
		return e.Code >= 500 && e.Code != http.StatusNotImplemented
	}
}

// Explain implements embedding.Explainer.
func (e *StatusError) Explain() (embedding.Field, string) {
	switch {
	case e.Kind == kindModel:
		return embedding.FieldModel, "The endpoint does not know the model."
	case e.Kind == kindQuota, e.Code == http.StatusPaymentRequired:
		return embedding.FieldAPIKey, "The account of the API key has no credit left."
	case e.Code == http.StatusUnauthorized, e.Code == http.StatusForbidden:
		return embedding.FieldAPIKey, "The endpoint does not accept the API key, or wants one."
	case e.Code == http.StatusNotFound, e.Code == http.StatusMethodNotAllowed, e.Code == http.StatusNotImplemented:
		return embedding.FieldBaseURL, "There is no embeddings API at the base URL: it ends before /embeddings, usually with /v1."
	case e.Code == http.StatusTooManyRequests:
		return embedding.FieldNone, "The endpoint is asked too often at the moment: try again later."
	case e.Temporary():
		return embedding.FieldNone, fmt.Sprintf("The endpoint has a fault of its own (status %d): try again later.", e.Code)
	default:
		return embedding.FieldModel, fmt.Sprintf("The endpoint refuses the request (status %d): the model may be none for embeddings.", e.Code)
	}
}

// Refused implements embedding.Refuser: it reports whether the refusal may be
// about what, or how much at once, the endpoint was asked.
func (e *StatusError) Refused() bool {
	switch e.Code {
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity:
		return true
	default:
		return false
	}
}

func refused(err error) bool { return embedding.Refused(err) }

// lengthError says that the model has its own length and could not be asked for
// another.
type lengthError struct {
	got, want int
	err       error
}

func (e *lengthError) Error() string {
	return fmt.Sprintf("ask for %d dimensions instead of %d: %v", e.want, e.got, e.err)
}

func (e *lengthError) Unwrap() error { return e.err }

// Explain implements embedding.Explainer.
func (e *lengthError) Explain() (embedding.Field, string) {
	if !refused(e.err) {
		return embedding.Explain(e.err)
	}
	return embedding.FieldDimensions, fmt.Sprintf("The model makes vectors of %d dimensions and cannot make them of %d.", e.got, e.want)
}

// redirectError says that the endpoint sends its callers elsewhere.
type redirectError struct{}

func (redirectError) Error() string {
	return "endpoint redirects: set the base URL it redirects to"
}

// Explain implements embedding.Explainer.
func (redirectError) Explain() (embedding.Field, string) {
	return embedding.FieldBaseURL, "The base URL redirects elsewhere: enter the address it redirects to."
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

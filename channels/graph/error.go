package graph

import (
	"fmt"
	"net/http"
	"time"
)

// Error is what the Graph API answered instead of doing what it was asked.
type Error struct {
	// Status is the HTTP status.
	Status int
	// Code and Subcode are what to go by; messages change. Code is -1 if the
	// answer was no error envelope.
	Code    int
	Subcode int
	// Message and Details are in the provider's words, without secrets. Details
	// say more where there are any.
	Message string
	Details string
	// Transient is the provider's word that the same call may work later.
	Transient bool
	// Trace is the provider's name of the call, for its support.
	Trace string
	// RetryAfter is how long the answer's headers asked to be left alone.
	RetryAfter time.Duration
}

// noEnvelope is the Code of an answer that says nothing but its status.
const noEnvelope = -1

func (e *Error) Error() string {
	if e.Code == noEnvelope {
		return fmt.Sprintf("graph: answered %d", e.Status)
	}
	return fmt.Sprintf("graph: answered %d: code %d/%d: %s", e.Status, e.Code, e.Subcode, e.Says())
}

// Says returns the most telling of the provider's words, "" if there are none.
func (e *Error) Says() string {
	if e.Details != "" {
		return e.Details
	}
	return e.Message
}

// parseError reads the envelope {"error": {…}} of a failed call.
func parseError(r *http.Response, body []byte, now time.Time, secrets ...Secret) *Error {
	e := &Error{Status: r.StatusCode, Code: noEnvelope, RetryAfter: retryAfter(r.Header, now)}
	answer, _ := ParseObject(body)
	envelope := answer.Object("error")
	if !envelope.Has("code") {
		return e
	}
	e.Code, e.Subcode = int(envelope.Int("code")), int(envelope.Int("error_subcode"))
	e.Message = Shorten(redact(envelope.Text("message"), secrets...))
	e.Details = Shorten(redact(envelope.Object("error_data").Text("details"), secrets...))
	if e.Details == "" {
		e.Details = Shorten(redact(envelope.Text("error_user_msg"), secrets...))
	}
	e.Transient = envelope.Bool("is_transient")
	e.Trace = envelope.Text("fbtrace_id")
	return e
}

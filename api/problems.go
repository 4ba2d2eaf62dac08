package api

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/campaign"
	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
)

// problem is a refusal or a failure on its way to the client as problem details
// (RFC 9457). Handlers return it as an error where a domain error would not
// tell the client enough.
type problem struct {
	kind   kind
	detail string
	fields []FieldError
	owner  *Person
	// version is the one there is now, 0 where that is not the point.
	version int64
	// usedBy is what needs the thing.
	usedBy []Person
	// retryAfter is how long the client should wait, 0 if waiting does not help.
	retryAfter time.Duration
	// cause is for the log; the client never sees it.
	cause error
}

func (p *problem) Error() string {
	if p.cause != nil {
		return fmt.Sprintf("%s: %v", p.kind, p.cause)
	}
	return string(p.kind)
}

func (p *problem) Unwrap() error { return p.cause }

// refuse returns a problem of a kind with an explanation for people.
func refuse(k kind, detail string) *problem { return &problem{kind: k, detail: detail} }

// invalid returns a problem that names the fields which are not acceptable.
func invalid(fields ...FieldError) *problem {
	return &problem{kind: kindInvalid, detail: "The request has fields that are not acceptable.", fields: fields}
}

// away returns a problem that asks the client to try again, because a part of
// the server does not answer.
func away(cause error, detail string) *problem {
	return &problem{kind: kindUnavailable, detail: detail, retryAfter: 2 * time.Second, cause: cause}
}

// body is the problem as the client reads it.
func (p *problem) body(requestID string) Problem {
	status, title := p.kind.meaning()
	b := Problem{
		Type: typePrefix + string(p.kind), Title: title, Status: status,
		Detail: p.detail, Instance: requestID, Errors: p.fields, Version: p.version, UsedBy: p.usedBy,
	}
	if p.owner != nil {
		b.Owner = *p.owner
	}
	return b
}

// retrySeconds is the Retry-After header in whole seconds, at least 1.
func (p *problem) retrySeconds() int { return max(1, int(math.Ceil(p.retryAfter.Seconds()))) }

// problemOf is the one place that says what an error means to a client.
// unavailable reports whether an error says that the database is away.
func problemOf(err error, unavailable func(error) bool) *problem {
	var p *problem
	var body *channels.BodyError
	var tooLarge *http.MaxBytesError
	var route *echo.HTTPError
	var inUse *responder.InUseError
	var standing *campaign.StateError
	switch {
	case errors.As(err, &p):
		return p
	case errors.Is(err, conversation.ErrNotFound), errors.Is(err, account.ErrNotFound), errors.Is(err, faq.ErrNotFound),
		errors.Is(err, responder.ErrNotFound), errors.Is(err, campaign.ErrNotFound):
		return notFound()
	case errors.Is(err, conversation.ErrConflict):
		return messageIDTaken("Idempotency-Key")
	case errors.Is(err, conversation.ErrNoReply):
		return invalid(FieldError{Field: "reply_to", Reason: "is no message of this conversation that its provider knows"})
	case errors.Is(err, conversation.ErrInvalid):
		return refuse(kindInvalid, "The request holds something that can never be stored.")
	case errors.Is(err, account.ErrEmailTaken):
		return refuse(kindEmailTaken, "Another user has this e-mail address.")
	case errors.Is(err, account.ErrInvited):
		return refuse(kindInvited, "There is an open invitation for this e-mail address. Send its link again, or revoke it.")
	case errors.Is(err, account.ErrInvitationOver):
		return refuse(kindTooLate, "The invitation was accepted or revoked already.")
	case errors.Is(err, account.ErrLastAdmin):
		return refuse(kindLastAdmin, "Nobody could manage users after this: make somebody else an admin first.")
	case errors.Is(err, account.ErrPassword):
		return invalid(FieldError{Field: "password", Reason: "must have 8 characters or more and at most 1024 bytes"})
	case errors.Is(err, faq.ErrArchived):
		return refuse(kindArchived, "It is archived: restore it first.")
	case errors.Is(err, faq.ErrChanged), errors.Is(err, campaign.ErrChanged):
		return refuse(kindStale, "It has been changed since you read it. Look at it again, then save.")
	case errors.Is(err, faq.ErrOwnEdit):
		return refuse(kindOwnEdit, "You edited this last: somebody else has to activate it.")
	case errors.Is(err, campaign.ErrOwnEdit):
		return refuse(kindOwnEdit, "You edited this last: somebody else has to launch it.")
	case errors.Is(err, campaign.ErrNoInbox):
		return invalid(FieldError{Field: "inbox_id", Reason: "is no inbox"})
	case errors.As(err, &standing):
		return refuse(kindWrongState, standing.Words)
	case errors.Is(err, faq.ErrIncomplete):
		return invalid(FieldError{Field: "answer", Reason: "is missing: end users would get nothing"})
	case errors.As(err, &inUse):
		return refuse(kindInUse, "It is used by "+strings.Join(inUse.By, ", ")+".")
	case errors.Is(err, faq.ErrState):
		return refuse(kindTooLate, "It has been decided or has ended already.")
	case errors.Is(err, channels.ErrSignature):
		return refuse(kindUnauthenticated, "The signature is missing or wrong.")
	case errors.Is(err, channels.ErrTooOld):
		return refuse(kindUnauthenticated, "The webhook's timestamp is too far from now.")
	case errors.Is(err, channels.ErrHandshake):
		return refuse(kindForbidden, "This is not the verify token of the inbox.")
	case errors.Is(err, channels.ErrAccountIncomplete), errors.Is(err, conversation.ErrInboxLocked):
		return &problem{
			kind: kindUnavailable, detail: "The inbox is not set up completely. Its health says more.",
			retryAfter: time.Minute, cause: err,
		}
	case errors.Is(err, conversation.ErrAccountTaken):
		return refuse(kindAccountTaken, "Another inbox has this account.")
	case errors.Is(err, conversation.ErrNoSecretKeys):
		return invalid(FieldError{Field: "credentials", Reason: "cannot be kept: this deployment has no keys to seal them with, which PARLEY_SECRET_KEYS gives it"})
	case errors.As(err, &body):
		return badWebhook(body)
	case errors.As(err, &tooLarge):
		return refuse(kindTooLarge, fmt.Sprintf("The body may have at most %d bytes.", tooLarge.Limit))
	case errors.Is(err, http.ErrMissingBoundary):
		return refuse(kindMalformed, "The form cannot be read: its Content-Type names no boundary.")
	case errors.As(err, &route):
		return routeProblem(route)
	case unavailable(err), errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return away(err, "A part of the server does not answer. Try again.")
	default:
		return &problem{kind: kindInternal, detail: "The server failed. Its log has more under the request id.", cause: err}
	}
}

func notFound() *problem { return refuse(kindNotFound, "There is no such thing.") }

// messageIDTaken names the field that chose the id of another message.
func messageIDTaken(field string) *problem {
	p := refuse(kindMessageIDTaken, "Another message was handed in under this id. Nothing was stored.")
	p.fields = []FieldError{{Field: field, Reason: "belongs to another message"}}
	return p
}

func badWebhook(e *channels.BodyError) *problem {
	k := kindInvalid
	if e.Malformed {
		k = kindMalformed
	}
	p := refuse(k, "The body of the webhook is not acceptable.")
	p.fields = []FieldError{{Field: e.Field, Reason: e.Problem}}
	return p
}

// routeProblem translates what the router and the generated code refuse; their
// messages may quote the request and are not passed on.
func routeProblem(e *echo.HTTPError) *problem {
	switch e.Code {
	case http.StatusNotFound:
		return notFound()
	case http.StatusMethodNotAllowed:
		return refuse(kindMethodNotAllowed, "This path does not take this method.")
	case http.StatusRequestEntityTooLarge:
		return refuse(kindTooLarge, "The body is too large.")
	case http.StatusUnsupportedMediaType:
		return notJSON()
	case http.StatusBadRequest:
		return refuse(kindMalformed, "The request has a parameter that cannot be read.")
	default:
		return &problem{kind: kindInternal, detail: "The server failed.", cause: e}
	}
}

func notJSON() *problem {
	return refuse(kindUnsupportedMediaType, "Send the body as application/json.")
}

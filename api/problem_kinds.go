package api

import "net/http"

// kind is what went wrong, for programs: the last part of a problem's type. A
// kind never changes its meaning.
type kind string

// typePrefix begins the type of every problem.
const typePrefix = "urn:parley:problem:"

const (
	kindMalformed            kind = "malformed"
	kindUnauthenticated      kind = "unauthenticated"
	kindForbidden            kind = "forbidden"
	kindOwnEdit              kind = "own-edit"
	kindCrossOrigin          kind = "cross-origin"
	kindNotFound             kind = "not-found"
	kindMethodNotAllowed     kind = "method-not-allowed"
	kindNotOwner             kind = "not-owner"
	kindNoTicket             kind = "no-ticket"
	kindEmailTaken           kind = "email-taken"
	kindLastAdmin            kind = "last-admin"
	kindArchived             kind = "archived"
	kindStale                kind = "stale"
	kindInUse                kind = "in-use"
	kindTooLate              kind = "too-late"
	kindRequestRunning       kind = "request-running"
	kindTooLarge             kind = "too-large"
	kindUnsupportedMediaType kind = "unsupported-media-type"
	kindInvalid              kind = "invalid"
	kindWindowClosed         kind = "window-closed"
	kindMessageIDTaken       kind = "message-id-taken"
	kindKeyReused            kind = "idempotency-key-reused"
	kindTooManyAttempts      kind = "too-many-attempts"
	kindInternal             kind = "internal"
	kindUnavailable          kind = "unavailable"
)

// meaning returns the status code and the title of a kind.
func (k kind) meaning() (status int, title string) {
	switch k {
	case kindMalformed:
		return http.StatusBadRequest, "Cannot be read"
	case kindUnauthenticated:
		return http.StatusUnauthorized, "Credentials needed"
	case kindForbidden:
		return http.StatusForbidden, "Not allowed"
	case kindOwnEdit:
		return http.StatusForbidden, "Not your own words"
	case kindCrossOrigin:
		return http.StatusForbidden, "Request from another site"
	case kindNotFound:
		return http.StatusNotFound, "Not found"
	case kindMethodNotAllowed:
		return http.StatusMethodNotAllowed, "Method not allowed"
	case kindNotOwner:
		return http.StatusConflict, "Somebody else holds this conversation"
	case kindNoTicket:
		return http.StatusConflict, "No ticket yet"
	case kindEmailTaken:
		return http.StatusConflict, "E-mail address taken"
	case kindLastAdmin:
		return http.StatusConflict, "Last admin"
	case kindArchived:
		return http.StatusConflict, "Archived"
	case kindStale:
		return http.StatusConflict, "Changed meanwhile"
	case kindInUse:
		return http.StatusConflict, "In use"
	case kindTooLate:
		return http.StatusConflict, "Too late"
	case kindRequestRunning:
		return http.StatusConflict, "Still running"
	case kindTooLarge:
		return http.StatusRequestEntityTooLarge, "Too large"
	case kindUnsupportedMediaType:
		return http.StatusUnsupportedMediaType, "Sent as something else"
	case kindInvalid:
		return http.StatusUnprocessableEntity, "Not acceptable"
	case kindWindowClosed:
		return http.StatusUnprocessableEntity, "Window closed"
	case kindMessageIDTaken:
		return http.StatusUnprocessableEntity, "Message id taken"
	case kindKeyReused:
		return http.StatusUnprocessableEntity, "Idempotency-Key reused"
	case kindTooManyAttempts:
		return http.StatusTooManyRequests, "Too many attempts"
	case kindUnavailable:
		return http.StatusServiceUnavailable, "Temporarily unavailable"
	default:
		return http.StatusInternalServerError, "Server failure"
	}
}

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
	kindMerged               kind = "merged"
	kindEmailTaken           kind = "email-taken"
	kindInvited              kind = "invited"
	kindShortcutTaken        kind = "shortcut-taken"
	kindAccountTaken         kind = "account-taken"
	kindWrongChannel         kind = "wrong-channel"
	kindNoPublicURL          kind = "no-public-url"
	kindInboxLocked          kind = "inbox-locked"
	kindLastAdmin            kind = "last-admin"
	kindArchived             kind = "archived"
	kindStale                kind = "stale"
	kindInUse                kind = "in-use"
	kindTooLate              kind = "too-late"
	kindWrongState           kind = "wrong-state"
	kindRequestRunning       kind = "request-running"
	kindTooLarge             kind = "too-large"
	kindUnsupportedMediaType kind = "unsupported-media-type"
	kindInvalid              kind = "invalid"
	kindWindowClosed         kind = "window-closed"
	kindContactBlocked       kind = "contact-blocked"
	kindMessageIDTaken       kind = "message-id-taken"
	kindKeyReused            kind = "idempotency-key-reused"
	kindTooManyAttempts      kind = "too-many-attempts"
	kindNotYet               kind = "not-yet"
	kindNoRoom               kind = "no-room"
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
	case kindMerged:
		return http.StatusConflict, "Part of another conversation"
	case kindEmailTaken:
		return http.StatusConflict, "E-mail address taken"
	case kindInvited:
		return http.StatusConflict, "Invited already"
	case kindShortcutTaken:
		return http.StatusConflict, "Shortcut taken"
	case kindAccountTaken:
		return http.StatusConflict, "Account taken"
	case kindWrongChannel:
		return http.StatusConflict, "Not on this channel"
	case kindNoPublicURL:
		return http.StatusConflict, "No public address"
	case kindInboxLocked:
		return http.StatusConflict, "Secrets do not open"
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
	case kindWrongState:
		return http.StatusConflict, "Not in its present state"
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
	case kindContactBlocked:
		return http.StatusUnprocessableEntity, "Blocked by the end user"
	case kindMessageIDTaken:
		return http.StatusUnprocessableEntity, "Message id taken"
	case kindKeyReused:
		return http.StatusUnprocessableEntity, "Idempotency-Key reused"
	case kindTooManyAttempts:
		return http.StatusTooManyRequests, "Too many attempts"
	case kindNotYet:
		return http.StatusConflict, "Not yet"
	case kindNoRoom:
		return http.StatusInsufficientStorage, "No room left"
	case kindUnavailable:
		return http.StatusServiceUnavailable, "Temporarily unavailable"
	default:
		return http.StatusInternalServerError, "Server failure"
	}
}

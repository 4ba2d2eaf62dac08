package account

import "time"

// Lifetimes of a session: it ends SessionIdle after its last use and
// SessionLife after its start, whichever comes first.
const (
	SessionIdle = 12 * time.Hour
	SessionLife = 7 * 24 * time.Hour
)

// Session is a login as the user is told of it, once.
type Session struct {
	// Token is the bearer credential; the store keeps its SHA-256 only.
	Token string
	// ExpiresAt is when it ends at the latest.
	ExpiresAt time.Time
}

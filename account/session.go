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

// Method is how a user proved who they are.
type Method string

// The methods.
const (
	ByPassword   Method = "password"
	ByOIDC       Method = "oidc"
	ByInvitation Method = "invitation"
)

// OpenSession is a login as its user can look at it later.
type OpenSession struct {
	ID        string
	Method    Method
	CreatedAt time.Time
	// SeenAt is the last use, to the minute.
	SeenAt    time.Time
	ExpiresAt time.Time
	// Peer and UserAgent are the address and the browser of the login.
	Peer      string
	UserAgent string
	// Current says that it is the one that asks.
	Current bool
}

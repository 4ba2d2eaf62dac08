package account

import (
	"errors"
	"time"
)

// InvitationLife is how long the link of an invitation works.
const InvitationLife = 7 * 24 * time.Hour

// ErrInvited: somebody with that e-mail address has an open invitation already.
var ErrInvited = errors.New("account: invited already")

// ErrInvitationOver: the invitation was accepted or revoked.
var ErrInvitationOver = errors.New("account: invitation is over")

// Invitation lets somebody make themselves a user. The token of its link is
// shown once; a SHA-256 of it is stored.
type Invitation struct {
	ID    string
	Email string
	Name  string
	Roles []Role
	// InvitedBy is a principal's id.
	InvitedBy  string
	CreatedAt  time.Time
	ExpiresAt  time.Time
	RevokedAt  time.Time
	AcceptedAt time.Time
	// UserID is who accepted it.
	UserID string
}

// NewInvitation is whom to invite, and as what.
type NewInvitation struct {
	Profile
	Roles     []Role
	InvitedBy string
}

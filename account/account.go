// Package account is who may use Parley: users with roles, their sessions, API
// keys with scopes. Pure types and the role table.
package account

import "time"

// Role is what a user may do: the table in docs/api.md says what each may.
type Role string

// The system roles.
const (
	Admin    Role = "admin"
	Agent    Role = "agent"
	Creator  Role = "creator"
	Approver Role = "approver"
	Member   Role = "member"
)

// Assignable returns the roles that a user can be given: all of them.
func Assignable() []Role { return []Role{Admin, Agent, Creator, Approver, Member} }

// Valid reports whether r is one of the five system roles.
func (r Role) Valid() bool {
	switch r {
	case Admin, Agent, Creator, Approver, Member:
		return true
	default:
		return false
	}
}

// Scope is what an API key may do.
type Scope string

// The scopes. ScopeAdmin does not include the others.
const (
	ScopeIngest Scope = "ingest"
	ScopeSend   Scope = "send"
	ScopeRead   Scope = "read"
	ScopeAdmin  Scope = "admin"
)

// Valid reports whether s is a scope.
func (s Scope) Valid() bool {
	switch s {
	case ScopeIngest, ScopeSend, ScopeRead, ScopeAdmin:
		return true
	default:
		return false
	}
}

// User is somebody with a password.
type User struct {
	ID    string
	Email string
	Name  string
	Roles []Role
	// PasswordHash is an argon2id hash in PHC form.
	PasswordHash string
	// DisabledAt is when the account was switched off, zero while it works.
	DisabledAt time.Time
	CreatedAt  time.Time
}

// APIKey is a service's credential. Only a SHA-256 of the key is stored.
type APIKey struct {
	ID         string
	Name       string
	Scopes     []Scope
	CreatedAt  time.Time
	LastUsedAt time.Time
	RevokedAt  time.Time
}

// Principal is who makes a request: a user through a session, or an API key.
// Exactly one of User and Key is set.
type Principal struct {
	User *User
	Key  *APIKey
}

// ID names the principal for idempotency keys and the audit trail:
// "user/<id>" or "key/<id>".
func (p Principal) ID() string {
	if p.User != nil {
		return "user/" + p.User.ID
	}
	if p.Key != nil {
		return "key/" + p.Key.ID
	}
	return ""
}

// Is reports whether the principal is a user with one of the roles.
func (p Principal) Is(roles ...Role) bool {
	if p.User == nil {
		return false
	}
	for _, have := range p.User.Roles {
		for _, want := range roles {
			if have == want {
				return true
			}
		}
	}
	return false
}

// Has reports whether the principal is an API key with the scope.
func (p Principal) Has(scope Scope) bool {
	if p.Key == nil {
		return false
	}
	for _, s := range p.Key.Scopes {
		if s == scope {
			return true
		}
	}
	return false
}

package account

import "errors"

// ErrNotKnown: an identity provider vouches for somebody who is no user here and
// cannot become one.
var ErrNotKnown = errors.New("account: not known here")

// ErrNotVouched: what came back from an identity provider proves nothing: it was
// refused, altered, meant for others, or is too old.
var ErrNotVouched = errors.New("account: identity not proven")

// ErrDisabled: the account was switched off.
var ErrDisabled = errors.New("account: switched off")

// Identity is who somebody is to an identity provider.
type Identity struct {
	// Issuer and Subject name the person, for good. Nothing else does.
	Issuer  string
	Subject string
	// Email is "" unless the provider says that it was verified.
	Email string
	Name  string
	// Roles are those that the provider's groups give; nil if groups give none in
	// this deployment, and Parley's own roles stand.
	Roles []Role
}

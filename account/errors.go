package account

import "errors"

// ErrNotFound: there is no such user, session or key.
var ErrNotFound = errors.New("account: not found")

// ErrEmailTaken: another user has that e-mail address.
var ErrEmailTaken = errors.New("account: e-mail address taken")

// ErrLastAdmin: the change would leave nobody who may manage users.
var ErrLastAdmin = errors.New("account: last admin")

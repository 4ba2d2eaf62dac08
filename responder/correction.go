package responder

import (
	"errors"
	"time"
)

// Correction is a user's finding that an automatic answer was wrong.
type Correction struct {
	UserID, UserName string
	At               time.Time
}

// ErrSilent says that a decision answered nothing, so that nothing about it can be
// wrong.
var ErrSilent = errors.New("responder: nothing was answered")

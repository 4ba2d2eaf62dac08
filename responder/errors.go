package responder

import "errors"

// ErrNotFound: there is no such quick reply or calendar.
var ErrNotFound = errors.New("responder: not found")

// ErrNotANumber: a score, threshold or margin is infinite or not a number.
// Such a decision can be neither trusted nor stored as JSON.
var ErrNotANumber = errors.New("responder: a score is not a number")

// ErrInconsistent: a decision whose parts contradict each other.
var ErrInconsistent = errors.New("responder: inconsistent decision")

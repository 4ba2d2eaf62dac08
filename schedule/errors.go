package schedule

import "errors"

// ErrNoCalendar: a [When] names a calendar that is not there.
var ErrNoCalendar = errors.New("schedule: no such calendar")

// ErrZone: a time zone that the machine's database does not know.
var ErrZone = errors.New("schedule: unknown time zone")

// ErrNeverSaid: a [When] that names no hours, no calendar, and not always.
var ErrNeverSaid = errors.New("schedule: it does not say when")

// FieldError names one field of a schedule or calendar that is not acceptable,
// and why, by its path in JSON: "weekly[2].from".
type FieldError struct {
	Field  string
	Reason string
}

// Error returns "field: reason".
func (e *FieldError) Error() string { return e.Field + ": " + e.Reason }

// FieldErrors returns every field error within err, in their order: what
// reading JSON and the Validate methods found. It is nil if there are none.
func FieldErrors(err error) []*FieldError {
	switch e := err.(type) { //nolint:errorlint // it takes wrapped errors apart itself
	case *FieldError:
		return []*FieldError{e}
	case interface{ Unwrap() []error }:
		var all []*FieldError
		for _, one := range e.Unwrap() {
			all = append(all, FieldErrors(one)...)
		}
		return all
	case interface{ Unwrap() error }:
		return FieldErrors(e.Unwrap())
	}
	return nil
}

package activities

import (
	"context"
	"errors"
	"log/slog"
)

// fit logs what went wrong in full and returns an error fit for a workflow
// history: a failure there is readable by every operator, and a driver's error
// may quote what it was given.
func fit(l *slog.Logger, what string, err error) error {
	l.Warn("activity failed", "activity", what, "error", err)
	switch {
	case errors.Is(err, context.Canceled):
		return context.Canceled
	case errors.Is(err, context.DeadlineExceeded):
		return context.DeadlineExceeded
	default:
		return errors.New(what + " failed; the worker's log says why")
	}
}

package responder

import "strings"

// InUseError says that a calendar cannot be deleted, because quick replies go by
// it.
type InUseError struct {
	// By are the names of these quick replies.
	By []string
}

// Error names them.
func (e *InUseError) Error() string {
	return "responder: calendar in use by " + strings.Join(e.By, ", ")
}

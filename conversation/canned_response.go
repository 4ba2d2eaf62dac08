package conversation

import "time"

// CannedResponse is a text that agents send often. All of them share it.
type CannedResponse struct {
	ID string
	// Shortcut names it, letter case aside.
	Shortcut string
	Text     string
	// EditedBy is the user who wrote it last.
	EditedBy  string
	CreatedAt time.Time
	UpdatedAt time.Time
}

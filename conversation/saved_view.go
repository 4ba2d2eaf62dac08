package conversation

import "time"

// SavedView is a filter of the list that a user keeps under a name.
type SavedView struct {
	ID     string
	UserID string
	Name   string
	// Filter is JSON of the API's, which reads and writes it.
	Filter    []byte
	CreatedAt time.Time
}

// MostViews is how many a user may keep.
const MostViews = 100

package report

import "time"

// Now is what is so at this moment.
type Now struct {
	// Waiting is how many conversations wait for an answer, WaitingSince since when
	// the first of them does; zero if none does.
	Waiting      int64
	WaitingSince time.Time
	// CountedAt is up to when everything is in the reports, zero if they have not been
	// made yet.
	CountedAt time.Time
}

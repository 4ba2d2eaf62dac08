package faq

import "time"

// Recorded is a decision as it was kept, so that "why did it say that?" has an
// answer.
type Recorded struct {
	ID             string
	ConversationID string
	Ticket         int
	// FromSeq and UptoSeq are the first and the last seq of the burst.
	FromSeq int64
	UptoSeq int64
	Decision
	CreatedAt time.Time
}
